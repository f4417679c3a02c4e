"""`redline backfill` over a web archive on loopback."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands import ENVIRONMENT, ROOT, RUN
from web_archive import PAGE, Kept, WebArchive, html, seeded, web_archive

from monitor import sources
from monitor.cli import main
from monitor.model import EventType, Watch
from monitor.ports import Claim
from monitor.store import Store, open_store

pytestmark = pytest.mark.slow


def config(folder: Path, archive: WebArchive) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "redline.toml"
    allow = '["127.0.0.0/8"]'
    file.write_text(
        f'data_dir = "{folder}"\n[backfill]\narchive = "{archive.base}"\npace = 0\nallow_networks = {allow}\n',
        encoding="utf-8",
    )
    return file


def redline(word: str, *words: str, settings: Path, expect: int = 0) -> str:
    done = CliRunner().invoke(main, [word, "--config", str(settings), *words])
    assert done.exit_code == expect, done.output
    return done.output


async def _found(folder: Path, base: str) -> tuple[list[str], list[Claim], list[EventType], bool]:
    async with open_store(folder) as store:
        return await _read(store, base)


async def _read(store: Store, base: str) -> tuple[list[str], list[Claim], list[EventType], bool]:
    article = sources.article_id(f"{base}/web/*/{PAGE}")
    versions = await store.archive.versions(article)
    events = await store.archive.events(article)
    head = await store.archive.head(article)
    assert head is not None
    assert head.article.watch is Watch.CAPTURES
    assert all(one.evidence.origin == "capture" for one in versions)
    assert all(f"{base}/web/20" in one.evidence.final_url for one in versions)
    assert versions[0].evidence.headers == (("server", "apache"), ("etag", '"1"'))
    told = [event for shard in store.log.shards() for _, event in await store.log.read(shard, after="")]
    seen = [f"{one.first_seen:%Y-%m-%d} {one.text.blocks[1].text.split()[3]}" for one in versions]
    return seen, list(await store.histories.claims(article)), [event.type for event in events], bool(told)


def test_every_distinct_text_of_200_captures_becomes_one_version(tmp_path: Path) -> None:
    kept, texts = seeded(200, 8)
    with web_archive(kept) as archive:
        settings = config(tmp_path, archive)
        said = redline("backfill", PAGE, settings=settings)
        assert f"{texts} versions taken in from 200 captures" in said
        assert "“12 people” → “13 people”" in said
        seen, claims, events, told = asyncio.run(_found(tmp_path, archive.base))
        assert len(seen) == len(set(seen)) == texts == 25
        assert seen[:2] == ["2020-03-01 12", "2020-03-09 13"]
        assert [(c.first, c.last, c.by) for c in claims] == [(1, 25, f"capture by {archive.base.partition('//')[2]}")]
        assert events == [EventType.CREATED, *[EventType.CHANGED] * 24]
        assert not told
        assert len(archive.asked) == len(set(archive.asked)), "a body that is known is not asked for again"
        assert "25 versions checked" in redline("verify", settings=settings)
        again = redline("backfill", PAGE, settings=settings)
        assert "0 versions taken in from 200 captures" in again


def test_the_archive_is_obeyed_and_a_timemap_will_do(tmp_path: Path) -> None:
    kept, texts = seeded(17, 8)
    with web_archive(kept) as archive:
        archive.has_index, archive.busy = False, 2
        said = redline("backfill", PAGE, settings=config(tmp_path, archive))
        assert f"{texts} versions taken in from 17 captures" in said


def test_newer_captures_go_on_where_the_last_run_ended(tmp_path: Path) -> None:
    with web_archive([Kept("20200301120000", html("The fire injured 12 people, said the hospital."))]) as archive:
        settings = config(tmp_path, archive)
        redline("backfill", PAGE, settings=settings)
        archive.kept.append(Kept("20210301120000", html("The fire injured 15 people, said the hospital.")))
        assert "1 versions taken in from 2 captures" in redline("backfill", PAGE, settings=settings)
        assert "2 versions checked" in redline("verify", settings=settings)


def test_captures_that_an_archive_lists_later_and_that_are_older_are_left_out_in_words(tmp_path: Path) -> None:
    with web_archive([Kept("20200301120000", html("The fire injured 12 people, said the hospital."))]) as archive:
        settings = config(tmp_path, archive)
        redline("backfill", PAGE, settings=settings)
        archive.kept.insert(0, Kept("20190301120000", html("The fire injured 11 people, said the hospital.")))
        said = redline("backfill", PAGE, settings=settings)
        assert "1 older than the first version that was taken in, and left out" in said
        assert "0 versions taken in from 2 captures" in said
        assert "1 versions checked" in redline("verify", settings=settings)


def test_an_archive_without_captures_and_one_that_is_none_are_named(tmp_path: Path) -> None:
    with web_archive([]) as archive:
        settings = config(tmp_path, archive)
        assert "has no capture of" in redline("backfill", PAGE, settings=settings, expect=1)
        said = redline("backfill", "mailto:someone", settings=settings, expect=1)
        assert said.count("\n") == 1
        assert "not an http or https address" in said


def test_a_run_that_is_killed_is_finished_by_the_next_one(tmp_path: Path) -> None:
    kept, texts = seeded(64, 8)
    with web_archive(kept) as archive:
        settings = config(tmp_path, archive)
        redline("verify", settings=settings)
        for answered in (4, 12):
            command = [*RUN, "backfill", PAGE, "--config", str(settings)]
            archive.asked.clear()
            archive.gone_silent.clear()
            archive.silent_after = answered
            with subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.DEVNULL) as killed:
                assert archive.gone_silent.wait(60)
                killed.kill()  # it waits for an answer that does not come
            assert killed.returncode == -signal.SIGKILL
        archive.silent_after = 0
        redline("backfill", PAGE, settings=settings)
        seen, claims, events, _ = asyncio.run(_found(tmp_path, archive.base))
        assert len(seen) == len(set(seen)) == len(events) == texts
        assert [(one.first, one.last) for one in claims] == [(1, texts)]
