"""Retention, cold store, disk and forecast over a real store, as the keeper runs them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from archive_stores import SOURCE, article, commit, evidence, keep, keep_many, look_id, note
from click.testing import CliRunner
from s3_server import new_bucket, served

from monitor.app.erasing import erase
from monitor.app.opening import App, open_app
from monitor.app.storage import chains_of
from monitor.app.upkeep import chill, retain, room_in_words, room_of, tidy
from monitor.cli import main
from monitor.model import Act, Deed, Health, Response, Source, SourceKind, SourceRules
from monitor.settings import ArchiveSettings, Settings
from monitor.store.evidence import WarcFolder
from monitor.store.growth import Growth, Sample

pytestmark = pytest.mark.slow

FERRY = article().id
NOW = datetime.now(UTC)
WORDS = [f"{number} people were hurt." for number in range(1, 13)]


def settings(folder: Path, **archive: object) -> Settings:
    return Settings(data_dir=folder, archive=ArchiveSettings(**archive))  # type: ignore[arg-type]


async def fill(app: App, *, rules: SourceRules = SourceRules()) -> None:
    url = "https://news.example.org/feed.xml"
    await app.store.book.put(Source(SOURCE, url, SourceKind.FEED, "News", NOW, rules=rules))
    await keep_many(app.store.archive, WORDS)


def late(app: App, days: float) -> App:
    """The app on a later day."""

    class Later:
        """A clock that is ahead."""

        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(days=days)

        async def sleep(self, seconds: float) -> None:
            await asyncio.sleep(seconds)

    return replace(app, world=replace(app.world, clock=Later()))


async def texts(app: App) -> list[int]:
    return [one.number for one in await app.store.archive.versions(FERRY) if not one.absence]


async def test_the_rule_of_a_source_lets_texts_go_and_chains_verify(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as app:
        await fill(app, rules=SourceRules(keep_last=3))
        await app.store.marks.add(FERRY, Act(Deed.HOLD, 5, NOW))
        assert await retain(app) == 7
        assert await texts(app) == [1, 5, 10, 11, 12]
        assert await retain(app) == 0
        assert not (await chains_of(app.store).check(FERRY)).fault
        done = await keep(app.store.archive, commit(12, "thirteen"))
        assert done.version.number == 13
        assert await retain(app) == 1


async def test_days_are_counted_from_the_replacement_also_in_the_cold_store(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path, keep_days=30)) as app:
        await fill(app)
        assert await retain(late(app, 20)) == 0
        await app.store.archive.record(note(12, "end", Health.FINISHED, confirmed=True))
        assert app.store.cold is not None
        assert await app.store.cold.ice.freeze(FERRY)
        assert await retain(late(app, 31)) == 10
        assert await app.store.own_catalog.heads([FERRY], cold=False) == {}, "it went back to the cold store"
        assert await texts(app) == [1, 12]


async def test_old_versions_go_to_disk_and_finished_articles_whole(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path, cold_after="10d")) as app:
        await fill(app)
        before = await app.store.archive.versions(FERRY)
        assert await chill(app) == 0
        assert await chill(late(app, 11)) == 11
        assert await chill(late(app, 11)) == 0
        assert await app.store.archive.versions(FERRY) == before
        await app.store.archive.record(note(12, "end", Health.FINISHED, confirmed=True))
        assert await chill(app) == 0
        assert await chill(late(app, 11)) == 1
        assert await app.store.own_catalog.heads([FERRY], cold=False) == {}
        assert len(await app.store.archive.versions(FERRY)) == 12


async def test_when_memory_is_short_younger_things_go_too(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path, cold_after="90d", cold_above=0.000001)) as app:
        await fill(app)
        assert await chill(late(app, 3)) == 11


async def test_a_full_disk_loses_what_nothing_refers_to_first(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path, max_disk=1)) as app:
        folder = WarcFolder(tmp_path)
        await app.store.archive.create([article()])
        bodies = [os.urandom(3_000) for _ in range(4)]
        for at, body in enumerate(bodies):
            answer = Response("https://a.example/", "https://a.example/", 200, (), body, sha256(body).hexdigest(), 0.1)
            await folder.keep(FERRY, answer, "look", NOW - timedelta(days=9))
            if at % 2:
                seen = evidence(look_id(at), raw_sha256=sha256(body).hexdigest())
                await keep(app.store.archive, commit(at // 2, f"{at}", evidence=seen))
        size = next((tmp_path / "evidence").glob("*.warc.gz")).stat().st_size
        assert await tidy(app) > 5_000
        file = next((tmp_path / "evidence").glob("*.warc.gz"))
        assert file.stat().st_size < size - 5_000
        kept = [folder.original(FERRY, sha256(body).hexdigest()) is not None for body in bodies]
        assert kept == [False, True, False, True]
        assert folder.rebuild() == 2
        assert await tidy(app) == 0
        answer = Response("https://a.example/", "https://a.example/", 200, (), b"x", sha256(b"x").hexdigest(), 0.1)
        await app.world.originals.keep(FERRY, answer, "look", NOW)
        assert await app.world.originals.where(FERRY, sha256(b"x").hexdigest()) == "", "over the limit none is kept"
        assert "raw responses that no version refers to are removed" in room_in_words(await room_of(app))[1]


async def test_how_long_there_is_room_is_foretold(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path, max_disk=10**12)) as app:
        assert app.store.client is not None
        assert app.store.keys is not None
        growth = Growth(app.store.client, app.store.keys)
        limit = (await app.store.room.fullness()).limit_bytes
        for day in range(4):
            at = NOW - timedelta(days=3 - day)
            await growth.add(Sample(at, int(limit * (0.55 + 0.05 * day)), 10**11 + day * 10**10))
        memory, disk = room_in_words(await room_of(app))
        assert "full in 3 days" in memory
        assert "full in 72 days" in disk


def test_the_command_says_how_much_room_there_is_and_makes_some(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["room", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "can not be foreseen yet" in done.output
    made = CliRunner().invoke(main, ["room", "--make", "--data", str(tmp_path)])
    assert made.output.startswith("0 texts let go, 0 moves to the cold store, 0 bytes removed\nMemory: ")


# ------------------------------------------------ killed at each step
RUN = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from monitor.store.evidence import WarcFolder
step = int(sys.argv[2])
def needed(article, body):
    global step
    step -= 1
    if step == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return body.startswith(tuple("01234567"))
WarcFolder(Path(sys.argv[1])).prune(needed, now=datetime.now(UTC), enough=10**9)
"""


