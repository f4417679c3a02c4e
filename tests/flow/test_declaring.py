"""Declaring sources: whatever step a kill comes at, the keeper goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from looking import Newsdesk

from monitor import intake, sources
from monitor.errors import StoreError
from monitor.model import Article, Item, ItemKind, Owner, Source, SourceKind
from monitor.pipeline import World
from monitor.store.memory.archive import MemoryArchive
from monitor.store.memory.frontier import MemoryFrontier
from monitor.store.memory.shelf import MemoryShelf

URL = "https://outlet.example/terms"


class DyingArchive(MemoryArchive):
    """The process ends when it is to keep an article."""

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        raise StoreError("killed here")


class DyingFrontier(MemoryFrontier):
    """The process ends when it is to plan something."""

    async def put(self, items: Sequence[Item], *, after_s: float = 0.0, spread_s: float = 0.0) -> int:
        raise StoreError("killed here")


def dying(step: str, desk: Newsdesk) -> World:
    if step == "archive":
        return replace(desk.world, archive=DyingArchive(MemoryShelf(desk.clock)))
    return replace(desk.world, frontier=DyingFrontier(desk.clock))


@pytest.mark.parametrize(
    ("kind", "step"),
    [(SourceKind.PAGE, "archive"), (SourceKind.PAGE, "frontier"), (SourceKind.FEED, "frontier")],
)
async def test_a_source_whose_declaring_was_killed_is_watched_all_the_same(kind: SourceKind, step: str) -> None:
    desk = Newsdesk()
    source = Source(sources.source_id(URL), URL, kind, "Outlet", desk.clock.now(), owner=Owner.FILE)
    with pytest.raises(StoreError, match="killed here"):
        await intake.own_by_file([source], dying(step, desk))
    assert await intake.own_by_file([source], desk.world) == ([], []), "the next start finds it declared"
    assert await intake.replan(source, desk.world) == 1
    assert await intake.replan(source, desk.world) == 0
    (lease,) = await desk.store.frontier.claim(tuple(ItemKind), 9, lease_s=60.0)
    assert lease.item.kind is (ItemKind.ARTICLE if kind is SourceKind.PAGE else ItemKind.SOURCE)
