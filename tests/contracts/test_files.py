"""What every store of files does: the suite runs over a folder and over fsspec's drivers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from archive_stores import article, keep_many
from s3_server import new_bucket, served
from warcio.archiveiterator import ArchiveIterator

from monitor.errors import DamagedRecord, SettingsError
from monitor.model import Response
from monitor.store import StoreOptions
from monitor.store.client import StoreClient
from monitor.store.cold_files import ColdPlace
from monitor.store.evidence_objects import WarcObjects
from monitor.store.files import Files, FolderFiles
from monitor.store.keys import Keys
from monitor.store.on_redis import redis_parts
from monitor.store.remote import RemoteFiles

FERRY = article().id
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def bucket(s3: str) -> str:
    assert s3
    return new_bucket()


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "folder":
        return FolderFiles(tmp_path / "store")
    pytest.importorskip("fsspec", reason="the extra `remote` is not installed")
    if request.param == "s3":
        return RemoteFiles(request.getfixturevalue("bucket"))
    return RemoteFiles(f"file://{tmp_path}/store" if request.param == "file" else f"memory://{tmp_path}/store")


def test_a_file_is_read_as_it_was_written_last(files: Files) -> None:
    assert files.read("7f/one") is None
    files.write("7f/one", b"first")
    files.write("7f/one", b"second")
    files.write("80/two", b"")
    assert files.read("7f/one") == b"second"
    assert files.read("80/two") == b""
    assert list(files.names()) == ["7f/one", "80/two"]
    assert list(files.names("7f")) == ["7f/one"]
    listed = list(files.listed())
    assert [(one.name, one.size) for one in listed] == [("7f/one", 6), ("80/two", 0)]
    assert all(abs((datetime.now(UTC) - one.written).total_seconds()) < 600 for one in listed if one.written)
    assert all(one.written for one in listed)


def test_a_removed_file_is_gone_and_removing_it_again_is_no_fault(files: Files) -> None:
    assert list(files.names()) == []
    files.write("7f/one", b"first")
    files.remove("7f/one")
    files.remove("7f/one")
    assert files.read("7f/one") is None
    assert list(files.names()) == []


async def test_originals_are_objects_that_are_found_by_their_hash(files: Files) -> None:
    kept = WarcObjects(files)
    for number in range(3):
        body = b"body %d" % number
        digest = sha256(body).hexdigest()
        answer = Response("https://a.example/", "https://a.example/", 200, (), body, digest, 0.1, certificate=b"DER")
        await kept.keep(FERRY, answer, f"look{number}", AT.replace(minute=number))
        await kept.keep(FERRY, answer, "again", AT)
    bodies = [sha256(b"body %d" % number).hexdigest() for number in range(3)]
    found = kept.original(FERRY, bodies[1])
    assert found is not None
    assert (found.body, kept.certificate(found.certificate)) == (b"body 1", b"DER")
    assert await kept.where(FERRY, bodies[2])
    assert await kept.where(FERRY, "0" * 64) == ""
    places = kept.of_article(FERRY)
    data = b"".join(kept.data(place) for place in places)
    import io

    read = [one.content_stream().read() for one in ArchiveIterator(io.BytesIO(data), check_digests="raise")]
    assert read == [b"body 0", b"body 1", b"body 2"]
    assert len(kept.of_article(FERRY, only=bodies[:1])) == 1
    files.write(places[0].file, b"nonsense")
    with pytest.raises(DamagedRecord, match="originals"):
        kept.original(FERRY, bodies[0])
    assert kept.purge(FERRY, bodies[1:2]) == 2
    assert [kept.place(FERRY, body) is not None for body in bodies] == [False, True, False]


async def test_of_originals_those_go_that_nothing_needs_and_that_are_not_young(files: Files) -> None:
    kept = WarcObjects(files)
    bodies = [b"body %d" % number * 50 for number in range(4)]
    digests = [sha256(body).hexdigest() for body in bodies]
    for body, digest in zip(bodies, digests, strict=True):
        await kept.keep(
            FERRY, Response("https://a.example/", "https://a.example/", 200, (), body, digest, 0.1), "l", AT
        )
    used, now = kept.used_bytes(), datetime.now(UTC)
    needed = {(FERRY, digests[1]), (FERRY, digests[3])}
    assert kept.prune(lambda *one: one in needed, now=now, enough=10**9) == 0, "they are young"
    later = now + timedelta(days=3)
    freed = kept.prune(lambda *one: one in needed, now=later, enough=1)
    assert 0 < freed < used / 3, "not more than enough"
    freed += kept.prune(lambda *one: one in needed, now=later, enough=10**9)
    assert kept.used_bytes() == used - freed
    assert [kept.place(FERRY, digest) is not None for digest in digests] == [False, True, False, True]


async def test_the_cold_store_works_on_it(
    files: Files, frozen_client: StoreClient, frozen_keys: Keys, tmp_path: Path
) -> None:
    store = redis_parts(frozen_client, frozen_keys, StoreOptions(cold=ColdPlace(files, tmp_path / "locks")))
    await keep_many(store.archive, [f"{number} were hurt." for number in range(9)])
    before = await store.archive.versions(FERRY)
    assert store.cold is not None
    assert await store.cold.versions.chill(FERRY, 5) == 5
    assert await store.archive.versions(FERRY) == before
    assert await store.cold.ice.freeze(FERRY)
    assert await store.archive.versions(FERRY) == before
    assert await store.cold.ice.thaw(FERRY)
    assert await store.archive.versions(FERRY) == before


def test_an_address_that_no_driver_opens_is_a_fault_of_the_settings() -> None:
    pytest.importorskip("fsspec", reason="the extra `remote` is not installed")
    with pytest.raises(SettingsError, match=r"archive\.store: nonsense://bucket"):
        RemoteFiles("nonsense://bucket")
