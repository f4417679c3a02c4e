"""The rule of a deployment: learned once a day, at a price that keeps the budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import ParseError
from monitor.model import Article, ArticleId, ArticleState, SourceId, SourceRules
from monitor.poll import Learner, ruling, watched
from monitor.poll.learned import Learned, SourceFactors, unlearned
from monitor.poll.policy import USUAL_PRICE, Policy
from monitor.poll.ruling import Ruling, dump, first, is_due, load, refitted, within_budget

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ARTICLE = Article(ArticleId("a" * 16), "https://a.example/x", "a.example", SourceId("s"), (SourceId("s"),), NOW)
SEEN = ArticleState(versions=1, last_confirmed=NOW)


def test_the_rule_is_due_at_first_and_then_once_a_day() -> None:
    assert is_due(first(), now=NOW)
    fitted = refitted(first(), {}, now=NOW)
    assert not is_due(fitted, now=NOW + timedelta(hours=23))
    assert is_due(fitted, now=NOW + timedelta(hours=24))


def test_the_rule_survives_being_stored() -> None:
    made = replace(refitted(first(), {"g:s:e": 9.0}, now=NOW), price=0.01, looks=7, counted=NOW)
    back = load(dump(made))
    assert (back.price, back.fitted, back.looks, back.counted) == (0.01, NOW, 7, NOW)
    assert back.learned.source("s").trust == made.learned.source("s").trust


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"schema":2}', b'{"schema":1,"learned":{}}'])
def test_what_is_no_rule_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        load(body)


def hourly(rule: Ruling, looks_per_s: float, budget: float, hours: int = 1) -> Ruling:
    for _ in range(hours):
        assert rule.counted is not None
        rule = within_budget(
            rule,
            looks=rule.looks + round(looks_per_s * 3_600),
            budget_per_s=budget,
            now=rule.counted + timedelta(hours=1),
        )
    return rule


def test_more_looks_than_the_budget_make_each_dearer_until_they_fit() -> None:
    """Looks fall with the price as in the simulation: to the power of 0.45."""
    rule = within_budget(first(), looks=0, budget_per_s=1.0, now=NOW)
    for _ in range(12):
        rule = hourly(rule, 4.0 * (USUAL_PRICE / rule.price) ** 0.45, 1.0)
    assert 4.0 * (USUAL_PRICE / rule.price) ** 0.45 == pytest.approx(1.0, rel=0.05)


def test_a_budget_that_is_not_used_up_makes_no_more_looks_than_usual() -> None:
    rule = within_budget(first(), looks=0, budget_per_s=10.0, now=NOW)
    assert hourly(rule, 0.1, 10.0, hours=20).price == USUAL_PRICE


def test_without_a_budget_the_price_is_the_usual_one() -> None:
    dear = replace(first(), price=0.2)
    assert within_budget(dear, looks=10, budget_per_s=0.0, now=NOW).price == USUAL_PRICE


def test_looks_of_less_than_ten_minutes_do_not_move_the_price() -> None:
    rule = within_budget(first(), looks=0, budget_per_s=1.0, now=NOW)
    assert within_budget(rule, looks=10_000, budget_per_s=1.0, now=NOW + timedelta(minutes=9)) == rule


# ------------------------------------------------ what a process counts
def test_the_time_since_the_text_was_confirmed_is_what_a_look_teaches() -> None:
    until = NOW + timedelta(hours=2)
    span = watched(SEEN, ARTICLE, SourceRules(), until=until, found=True, announced=False)
    assert span is not None
    assert (span.source, span.changes, span.age_h, span.quiet_h, span.length_h, span.hour) == (
        "s",
        0,
        0.0,
        0.0,
        2.0,
        12.0,
    )


def test_the_first_look_at_an_article_teaches_nothing() -> None:
    assert watched(ArticleState(), ARTICLE, SourceRules(), until=NOW, found=True, announced=False) is None


def test_what_was_counted_is_taken_once_and_given_back_where_it_could_not_be_kept() -> None:
    learner = Learner()
    span = watched(SEEN, ARTICLE, SourceRules(), until=NOW + timedelta(hours=1), found=False, announced=False)
    assert span is not None
    learner.count(span)
    taken = learner.take()
    assert taken
    assert learner.take() == {}
    learner.give_back(taken)
    assert learner.take() == taken


def test_a_source_that_cries_wolf_is_heeded_once_in_twenty_times_so_that_trust_can_come_back() -> None:
    wolf = Learned(unlearned().hazard, sources={"wolf": SourceFactors(trust=0.001)})
    learner = Learner(Policy(wolf))
    assert not learner.heeds("wolf", 0.5)
    assert learner.heeds("wolf", 0.01)
    assert learner.heeds("another", 0.99)


def test_a_learner_plans_by_the_rule_that_it_adopted() -> None:
    learner = Learner()
    learner.adopt(replace(ruling.first(), price=0.1))
    assert learner.policy.price == 0.1
