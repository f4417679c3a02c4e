"""Originals: on disk as records that other tools read, found by their hash, checked, and never half-written."""

from __future__ import annotations

import asyncio
import gzip
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from archive_stores import article, commit, evidence, keep
from looking import STORY, WORDS, Newsdesk
from warcio.archiveiterator import ArchiveIterator

from monitor.cli.bundle import Side, pack
from monitor.errors import DamagedRecord
from monitor.model import ArticleId, Response
from monitor.store import warc
from monitor.store.evidence import WarcFolder
from monitor.store.memory.archive import MemoryArchive
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.shelf import MemoryShelf

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
FERRY = article().id


def response(body: bytes = b"<p>Twelve</p>") -> Response:
    headers = (("content-type", "text/html"), ("content-encoding", "br"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))
    return Response(STORY, STORY, 200, headers, body, sha256(body).hexdigest(), 0.1, address="192.0.2.7")


async def run(*command: str, cwd: Path | None = None) -> int | None:
    process = await asyncio.create_subprocess_exec(*command, cwd=cwd, stdout=asyncio.subprocess.DEVNULL)
    await process.communicate()
    return process.returncode


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def test_looks_that_see_a_certificate_for_the_first_time_together_all_keep_their_originals(tmp_path: Path) -> None:
    together = 8
    for turn in range(20):
        start, folder, shown = Barrier(together), WarcFolder(tmp_path / str(turn)), f"certificate {turn}".encode()

        def look(mine: int, start: Barrier = start, folder: WarcFolder = folder, shown: bytes = shown) -> bool:
            one = ArticleId(f"{mine:016}")
            member = warc.member(one, response(), "look1", AT)
            start.wait()
            folder.take(one, digest(b"<p>Twelve</p>"), member, shown)
            return folder.certificate(sha256(shown).hexdigest()) == shown

        with ThreadPoolExecutor(together) as threads:
            assert all(threads.map(look, range(together)))
        assert len(list((tmp_path / str(turn) / "evidence" / "certificates").iterdir())) == 1


