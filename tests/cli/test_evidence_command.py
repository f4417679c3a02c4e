"""`redline warc` and `redline evidence` as commands on a real store."""

from __future__ import annotations

import asyncio
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from archive_stores import article, commit, evidence, keep
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from monitor.cli import main
from monitor.model import Response
from monitor.store import open_store
from monitor.store.evidence import WarcFolder
from monitor.store.memory.clock import WallClock

pytestmark = pytest.mark.slow

FERRY = article()
BODIES = [b"<p>Twelve were hurt.</p>", b"<p>Fifteen were hurt.</p>"]


def redline(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    return done.exit_code, done.output


async def fill(folder: Path) -> None:
    async with open_store(folder) as store:
        await store.archive.create([FERRY])
        for number, body in enumerate(BODIES):
            digest = sha256(body).hexdigest()
            answer = Response(FERRY.url, FERRY.url, 200, (("content-type", "text/html"),), body, digest, 0.1)
            look = f"{number + 1:016x}"
            await WarcFolder(folder).keep(FERRY.id, answer, look, WallClock().now())
            words = body.decode().removeprefix("<p>").removesuffix("</p>")
            await keep(store.archive, commit(number, words, evidence=evidence(look, raw_sha256=digest)))


def test_originals_and_the_bundle_of_a_change_are_taken_out(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    asyncio.run(fill(tmp_path / "data"))
    assert redline("root", "--data", data)[0] == 0
    made = tmp_path / "ferry.warc.gz"
    assert redline("warc", "--data", data, FERRY.id, "--output", str(made))[0] == 0
    with made.open("rb") as stream:
        found = [(one.rec_type, one.content_stream().read()) for one in ArchiveIterator(stream)]
    assert [body for kind, body in found if kind == "response"] == BODIES
    bundle = tmp_path / "ferry.zip"
    assert redline("evidence", "--data", data, FERRY.id, "1..2", "--output", str(bundle))[0] == 0
    with zipfile.ZipFile(bundle) as files:
        assert {"README.txt", "SHA256SUMS", "diff.html", "body-1.bin", "proof-2.json"} <= set(files.namelist())
        assert b"Fifteen" in files.read("diff.html")
        assert files.read("body-2.bin") == BODIES[1]


def test_what_is_hidden_is_in_no_file_that_is_taken_out(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    asyncio.run(fill(tmp_path / "data"))
    assert redline("hide", "--data", data, FERRY.id, "2", "--reason", "asked to")[0] == 0
    made = tmp_path / "ferry.warc.gz"
    assert redline("warc", "--data", data, FERRY.id, "--output", str(made))[0] == 0
    with made.open("rb") as stream:
        found = [one.content_stream().read() for one in ArchiveIterator(stream) if one.rec_type == "response"]
    assert found == BODIES[:1]
    code, said = redline("evidence", "--data", data, FERRY.id, "1..2")
    assert (code, said) == (1, "redline: the text of version 2 can not be shown\n")
    assert redline("hide", "--data", data, FERRY.id, "--reason", "asked to")[0] == 0
    assert redline("warc", "--data", data, FERRY.id)[0] == 1


def test_what_can_not_be_written_or_found_is_one_line(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    asyncio.run(fill(tmp_path / "data"))
    code, said = redline("evidence", "--data", data, FERRY.id, "1..9")
    assert (code, said) == (1, "redline: there is no version 9 (`redline show` lists them)\n")
    code, said = redline("evidence", "--data", data, FERRY.id, "1..2", "--output", "/proc/nowhere.zip")
    assert code == 1
    assert said.startswith("redline: /proc/nowhere.zip can not be written")
    assert redline("evidence", "--data", data, FERRY.id, "first")[0] == 2
