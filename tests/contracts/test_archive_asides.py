"""What stands beside the state of few articles: trails that looks write, and what people ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_stores import START, Stores, article, commit, keep, look_id, memory_stores, note, redis_stores

from monitor.errors import DamagedRecord
from monitor.model import ArticleId, Care, Head, Health, Trail
from monitor.store import asides
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock

FERRY = article().id
TRAIL = Trail(
    failing_since=START,
    missing=2,
    missing_since=START + timedelta(hours=1),
    moved_to="https://news.example.org/2026/ferry-2",
    moved=1,
    moved_since=START,
    same_as=ArticleId("ab" * 8),
)


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Stores:
    if request.param == "memory":
        return memory_stores(frozen_clock)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return redis_stores(client, keys, frozen_clock)


async def head(stores: Stores) -> Head:
    found = await stores.archive.head(FERRY)
    assert found is not None
    return found


async def test_an_article_begins_without_trail_and_with_the_usual_care(stores: Stores) -> None:
    await stores.archive.create([article()])
    found = await head(stores)
    assert (found.trail, found.care) == (Trail(), Care())


async def test_a_note_keeps_its_trail_and_one_that_says_nothing_leaves_it(stores: Stores) -> None:
    await stores.archive.create([article()])
    await stores.archive.record(note(0, look_id(1), Health.FAILING, failed=True, trail=TRAIL))
    assert (await head(stores)).trail == TRAIL
    await stores.archive.record(note(0, look_id(2), Health.FAILING, failed=True))
    assert (await head(stores)).trail == TRAIL
    await stores.archive.record(note(0, look_id(3), trail=Trail()))
    assert (await head(stores)).trail == Trail()


async def test_a_commit_keeps_its_trail_with_the_version(stores: Stores) -> None:
    await stores.archive.create([article()])
    moved = Trail(address="https://news.example.org/new")
    await keep(stores.archive, replace(commit(0, "one"), trail=TRAIL))
    assert (await head(stores)).trail == TRAIL
    await keep(stores.archive, replace(commit(1, "two"), trail=moved))
    await keep(stores.archive, commit(2, "three"))
    assert (await head(stores)).trail == moved


async def test_care_is_read_with_the_head_until_it_is_the_usual_again(stores: Stores) -> None:
    await stores.archive.create([article()])
    care = Care(4.0, START + timedelta(hours=12))
    await stores.cares.put(FERRY, care)
    assert (await head(stores)).care == care
    await stores.cares.put(FERRY, Care())
    assert (await head(stores)).care == Care()


async def test_of_many_articles_those_with_a_care_of_their_own_are_told(stores: Stores) -> None:
    ids = [ArticleId(f"many{number:022d}") for number in range(40)]
    await stores.archive.create([replace(article(), id=one) for one in ids])
    cares = {ids[3]: Care(4.0), ids[30]: Care(1.0, START)}
    for one, care in cares.items():
        await stores.cares.put(one, care)
    assert await stores.cares.of([*ids, ArticleId("unknown")]) == cares
    assert await stores.cares.of([]) == {}


@pytest.mark.parametrize("line", [b"x", b"[]", b"{}", b'{"v":2}', b'{"v":1,"missing":"no number"}'])
def test_a_line_that_is_none_of_ours_is_named(line: bytes) -> None:
    with pytest.raises(DamagedRecord, match="trail of article"):
        asides.trail(FERRY, line)
