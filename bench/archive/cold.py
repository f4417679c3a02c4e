"""What a whole store takes of memory once older versions, and then finished articles, lie in the cold store."""

from __future__ import annotations

from bench.archive import families, kept, world
from monitor.store import Store

FINISHED_IN_TEN = 9


async def chilled(store: Store, articles: int, versions: int) -> None:
    """All but the newest version of every article lie on disk."""
    assert store.cold is not None  # noqa: S101 - a real store
    cold = store.cold.versions
    for number in range(articles):
        await cold.chill(world.new_article(number).id, versions - 1)


async def frozen(store: Store, articles: int) -> None:
    """Nine of ten articles, as if they were finished, lie on disk whole."""
    assert store.cold is not None  # noqa: S101 - a real store
    ice = store.cold.ice
    finished = [world.new_article(number).id for number in range(articles) if number % 10 < FINISHED_IN_TEN]
    for one in finished:
        await ice.freeze(one)


async def at_a_million(store: Store, empty: int, times: float, entries: float) -> float:
    """GB that so many times as many articles would take, families that are capped at their caps."""
    assert store.client is not None  # noqa: S101 - a real store
    found = await families.families(store.client)
    grown = await kept.memory(store.client) - empty
    later = sum(one.at(times, entries) for one in found)
    return later * (grown / sum(one.bytes for one in found)) / 1e9
