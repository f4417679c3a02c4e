"""What was hidden or erased is given out by no reader: the suite runs over the twins and over a real server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from archive_stores import START, article, change, evidence, keep_many, note, text

from monitor import snapshot
from monitor.errors import Withheld
from monitor.model import WHOLE, Absence, Act, Candidate, Deed, EventType, Sighting
from monitor.store import Store
from monitor.store.in_memory import memory_store
from monitor.store.memory.clock import FrozenClock
from monitor.store.on_redis import redis_parts

FERRY = article().id
WORDS = ["Twelve were hurt.", "Fifteen SECRETWORD were hurt.", "Sixteen were hurt."]


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Store:
    if request.param == "memory":
        return memory_store(frozen_clock)
    return redis_parts(request.getfixturevalue("frozen_client"), request.getfixturevalue("frozen_keys"))


def act(deed: Deed, number: int = WHOLE) -> Act:
    return Act(deed, number, START, "owner", "a court order")


Read = Callable[[Store], Awaitable[object]]
OF_ARTICLE: list[Read] = [
    lambda store: store.archive.head(FERRY),
    lambda store: store.archive.version(FERRY, 1),
    lambda store: store.archive.versions(FERRY),
    lambda store: store.archive.events(FERRY),
    lambda store: store.archive.context(FERRY, 1),
    lambda store: store.archive.sightings(FERRY),
    lambda store: store.catalog.find(FERRY),
]


@pytest.mark.parametrize("deed", [Deed.HIDE, Deed.ERASE])
async def test_of_a_hidden_or_erased_article_no_reader_gets_anything(store: Store, deed: Deed) -> None:
    await keep_many(store.archive, WORDS)
    await store.archive.record(note(3, "c1", sighting=Sighting(START, START, "SECRETWORD", "SECRETWORD", "ab")))
    await store.marks.add(FERRY, act(deed))
    for read in OF_ARTICLE:
        with pytest.raises(Withheld, match="can not be shown"):
            await read(store)
    assert (await store.catalog.events()).items == ()
    assert (await store.catalog.articles()).items == ()
    assert (await store.catalog.glimpses()).items == ()
    assert await store.catalog.heads([FERRY]) == {}
    assert "SECRETWORD" not in str([await store.log.read(shard, after="0") for shard in store.log.shards()])


async def test_a_hidden_version_leaves_number_hashes_and_times_and_its_changes_lose_their_words(store: Store) -> None:
    made = await keep_many(store.archive, WORDS)
    await store.archive.record(
        note(3, "c1", sighting=Sighting(START, START, "SECRETWORD", "SECRETWORD", "ab"), confirmed=True)
    )
    await store.marks.add(FERRY, act(Deed.HIDE, 2))
    with pytest.raises(Withheld, match="version 2"):
        await store.archive.version(FERRY, 2)
    assert await store.archive.version(FERRY, 1) is not None
    shells = await store.archive.versions(FERRY)
    assert [one.absence for one in shells] == [None, Absence.HIDDEN, None]
    assert [one.record_hash for one in shells] == [one.version.record_hash for one in made]
    told = await store.archive.events(FERRY)
    assert [one.withheld for one in told] == [False, True, True]
    assert [one.id for one in told] == [one.event.id for one in made if one.event]
    assert [one.type for one in (await store.catalog.events()).items] == []
    assert [one.type for one in (await store.catalog.events(types=(EventType.CREATED,))).items] == [EventType.CREATED]
    beside = [await store.archive.context(FERRY, number) for number in (1, 2, 3)]
    assert [one and (one.event.withheld, one.old is None, one.new is None) for one in beside] == [
        (False, True, True),
        (True, False, True),
        (True, True, False),
    ]
    seen = [shells, told, beside, await store.archive.sightings(FERRY), await store.archive.head(FERRY)]
    assert "SECRETWORD" not in str(seen)
    assert not await store.labellings.put(change(1))


async def test_a_suspected_change_of_a_hidden_newest_version_is_hidden_with_it(store: Store) -> None:
    await keep_many(store.archive, WORDS[:2])
    suspected = text("Fifteen SECRETWORD were hurt!")
    one = Candidate(suspected, snapshot.fingerprint(suspected), evidence("c1"), START)
    await store.archive.record(note(2, "c1", candidate=one))
    await store.marks.add(FERRY, act(Deed.HIDE, 2))
    head, whole = await store.archive.head(FERRY), await store.own_archive.head(FERRY)
    assert "SECRETWORD" not in str(head)
    assert head is not None
    assert head.state.title == ""
    assert whole is not None
    assert whole.candidate is not None
    assert "SECRETWORD" in str(whole.newest)


async def test_what_was_hidden_is_kept_and_can_be_shown_again(store: Store) -> None:
    await keep_many(store.archive, WORDS)
    before = await store.archive.versions(FERRY)
    await store.marks.add(FERRY, act(Deed.HIDE, 2))
    assert await store.own_archive.versions(FERRY) == before
    standing = await store.marks.add(FERRY, act(Deed.SHOW, 2))
    assert [one.deed for one in standing.acts] == [Deed.HIDE, Deed.SHOW]
    assert await store.archive.versions(FERRY) == before
    assert [one async for one in store.marks.all()] == [(FERRY, standing)]


async def test_what_was_erased_is_never_shown_or_taken_up_again(store: Store) -> None:
    await keep_many(store.archive, WORDS)
    await store.marks.add(FERRY, act(Deed.ERASE))
    standing = await store.marks.add(FERRY, act(Deed.SHOW))
    assert standing.absence() is Absence.ERASED
    assert await store.archive.create([article()]) == [False]
    assert await store.own_archive.head(FERRY) is None


async def test_an_article_that_never_was_can_be_marked_before_it_comes(store: Store) -> None:
    await store.marks.add(FERRY, act(Deed.ERASE))
    assert await store.archive.create([article()]) == [False]
    assert (await store.catalog.articles()).items == ()


async def test_holds_end_when_they_are_released(store: Store) -> None:
    held = await store.marks.add(FERRY, act(Deed.HOLD, 2))
    assert (held.is_held(2), held.is_held(1)) == (True, False)
    assert not held.withholds_any()
    assert not (await store.marks.add(FERRY, act(Deed.RELEASE, 2))).is_held(2)
