"""From looks to the rule: counts reach the ledger, the keeper learns from them, every worker plans by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from looking import FEED, STORY, WORDS, Newsdesk

from monitor.app.opening import App
from monitor.fetch import Answer
from monitor.model import ItemKind
from monitor.pipeline import item_of
from monitor.poll import Learner, ruling
from monitor.poll.learned import SourceFactors
from monitor.poll.policy import USUAL_PRICE
from monitor.settings import LookSettings, Settings
from workers import keeper
from workers.learning import Learning

HOUR_S = 3_600.0


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk()


def app(desk: Newsdesk, *, budget: float = 0.0) -> App:
    settings = Settings(data_dir=Path("unused"), look=LookSettings(budget=budget))
    return App(settings, desk.store, desk.world, None, None)  # type: ignore[arg-type] # no network, no sinks


async def test_looks_are_counted_and_learned_from_once_a_day(desk: Newsdesk) -> None:
    await desk.article()
    desk.says(*WORDS)
    await desk.look()
    for hours in (1, 2, 4):
        await desk.look(later_s=hours * HOUR_S)
    learning = Learning(desk.world.learner, desk.store.ledger)
    await learning.exchange()
    sums = await desk.store.ledger.sums()
    assert sum(value for name, value in sums.items() if name[:2] == "c:" and name[-2:] == ":e") == pytest.approx(7.0)
    assert await keeper.rule(app(desk)) == 1
    number, document = await desk.store.ledger.rule()
    assert ruling.load(document).fitted == desk.clock.now()
    desk.clock.advance(20 * HOUR_S)
    await keeper.rule(app(desk))
    assert ruling.load((await desk.store.ledger.rule())[1]).fitted == desk.clock.now() - timedelta(hours=20)
    desk.clock.advance(5 * HOUR_S)
    await keeper.rule(app(desk))
    assert ruling.load((await desk.store.ledger.rule())[1]).fitted == desk.clock.now()
    assert number == 1


async def test_another_worker_plans_by_the_rule_within_a_minute(desk: Newsdesk) -> None:
    other = Learning(Learner(), desk.store.ledger)
    await desk.store.ledger.publish(ruling.dump(replace(ruling.first(), price=0.05)))
    await other.exchange()
    assert other.learner.policy.price == 0.05
    policy = other.learner.policy
    await other.exchange()
    assert other.learner.policy is policy


async def test_a_budget_that_is_exceeded_raises_the_price_for_all(desk: Newsdesk) -> None:
    await desk.article()
    desk.says(*WORDS)
    await desk.look()
    tight = app(desk, budget=1 / HOUR_S / 8)
    await keeper.rule(tight)
    for _ in range(4):
        await desk.look(later_s=HOUR_S)
    await keeper.rule(tight)
    assert ruling.load((await desk.store.ledger.rule())[1]).price > USUAL_PRICE


async def test_an_announcement_is_counted_as_true_or_false(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    (head,) = (await desk.store.catalog.heads([article])).values()
    for words in (WORDS, ("Fifteen people were hurt when the ferry and a gravel barge collided.", *WORDS[1:])):
        desk.says(*words)
        desk.clock.advance(HOUR_S)
        await desk.store.frontier.signal([item_of(head[0])])
        await desk.look()
    counts = desk.world.learner.take()
    source = head[0].source
    assert (counts[f"g:{source}:d"], counts[f"g:{source}:e"]) == (1.0, 2.0)


async def test_announcements_of_a_source_that_cries_wolf_make_nothing_due(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    (head,) = (await desk.store.catalog.heads([article])).values()
    updated = (desk.clock.now() + timedelta(hours=1)).isoformat()
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Outlet</title><id>f</id><entry><id>1</id><title>Story</title>"
        f"<link href='{STORY}'/><updated>{updated}</updated></entry></feed>"
    )
    desk.fetcher.say(FEED, Answer(atom.encode()))
    item = item_of(head[0])
    (before,) = await desk.store.frontier.planned([item])
    wolf = replace(ruling.first().learned, sources={head[0].source: SourceFactors(trust=0.0001)})
    desk.world.learner.adopt(replace(ruling.first(), learned=wolf))
    await desk.look(ItemKind.SOURCE, later_s=2 * HOUR_S)
    (after,) = await desk.store.frontier.planned([item])
    assert after.due == before.due
    desk.world.learner.adopt(ruling.first())
    await desk.look(ItemKind.SOURCE, later_s=2 * HOUR_S)
    (heard,) = await desk.store.frontier.planned([item])
    assert heard.due is not None
    assert heard.due <= desk.clock.now()
