"""A worker that is killed while an article moves to another host: it is planned there, once, and its history stays."""

from __future__ import annotations

import pytest
from lookers import Lookers, store_with_an_article
from looking import STORY, WORDS

from monitor.model import ArticleId, EventType, Health, Item, ItemKind, Trail
from monitor.pipeline import item_of
from monitor.ports import LookNote
from monitor.store.client import StoreClient
from monitor.store.keys import shard_of

pytestmark = pytest.mark.slow

OLD_HOST, OTHER_SHARD, SAME_SHARD = "outlet.example", "www.outlet.example", "i.outlet.example"
STEPS = [
    f"{call}:{when}"
    for call in ("cares.move", "frontier.ack", "frontier.remove", "frontier.put")
    for when in ("before", "after")
]


@pytest.fixture
async def lookers(redis_url: str, store_client: StoreClient) -> Lookers:
    """One article that was looked at once."""
    made = Lookers(redis_url, await store_with_an_article(store_client, confirm=False))
    assert await made.look(WORDS[0]) == "new"
    return made


async def moves(lookers: Lookers, new_host: str) -> ArticleId:
    """Looks have agreed that the article's page is at another host now; it is due."""
    store = lookers.store
    (found,) = (await store.catalog.articles()).items
    trail = Trail(address=STORY.replace(OLD_HOST, new_host))
    await store.archive.record(LookNote(found, 1, "agreed", Health.OK, confirmed=True, trail=trail))
    await store.frontier.signal([Item(ItemKind.ARTICLE, found, OLD_HOST)])
    return found


async def go_on(lookers: Lookers, found: ArticleId) -> str:
    """What the keeper and other workers do afterwards, until a look was made at the page; its outcome."""
    frontier = lookers.store.frontier
    for _ in range(4):
        known, _ = (await lookers.store.catalog.heads([found]))[found]
        old = Item(ItemKind.ARTICLE, found, OLD_HOST)
        here, there = await frontier.planned([item_of(known), old])
        if there.due is not None:
            await frontier.signal([old])  # the minute after which the move is done again is over
        elif here.due is None or known.host != OLD_HOST:
            await frontier.signal([item_of(known)])  # the keeper plans what has no plan; or its time has come
        if (said := await lookers.look(WORDS[0])) != "lost":
            return said
    return "never looked at"


@pytest.mark.parametrize(
    ("step", "new_host"), [*((step, OTHER_SHARD) for step in STEPS), *((step, SAME_SHARD) for step in STEPS[4:7])]
)
async def test_an_article_whose_move_is_killed_is_neither_lost_nor_doubled(
    lookers: Lookers, step: str, new_host: str
) -> None:
    assert (shard_of(OLD_HOST, 16) == shard_of(new_host, 16)) == (new_host == SAME_SHARD)
    store, found = lookers.store, await moves(lookers, new_host)
    await lookers.killed_at(step, WORDS[0])
    assert await go_on(lookers, found) == "unchanged"
    known, _ = (await store.catalog.heads([found]))[found]
    here, there = await store.frontier.planned([item_of(known), Item(ItemKind.ARTICLE, found, OLD_HOST)])
    assert known.host == new_host
    assert here.due is not None
    assert there.due is None or new_host == SAME_SHARD  # in one shard an article has one place
    assert [event.type for event in await store.archive.events(found)] == [EventType.CREATED]
    assert len(await store.archive.versions(found)) == 1
