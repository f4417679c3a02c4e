"""A single page is a source and an article at once: it is shown to do as its article does."""

from __future__ import annotations

import pytest
from looking import STORY, WORDS, page

from bench.look.desk import memory_world
from monitor import intake, pipeline, verdict
from monitor.conditions import conditions
from monitor.fetch import Answer, ReplayFetcher
from monitor.model import Health, ItemKind, Source, SourceKind, SourceState
from monitor.pipeline import World, item_of
from monitor.sources import single_page
from monitor.store import Store
from monitor.store.memory.clock import FrozenClock


async def look(world: World, clock: FrozenClock, source: Source, answer: Answer) -> SourceState:
    """How the source is doing after a look that was answered so."""
    assert isinstance(world.fetcher, ReplayFetcher)
    world.fetcher.say(STORY, answer)
    clock.advance(3_600)
    await world.frontier.signal([item_of(single_page(source))])
    (lease,) = await world.frontier.claim([ItemKind.ARTICLE], 1, lease_s=60)
    await pipeline.look(lease, world)
    return (await conditions([source], world.book, world.catalog, world.archive))[source.id]


@pytest.mark.slow
async def test_a_single_page_shows_since_when_and_why_it_can_not_be_read(
    both_stores: Store, frozen_clock: FrozenClock
) -> None:
    world = memory_world(both_stores, frozen_clock, ReplayFetcher(), verdict.Limits())
    source, _ = await intake.add(intake.Wish(STORY, SourceKind.PAGE), world)
    assert source is not None
    assert (await conditions([source], world.book, world.catalog, world.archive))[source.id] == SourceState()
    well = await look(world, frozen_clock, source, Answer(page(*WORDS)))
    assert (well.health, well.looked, well.looks, well.reason) == (Health.OK, frozen_clock.now(), 1, "")
    await look(world, frozen_clock, source, Answer(status=500))
    began = frozen_clock.now()
    failed = await look(world, frozen_clock, source, Answer(status=500))
    assert (failed.health, failed.failures, failed.failing_since) == (Health.FAILING, 2, began)
    assert failed.reason == "the server answered 500"
    again = await look(world, frozen_clock, source, Answer(page(*WORDS)))
    assert (again.health, again.failing_since, again.failures) == (Health.OK, None, 0)