async def test_a_killed_tidying_loses_nothing_that_is_needed(tmp_path: Path) -> None:
    folder = WarcFolder(tmp_path)
    bodies = [b"body %d" % number for number in range(20)]
    for at, body in enumerate(bodies):
        answer = Response("https://a.example/", "https://a.example/", 200, (), body, sha256(body).hexdigest(), 0.1)
        await folder.keep(FERRY, answer, "look", NOW - timedelta(days=5 + at % 2))
    needed = [body for body in bodies if sha256(body).hexdigest().startswith(tuple("01234567"))]
    for step in (1, 9, 14, 20):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RUN, str(tmp_path), str(step), env=os.environ | {"PYTHONPATH": "."}
        )
        assert await process.wait() in {0, -signal.SIGKILL}
        assert all(folder.original(FERRY, sha256(body).hexdigest()) for body in needed)
    folder.prune(lambda _, body: body.startswith(tuple("01234567")), now=datetime.now(UTC), enough=10**9)
    assert folder.rebuild() == len(needed)


async def test_what_is_erased_while_the_folder_is_tidied_stays_nowhere(tmp_path: Path) -> None:
    folder, storm = WarcFolder(tmp_path), article("storm").id
    for one, body in ((FERRY, b"not needed"), (storm, b"to be erased"), (FERRY, b"needed")):
        answer = Response("https://a.example/", "https://a.example/", 200, (), body, sha256(body).hexdigest(), 0.1)
        await folder.keep(one, answer, "look", NOW - timedelta(days=5))
    erased: list[int] = []
    eraser = Thread(target=lambda: erased.append(folder.purge(storm)))

    def needed(one: str, body: str) -> bool:
        if one == storm:  # the rows are read, the new file is not made
            eraser.start()
            eraser.join(1.0)
        return body != sha256(b"not needed").hexdigest()

    assert folder.prune(needed, now=datetime.now(UTC), enough=10**9) > 0
    eraser.join()
    assert erased == [1]
    assert folder.place(storm, sha256(b"to be erased").hexdigest()) is None
    assert folder.original(FERRY, sha256(b"needed").hexdigest()) is not None
    assert folder.rebuild() == 1, "the files hold no other"


async def test_a_store_that_speaks_s3_is_tidied_too_and_erased_from(tmp_path: Path) -> None:
    with served():
        async with open_app(settings(tmp_path, store=new_bucket(), max_disk=2_000)) as app:
            await app.store.archive.create([article()])
            bodies = [os.urandom(3_000) for _ in range(3)]
            digests = [sha256(body).hexdigest() for body in bodies]
            for at, (body, digest) in enumerate(zip(bodies, digests, strict=True)):
                answer = Response("https://a.example/", "https://a.example/", 200, (), body, digest, 0.1)
                await app.world.originals.keep(FERRY, answer, "look", NOW)
                if at:
                    seen = evidence(look_id(at), raw_sha256=digest)
                    await keep(app.store.archive, commit(at - 1, f"{at}", evidence=seen))
            assert await tidy(app) == 0, "they are young"
            assert await tidy(late(app, 3)) > 3_000
            kept = [await app.world.originals.body(FERRY, digest) for digest in digests]
            assert kept == [None, *bodies[1:]]
            assert app.store.cold is not None
            await app.store.cold.ice.freeze(FERRY)
            assert len(await app.store.archive.versions(FERRY)) == 2
            await erase(app, FERRY, 1, by="me", reason="asked to")
            assert await app.world.originals.body(FERRY, digests[1]) is None
            assert await app.world.originals.body(FERRY, digests[2]) == bodies[2]
