"""The store's server killed under load: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from archive_stores import article, change, commit, look_id

from monitor.errors import StoreError
from monitor.model import ArticleId, EventType
from monitor.ports import Archive, Commit, Committed
from monitor.store import open_store
from monitor.store.embedded import open_server

pytestmark = pytest.mark.slow

NAMES = [f"story {number}" for number in range(12)]
KILLS = 3
ENOUGH = 150  # acknowledged commits before the server is killed


def edit(name: str, expected: int) -> Commit:
    made = commit(expected, f"{expected} people were hurt.")
    return replace(made, article=article(name).id, change=change(expected, name) if expected else None)


async def commit_until_killed(archive: Archive, kept: Counter[ArticleId], pid: int) -> None:
    """Commit to all articles at the same time; the server is killed in the middle."""

    async def work(name: str) -> None:
        while True:
            wanted = edit(name, kept[article(name).id])
            done = await archive.commit(wanted)
            assert isinstance(done, Committed)
            kept[wanted.article] = done.version.number
            if kept.total() >= before + ENOUGH:
                os.kill(pid, signal.SIGKILL)

    before = kept.total()
    outcomes = await asyncio.gather(*map(work, NAMES), return_exceptions=True)
    assert all(isinstance(outcome, StoreError | ProcessLookupError) for outcome in outcomes), outcomes


async def test_a_killed_server_loses_no_acknowledged_commit_and_keeps_none_by_half(tmp_path: Path) -> None:
    kept: Counter[ArticleId] = Counter()
    for _ in range(KILLS):
        async with open_server(tmp_path) as address, open_store(tmp_path) as store:
            await store.archive.create([article(name) for name in NAMES])
            await commit_until_killed(store.archive, kept, address.pid)
        async with open_store(tmp_path) as store:
            for name in NAMES:
                subject = article(name).id
                head = await store.archive.head(subject)
                versions, events = await store.archive.versions(subject), await store.archive.events(subject)
                assert head is not None
                assert len(versions) in {kept[subject], kept[subject] + 1}, "acknowledged, or just about to be"
                assert head.state.versions == head.state.sequence == len(versions) == len(events)
                assert [event.content_hash for event in events] == [version.record_hash for version in versions]
                assert events[-1].type is (EventType.CHANGED if len(versions) > 1 else EventType.CREATED)
                assert versions[-1].evidence.look_id == look_id(len(versions))
                kept[subject] = len(versions)
            totals = await store.catalog.totals()
            assert totals.versions == kept.total()
            assert (await store.catalog.events(types=(EventType.CHANGED,), limit=5_000)).items
