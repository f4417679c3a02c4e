"""Raw responses in an export: out, checked, and in again; never those of what may not be read."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest
from archive_stores import look_id
from commands import redline
from taking_out import AT, filled, real_article

from monitor.model import Response
from monitor.store.evidence import WarcFolder

pytestmark = pytest.mark.slow

BOAT = real_article("boat1")


def body(number: int) -> bytes:
    """What version N of each article was read from: `archive_stores` names its hash."""
    return look_id(number).encode()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data folder with three articles, one of them with its three originals."""
    folder = tmp_path / "old"
    asyncio.run(filled(folder))
    for number in (1, 2, 3):
        digest = sha256(body(number)).hexdigest()
        answer = Response(BOAT.url, BOAT.url, 200, (), body(number), digest, 0.1, certificate=b"DER")
        asyncio.run(WarcFolder(folder).keep(BOAT.id, answer, look_id(number), AT))
    return folder


def exported(data: Path, file: Path) -> bytes:
    redline("export", "--originals", "--to", str(file), data=data)
    return file.read_bytes()


def members(line: bytes) -> list[str]:
    found = json.loads(line).get("originals", {}).get("members", [])
    return [gzip.decompress(base64.b64decode(one)).decode() for one in found]


def of_boat(lines: bytes) -> bytes:
    return next(line for line in lines.splitlines(keepends=True) if BOAT.id.encode() in line[:60])


def test_originals_come_in_and_go_out_as_the_same_bytes(old: Path, tmp_path: Path) -> None:
    lines = exported(old, tmp_path / "old.jsonl")
    assert [body(n).decode() in one for n, one in enumerate(members(of_boat(lines)), 1)] == [True, True, True]
    assert sum(b'"redline":2' in line for line in lines.splitlines()) == 1
    assert "3 raw responses taken in" in redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new")
    kept = WarcFolder(tmp_path / "new")
    found = kept.original(BOAT.id, sha256(body(2)).hexdigest())
    assert found is not None
    assert (found.body, kept.certificate(found.certificate)) == (body(2), b"DER")
    assert exported(tmp_path / "new", tmp_path / "new.jsonl") == lines
    assert "raw responses" not in redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new"), "once"
    redline("export", "--originals", "--to", str(tmp_path / "it.sqlite"), data=old)
    assert "3 raw responses taken in" in redline("import", str(tmp_path / "it.sqlite"), data=tmp_path / "third")
    assert b"originals" not in Path(tmp_path / "old.jsonl").read_bytes().replace(of_boat(lines), b"")


def test_an_original_of_a_hidden_version_stays_and_of_an_erased_one_is_not_taken(old: Path, tmp_path: Path) -> None:
    lines = exported(old, tmp_path / "old.jsonl")
    redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new")
    redline("erase", BOAT.id, "2", "--yes", "--reason", "asked to", data=tmp_path / "new")
    redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new")
    kept = [WarcFolder(tmp_path / "new").place(BOAT.id, sha256(body(n)).hexdigest()) for n in (1, 2, 3)]
    assert [place is not None for place in kept] == [True, False, True]
    redline("hide", BOAT.id, "3", "--reason", "asked to", data=old)
    shown = members(of_boat(exported(old, tmp_path / "some.jsonl")))
    assert [body(n).decode() in "".join(shown) for n in (1, 2, 3)] == [True, True, False]
    assert of_boat(lines) != of_boat((tmp_path / "some.jsonl").read_bytes())


def test_an_original_that_is_another_one_is_named_and_nothing_is_kept(old: Path, tmp_path: Path) -> None:
    lines = exported(old, tmp_path / "old.jsonl")
    line = json.loads(of_boat(lines))
    first, second, third = line["originals"]["members"]
    for members_ in (
        [third, second, first],
        [first, second, third, first],
        [first, second[:40] + "AAAA" + second[44:], third],
        "x",
    ):
        wrong = line | {"originals": line["originals"] | {"members": members_}}
        packed = json.dumps(wrong, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        (tmp_path / "wrong.jsonl").write_bytes(lines.replace(of_boat(lines), packed))
        said = redline("import", str(tmp_path / "wrong.jsonl"), data=tmp_path / "new", expect=1)
        assert "nothing was taken in" in said
        assert "line " in said
        assert "original" in said
    assert not list((tmp_path / "new").rglob("*.warc.gz"))
