"""Sources that fall silent or can not be read: seen within a usual day, and hardly ever for nothing."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from monitor.model import EventType, Habit, Health, Illness, SourceState
from monitor.poll import illness, rhythm
from monitor.ports import Totals
from monitor.verdict import watched_over

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
POLL = timedelta(minutes=30)
DAYS = 90
SEEDS = range(5)


def busy(at: datetime) -> float:
    """A newsroom's clock, 1 on average over a day; half as busy at weekends."""
    by_hour = 1.0 - 0.9 * math.cos((at.hour + at.minute / 60 - 3) / 24 * 2 * math.pi)
    return by_hour * (0.5 if at.weekday() >= 5 else 1.2)


def play(seed: int, links_a_day: float, *, ends: timedelta, days: int) -> list[datetime]:
    """When the source is called quiet, of a seeded source whose links end after a while."""
    dice, kept, before, alarms = Random(seed), Habit(), None, []  # noqa: S311 - a seeded world
    at = START
    while at < START + timedelta(days=days):
        chance = 1 - math.exp(-links_a_day / 24 * busy(at) * (POLL / timedelta(hours=1)))
        new = at < START + ends and dice.random() < chance
        kept = rhythm.after_look(kept, before, at, new=new)
        if not kept.quiet and rhythm.is_quiet(kept):
            kept = Habit(kept.found, kept.watched, kept.expected, kept.newest, quiet=True)
            alarms.append(at)
        before, at = at, at + POLL
    return alarms


@pytest.mark.slow
@pytest.mark.parametrize("links_a_day", [3, 12, 40, 150])
def test_a_source_that_goes_on_is_called_quiet_once_a_quarter_at_most(links_a_day: float) -> None:
    alarms = [len(play(seed, links_a_day, ends=timedelta(days=999), days=DAYS)) for seed in SEEDS]
    assert max(alarms) <= 1
    assert sum(alarms) <= 2, alarms


def test_time_in_which_nobody_watched_makes_no_source_quiet() -> None:
    kept, before = Habit(), None
    for hour in range(20 * 24):
        at = START + timedelta(hours=hour)
        kept, before = rhythm.after_look(kept, before, at, new=True), at
    assert before is not None
    long_after = rhythm.after_look(kept, before, before + timedelta(days=5), new=False)
    assert not rhythm.is_quiet(long_after)
    assert long_after.watched == kept.watched
    watched = kept
    for _ in range(1, 24):
        watched = rhythm.after_look(watched, before, before + timedelta(hours=1), new=False)
        before += timedelta(hours=1)
    assert rhythm.is_quiet(watched)


@pytest.mark.slow
@pytest.mark.parametrize("links_a_day", [12, 40, 150])
def test_a_source_that_falls_silent_is_seen_within_a_usual_day(links_a_day: float) -> None:
    """The end lies at ten o'clock on a Wednesday, when much was to be expected."""
    ends = timedelta(days=44, hours=10)
    for seed in SEEDS:
        after = [at for at in play(seed, links_a_day, ends=ends, days=47) if at >= START + ends]
        assert after, seed
        assert after[0] - (START + ends) <= timedelta(hours=24)


def test_nothing_is_said_of_a_source_before_it_is_known() -> None:
    assert play(1, 40, ends=timedelta(days=9), days=13) == []


def looks(seed: int, shares: list[float]) -> list[int]:
    """The windows in which the source was called ill; thirty looks a window."""
    dice, kept, total, failed, said = Random(seed), Illness(), 0, 0, []  # noqa: S311 - a seeded world
    at = START
    for number, share in enumerate(shares):
        for _ in range(30):
            total += 1
            failed += dice.random() < share
            at += timedelta(minutes=20)
            kept = illness.after_looks(kept, total, failed, at)
        if kept.ill:
            said.append(number)
    return said


@pytest.mark.parametrize("usual", [0.0, 0.02, 0.1, 0.3])
def test_a_share_that_is_usual_for_a_source_is_no_illness(usual: float) -> None:
    assert sum(len(looks(seed, [usual] * 220)) for seed in SEEDS) <= 1


@pytest.mark.parametrize("usual", [0.0, 0.02, 0.1])
def test_a_share_far_above_its_own_normal_is_seen_in_the_next_window_and_ends_with_it(usual: float) -> None:
    for seed in SEEDS:
        said = looks(seed, [usual] * 20 + [0.7] * 3 + [usual] * 6)
        assert said
        assert said[0] in {20, 21}
        assert said[-1] <= 24


def test_both_are_told_once_and_their_end_too() -> None:
    quiet = Habit((2.0,) * rhythm.BINS, (6.0,) * rhythm.BINS, 9.9, START)
    before = SourceState(health=Health.OK, looked=START, rhythm=quiet)
    now = START + timedelta(hours=1)
    state, event, detail = watched_over(before, before, new=False, totals=Totals(), now=now)
    assert event is EventType.SOURCE_QUIET
    assert detail.startswith("no new link since 2026-03-02 00:00 UTC")
    assert "no new link for longer than usual at this time of the week" in state.remarks
    state, event, _ = watched_over(state, state, new=False, totals=Totals(), now=now)
    assert event is None
    state, event, _ = watched_over(state, state, new=True, totals=Totals(), now=now)
    assert event is EventType.SOURCE_RECOVERED
    sick = SourceState(looked=START, illness=Illness(START, 100, 2, 0.02, 20))
    state, event, detail = watched_over(sick, sick, new=True, totals=Totals(looks=130, degraded_looks=22), now=now)
    assert (event, detail) == (
        EventType.SOURCE_DEGRADED,
        "67% of its pages could not be read whole at the last checks; usually 2%",
    )