async def test_an_original_comes_back_with_headers_address_and_time(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    await folder.keep(FERRY, response(), "look1", AT)
    found = folder.original(FERRY, digest(b"<p>Twelve</p>"))
    assert found is not None
    assert (found.body, found.address, found.status, found.at[:19]) == (
        b"<p>Twelve</p>", "192.0.2.7", "200 OK", "2026-05-04T09:00:00",
    )  # fmt: skip
    assert [header for header in response().headers if header not in found.headers] == []
    assert await folder.where(FERRY, "0" * 64) == ""


async def test_the_same_body_is_kept_once_and_every_day_has_its_file(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    for day in (4, 4, 5):
        await folder.keep(FERRY, response(b"%d" % day), "look", AT.replace(day=day))
    assert [place.file for place in folder.of_article(FERRY)] == ["2026-05-04.warc.gz", "2026-05-05.warc.gz"]


async def test_the_reference_reader_accepts_the_files(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    for number in range(5):
        await folder.keep(FERRY, response(b"body %d" % number), f"look{number}", AT)
    file = tmp_path / "evidence" / "2026-05-04.warc.gz"
    with file.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    assert kinds == ["warcinfo"] + ["response"] * 5
    done = await run(str(Path(sys.executable).parent / "warcio"), "check", str(file))
    assert done == 0


async def test_a_lost_index_is_made_again_from_the_files(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    for number in range(4):
        await folder.keep(
            ArticleId(f"{number:016x}"), response(b"body %d" % number), "look", AT.replace(day=1 + number % 2)
        )
    before = [folder.place(f"{number:016x}", digest(b"body %d" % number)) for number in range(4)]
    (tmp_path / "evidence" / "index.db").unlink()
    assert folder.place(f"{0:016x}", digest(b"body 0")) is None
    assert folder.rebuild() == 4
    assert [folder.place(f"{number:016x}", digest(b"body %d" % number)) for number in range(4)] == before


async def test_a_damaged_or_cut_off_original_names_its_place(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    await folder.keep(FERRY, response(), "look", AT)
    file = tmp_path / "evidence" / "2026-05-04.warc.gz"
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    with pytest.raises(DamagedRecord, match=r"2026-05-04\.warc\.gz at \d+: the file is cut off"):
        folder.original(FERRY, digest(b"<p>Twelve</p>"))
    place = folder.place(FERRY, digest(b"<p>Twelve</p>"))
    assert place is not None
    plain = gzip.decompress(whole[place.offset :]).replace(b"Twelve", b"Eleven")
    other = gzip.compress(plain)
    file.write_bytes(whole[: place.offset] + other.ljust(place.length, b"\0"))
    with pytest.raises(DamagedRecord, match="2026-05-04"):
        folder.original(FERRY, digest(b"<p>Twelve</p>"))


async def test_a_file_that_is_gone_is_no_original(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    await folder.keep(FERRY, response(), "look", AT)
    (tmp_path / "evidence" / "2026-05-04.warc.gz").unlink()
    assert await folder.where(FERRY, digest(b"<p>Twelve</p>")) == ""


FULL = """
import asyncio, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from test_evidence import AT, FERRY, digest, response
from monitor.store import warc
from monitor.store.evidence import WarcFolder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = WarcFolder(Path(sys.argv[1]))
asyncio.run(folder.keep(FERRY, response(b"first"), "look", AT))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import os
asyncio.run(folder.keep(FERRY, response(os.urandom(90_000)), "look", AT))
"""


@pytest.mark.slow
def test_a_disk_that_takes_no_more_leaves_no_half_record(tmp_path: Path) -> None:
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1]), *sys.path])
    }
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "original_not_kept" in done.stdout + done.stderr
    folder = WarcFolder(tmp_path)
    assert folder.rebuild() == 1
    assert folder.original(FERRY, digest(b"first")) is not None


async def test_both_sides_of_a_change_are_kept_by_looks(tmp_path: Path) -> None:
    desk, folder = Newsdesk(), WarcFolder(tmp_path)
    desk.world = replace(desk.world, originals=folder)
    found = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    desk.says(WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
    await desk.look(later_s=3_600)
    versions = await desk.store.archive.versions(found)
    assert len(versions) == 2
    for version in versions:
        original = folder.original(found, version.evidence.raw_sha256)
        assert original is not None
        assert version.text.blocks[0].text.encode() in original.body


async def test_the_zip_is_checked_by_sha256sum_alone(tmp_path: Path) -> None:
    archive, folder, bodies = (
        MemoryArchive(MemoryShelf(FrozenClock())),
        WarcFolder(tmp_path),
        [b"<p>old</p>", b"<p>new</p>"],
    )
    await archive.create([article()])
    sides = []
    for number, body in enumerate(bodies):
        await folder.keep(FERRY, response(body), f"{number + 1:016x}", AT)
        seen = evidence(f"{number + 1:016x}", raw_sha256=digest(body))
        version = (await keep(archive, commit(number, f"{number} were hurt.", evidence=seen))).version
        place = folder.place(FERRY, digest(body))
        assert place is not None
        sides.append(Side(version, folder.original(FERRY, digest(body)), folder.data(place), "", b"{}"))
    head = await archive.head(FERRY)
    assert head is not None
    data = pack(head.article, head.state, (sides[0], sides[1]))
    zipfile.ZipFile(BytesIO(data)).extractall(tmp_path / "zip")
    done = await run("sha256sum", "-c", "SHA256SUMS", cwd=tmp_path / "zip")
    assert done == 0
    facts = (tmp_path / "zip" / "facts.txt").read_text()
    for number, body in enumerate(bodies, 1):
        kept = (tmp_path / "zip" / f"body-{number}.bin").read_bytes()
        assert kept == body
        assert digest(kept) in facts


async def test_a_zip_without_originals_says_so(tmp_path: Path) -> None:
    archive = MemoryArchive(MemoryShelf(FrozenClock()))
    await archive.create([article()])
    made = [(await keep(archive, commit(number, f"{number} were hurt."))).version for number in range(2)]
    head = await archive.head(FERRY)
    assert head is not None
    first, second = (Side(version, None, b"", "the original was not kept", b"") for version in made)
    with zipfile.ZipFile(BytesIO(pack(head.article, head.state, (first, second)))) as found:
        assert "Original: the original was not kept" in found.read("facts.txt").decode()
        assert "originals.warc.gz" not in found.namelist()


async def test_what_a_killed_writer_left_is_known_to_an_erasure_and_half_of_it_goes(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    await folder.keep(FERRY, response(), "look1", AT)
    left = [warc.member(FERRY, response(b"<p>%s</p>" % words), "look2", AT) for words in (b"Thirteen", b"Fourteen")]
    file = folder.folder / "2026-05-04.warc.gz"
    for tail in (left[0] + left[1], left[0] + left[1][:-40]):
        with file.open("ab") as out:  # as a process does that dies before the index is written
            out.write(tail)
    assert folder.place(FERRY, digest(b"<p>Thirteen</p>")) is None
    await folder.keep(FERRY, response(b"<p>Fifteen</p>"), "look3", AT)
    for words in (b"Twelve", b"Thirteen", b"Fourteen", b"Fifteen"):
        found = folder.original(FERRY, digest(b"<p>%s</p>" % words))
        assert found is not None
        assert found.body == b"<p>%s</p>" % words
    with file.open("ab") as out:
        out.write(left[1])
    assert folder.purge(FERRY) == 4
    with file.open("rb") as stream:
        bodies = [one.content_stream().read() for one in ArchiveIterator(stream, check_digests="raise")]
    assert not any(b"teen" in body or b"Twelve" in body for body in bodies)
