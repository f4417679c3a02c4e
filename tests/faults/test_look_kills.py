"""A worker that is killed or stopped at any step of a look: nothing lost, nothing doubled, nothing old over new."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from lookers import Lookers, outcome, store_with_an_article
from looking import WORDS

from monitor.model import EventType
from monitor.store.client import StoreClient

pytestmark = pytest.mark.slow

EDITED = WORDS[0].replace("Twelve", "Fifteen")
AGAIN = WORDS[0].replace("Twelve", "Twenty")
STEPS = [
    "archive.head:before",
    "archive.head:after",
    "fetcher.fetch:after",
    "workshop.compare:after",
    "archive.commit:before",
    "archive.commit:after",
    "frontier.ack:before",
    "frontier.ack:after",
]
STEPS_OF_READING_ANEW = [
    "originals.body:after",
    "turning.learn:after",
    "archive.commit:before",  # of the version that is read anew
    "archive.commit:after",
    "originals.keep:after",
    "archive.record:before",  # of the suspected edit
    "archive.record:after",
    "frontier.ack:before",
]


@pytest.fixture
async def lookers(redis_url: str, store_client: StoreClient) -> Lookers:
    """One article that was looked at once and is due again."""
    made = Lookers(redis_url, await store_with_an_article(store_client, confirm=False))
    assert await made.look(WORDS[0]) == "new"
    return made


@pytest.fixture
async def readers(redis_url: str, store_client: StoreClient, tmp_path: Path) -> Lookers:
    """The same where an edit must be seen twice and what was fetched is kept."""
    made = Lookers(redis_url, await store_with_an_article(store_client, confirm=True), tmp_path)
    assert await made.look(WORDS[0]) == "new"
    return made


@pytest.mark.parametrize("step", STEPS)
async def test_a_look_that_is_killed_is_done_again_by_another_worker_and_counted_once(
    lookers: Lookers, step: str
) -> None:
    store, found = lookers.store, await lookers.due_now()
    await lookers.killed_at(step, EDITED)
    await lookers.due_now()
    await lookers.look(EDITED)
    versions = await store.archive.versions(found)
    assert [version.text.blocks[0].text for version in versions] == [WORDS[0], EDITED]
    events = await store.archive.events(found)
    assert [event.type for event in events] == [EventType.CREATED, EventType.CHANGED]
    assert (await store.catalog.totals()).changes == 1
    streamed = [event.id for shard in store.log.shards() for _, event in await store.log.read(shard, after="0-0")]
    assert streamed == [event.id for event in events]


@pytest.mark.parametrize("step", STEPS_OF_READING_ANEW)
async def test_a_look_that_is_killed_while_a_page_is_read_anew_leaves_nothing_half_done(
    readers: Lookers, step: str
) -> None:
    store, found = readers.store, await readers.due_now()
    await readers.killed_at(step, EDITED, newer=True)
    for _ in range(3):
        await readers.due_now()
        last = await readers.look(EDITED, newer=True)
    assert last == "unchanged"
    versions = await store.archive.versions(found)
    assert [version.evidence.origin for version in versions] == ["page", "reread", "page"]
    assert [version.text.blocks[0].text for version in versions] == [WORDS[0], WORDS[0], EDITED]
    assert [len(version.text.blocks) for version in versions] == [3, 4, 4]
    events = await store.archive.events(found)
    assert [event.type for event in events] == [EventType.CREATED, EventType.CHANGED]
    change = events[-1].change
    assert change is not None
    assert (change.from_version, change.to_version) == (2, 3)
    assert "extraction" not in change.kinds
    assert (await store.catalog.totals()).changes == 1


@pytest.mark.parametrize("step", ["originals.body:after", "archive.commit:before", "archive.commit:after"])
async def test_an_edit_that_waits_outlives_an_upgrade_whose_first_look_is_killed(readers: Lookers, step: str) -> None:
    store, found = readers.store, await readers.due_now()
    assert await readers.look(EDITED) == "pending"
    head = await store.archive.head(found)
    assert head is not None
    assert head.candidate is not None
    await readers.due_now()
    await readers.killed_at(step, EDITED, newer=True)
    await readers.due_now()
    assert await readers.look(EDITED, newer=True) == "changed"
    *_, event = await store.archive.events(found)
    assert event.change is not None
    assert event.change.interval.not_after == head.candidate.first_seen


@pytest.mark.parametrize("step", ["fetcher.fetch:after", "archive.head:after"])
async def test_a_worker_that_slept_past_its_lease_writes_nothing_old_over_something_new(
    lookers: Lookers, step: str
) -> None:
    found = await lookers.due_now()
    sleeper = await lookers.stopped_at(step, EDITED)
    await lookers.due_now()
    assert await lookers.look(AGAIN) == "changed"
    sleeper.send_signal(signal.SIGCONT)
    assert await outcome(sleeper) == "conflict"
    versions = await lookers.store.archive.versions(found)
    assert [version.text.blocks[0].text for version in versions] == [WORDS[0], AGAIN]
