import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.poll import bins, prior
from monitor.poll.hazard import Hazard
from monitor.poll.policy import Policy, Standing, adjusted_price, shipped
from monitor.poll.price import first_wait_h
from monitor.poll.table import WaitTable

HOURS = st.floats(0, 20_000, allow_nan=False)


def steady(per_hour: float) -> Hazard:
    return Hazard((per_hour,) * bins.CELLS)


def earned_per_hour(per_hour: float, wait_h: float, price: float) -> float:
    """What a look every `wait_h` earns, in closed form: the newest edit counts half, and half by its delay."""
    soon = per_hour / (per_hour + 0.5) * (1 - math.exp(-(per_hour + 0.5) * wait_h))
    return (0.5 * (1 - math.exp(-per_hour * wait_h)) + 0.5 * soon - price) / wait_h


@pytest.mark.parametrize("per_hour", [0.003, 0.05, 0.4, 2.0])
@pytest.mark.parametrize("price", [0.001, 0.01])
def test_the_wait_is_the_one_that_earns_most_where_edits_come_steadily(per_hour: float, price: float) -> None:
    wait_h = first_wait_h(steady(per_hour), 0, 1.0, 1.0, factor=1.0, price=price, floor_h=1 / 60)
    best = max(earned_per_hour(per_hour, wait, price) for wait in (n / 100 for n in range(1, 20_000)))
    assert earned_per_hour(per_hour, wait_h, price) >= 0.985 * best


def test_no_look_pays_where_nothing_is_ever_edited() -> None:
    assert math.isinf(first_wait_h(steady(0.0), 0, 1.0, 1.0, factor=1.0, price=0.001, floor_h=1 / 60))


def test_a_dearer_look_is_made_later() -> None:
    waits = [
        first_wait_h(prior.shipped(), 1, 3.0, 2.0, factor=1.0, price=price, floor_h=1 / 60)
        for price in (0.0005, 0.002, 0.008, 0.03)
    ]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]


def test_an_article_that_is_edited_more_often_is_looked_at_sooner() -> None:
    waits = [
        first_wait_h(prior.shipped(), 0, 3.0, 3.0, factor=factor, price=0.003, floor_h=1 / 60)
        for factor in (0.25, 1.0, 4.0)
    ]
    assert waits == sorted(waits, reverse=True)


def test_the_table_says_what_the_rule_says_in_the_middle_of_a_cell() -> None:
    table = WaitTable(prior.shipped(), 0.003)
    for changes, age, quiet in ((0, 5, 5), (1, 8, 3), (4, 10, 10), (6, 14, 2)):
        age_h, quiet_h = bins.middle_h(age), bins.middle_h(quiet)
        rule = first_wait_h(table.hazard, changes, age_h, quiet_h, factor=1.0, price=0.003, floor_h=1 / 60)
        assert table.wait_h(bins.cell_of(changes, age_h, quiet_h), 1.0) == pytest.approx(rule)


@given(st.integers(0, 50), HOURS, HOURS, st.floats(0, 100), st.floats(0, 24))
def test_any_standing_has_a_wait_that_is_above_nothing(
    changes: int, age_h: float, quiet_h: float, weight: float, hour: float
) -> None:
    plan = shipped().plan(Standing(changes, age_h, min(age_h, quiet_h), hour, weight=weight))
    assert plan.wait_h > 0.0
    assert plan.per_hour >= 0.0


@given(HOURS)
def test_every_time_lies_in_its_step(hours: float) -> None:
    step = bins.step_of(hours)
    assert bins.HOURS[step] <= hours
    assert step == bins.STEPS - 1 or hours < bins.HOURS[step + 1]


def test_an_article_that_was_edited_before_is_expected_to_be_edited_again() -> None:
    rates = [prior.hazard(changes, 6.0, 1.0) for changes in (0, 1, 2, 4)]
    assert rates == sorted(rates)
    assert rates[-1] > 10 * rates[0]


def test_the_prior_falls_with_age() -> None:
    rates = [prior.hazard(0, hours, hours) for hours in (1.0, 6.0, 24.0, 72.0, 500.0)]
    assert rates == sorted(rates, reverse=True)


def test_at_the_usual_price_an_untouched_article_gets_some_twenty_looks_in_a_week() -> None:
    age_h, looks = 0.0, 0
    while age_h < 168.0:
        age_h += shipped().plan(Standing(0, age_h, age_h, 12.0)).wait_h
        looks += 1
    assert 10 <= looks <= 30


def test_the_price_rises_when_more_looks_are_made_than_the_budget_allows() -> None:
    assert adjusted_price(0.003, looks_per_s=2.0, budget_per_s=1.0) == pytest.approx(0.006)  # at most twofold
    assert 0.003 < adjusted_price(0.003, looks_per_s=1.1, budget_per_s=1.0) < 0.006
    assert adjusted_price(0.003, looks_per_s=0.5, budget_per_s=1.0) == pytest.approx(0.0015)
    assert adjusted_price(0.003, looks_per_s=0.0, budget_per_s=1.0) == 0.003


def test_an_announcement_of_a_source_that_cries_wolf_pays_for_no_look() -> None:
    from monitor.poll.learned import Learned, SourceFactors

    learned = Learned(prior.shipped(), sources={"wolf": SourceFactors(trust=0.001), "good": SourceFactors(trust=0.4)})
    policy = Policy(learned, price=0.003)
    assert not policy.worth_a_look("wolf")
    assert policy.worth_a_look("good")
    assert policy.worth_a_look("new here")
