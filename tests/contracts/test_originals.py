"""What everything that keeps bodies does: the suite runs over the twin and over both folders."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from archive_stores import article
from looking import STORY

from monitor.model import ArticleId, Response
from monitor.ports import Originals
from monitor.store.bodies import NewestBodies
from monitor.store.evidence import WarcFolder
from monitor.store.memory.originals import MemoryOriginals

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
FERRY, BARGE = article().id, article("barge").id


@pytest.fixture(params=["memory", "warc", "newest"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    folders: dict[str, Originals] = {
        "memory": MemoryOriginals(),
        "warc": WarcFolder(tmp_path),
        "newest": NewestBodies(tmp_path),
    }
    return folders[request.param]


def response(body: bytes) -> Response:
    return Response(STORY, STORY, 200, (("content-type", "text/html"),), body, sha256(body).hexdigest(), 0.1)


async def keep(originals: Originals, body: bytes, article: ArticleId = FERRY, beside: tuple[str, ...] = ()) -> str:
    answer = response(body)
    await originals.keep(article, answer, "aa", AT, beside=beside)
    return answer.body_sha256


async def test_a_body_comes_back_by_its_hash_and_its_article(originals: Originals) -> None:
    body = "<p>Zwölf\x00</p>".encode() * 500
    name = await keep(originals, body)
    assert await originals.body(FERRY, name) == body
    assert await originals.where(FERRY, name)
    assert await originals.body(BARGE, name) is None
    assert await originals.body(FERRY, "ab" * 32) is None
    assert await originals.body(FERRY, "") is None
    assert await originals.where(FERRY, "") == ""


async def test_a_suspected_body_stands_beside_the_newest_versions_one(originals: Originals) -> None:
    old = await keep(originals, b"<p>Twelve</p>")
    new = await keep(originals, b"<p>Fifteen</p>", beside=(old,))
    assert await originals.body(FERRY, old) == b"<p>Twelve</p>"
    assert await originals.body(FERRY, new) == b"<p>Fifteen</p>"


async def test_the_same_body_twice_is_kept_once(originals: Originals) -> None:
    assert await keep(originals, b"<p>Twelve</p>") == await keep(originals, b"<p>Twelve</p>")


async def test_of_the_newest_bodies_one_an_article_stays(tmp_path: Path) -> None:
    folder = NewestBodies(tmp_path)
    old = await keep(folder, b"<p>Twelve</p>")
    other = await keep(folder, b"<p>Barge</p>", BARGE)
    new = await keep(folder, b"<p>Fifteen</p>")
    assert await folder.body(FERRY, old) is None
    assert await folder.body(FERRY, new) == b"<p>Fifteen</p>"
    assert await folder.body(BARGE, other) == b"<p>Barge</p>"
    assert len([*folder.folder.rglob("*.zst")]) == 2


@pytest.mark.parametrize("damage", [b"", b"\x05", b"\x05abc", b"\xff" * 40])
async def test_a_damaged_body_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    folder = NewestBodies(tmp_path)
    name = await keep(folder, b"<p>Twelve</p>")
    (file,) = folder.folder.rglob("*.zst")
    file.write_bytes(damage)
    assert await folder.body(FERRY, name) is None


async def test_a_folder_that_can_not_be_written_stops_no_look(tmp_path: Path) -> None:
    (tmp_path / "newest").write_text("a file stands in the way")
    folder = NewestBodies(tmp_path)
    name = await keep(folder, b"<p>Twelve</p>")
    assert await folder.body(FERRY, name) is None
