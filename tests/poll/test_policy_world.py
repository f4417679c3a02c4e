"""The simulated world is what it says it is, and the optimum is one."""

import math
from itertools import pairwise

import pytest

from bench.policy import ours, rivals
from bench.policy.optimum import _best, moments, outlook, schedule
from bench.policy.score import follow, play
from bench.policy.world import CLOCK, LAG_H, SIGNALLING, SOURCES, articles, busy_until, calibration
from monitor.poll.learned import unlearned
from monitor.poll.policy import USUAL_PRICE, Policy


@pytest.mark.slow
def test_the_world_comes_to_the_published_figures() -> None:
    found = calibration(articles(99, 60_000))
    assert found.changed == pytest.approx(0.247, abs=0.006)
    assert found.changed_in_a_day == pytest.approx(0.222, abs=0.006)
    assert found.versions == pytest.approx(3.8, abs=0.1)
    assert found.last_edit_in_1_day == pytest.approx(0.68, abs=0.025)
    assert found.last_edit_in_2_days == pytest.approx(0.78, abs=0.035)
    assert found.last_edit_in_8_days == pytest.approx(0.94, abs=0.02)


@pytest.mark.slow
def test_a_fifth_of_all_announcements_is_false() -> None:
    lives = [life for life in articles(3, 40_000) if life.source < SOURCES * SIGNALLING]
    signals = sum(len(life.signals) for life in lives)
    true = sum(any(math.isclose(s, e + LAG_H) for e in life.edits) for life in lives for s in life.signals)
    assert 1 - true / signals == pytest.approx(0.2, abs=0.03)


def test_the_newsrooms_clock_is_one_on_average() -> None:
    assert sum(CLOCK) / 24 == pytest.approx(1.0)
    assert busy_until(7.3, 48.0) == pytest.approx(48.0)
    assert busy_until(2.0, 1.0) == pytest.approx(CLOCK[2])


def test_the_same_seed_gives_the_same_world() -> None:
    assert articles(7, 50) == articles(7, 50)


def test_the_optimum_is_that_of_the_full_search() -> None:
    lives = [life for life in articles(7, 400) if life.frailty > 0.5][:2]
    for life in lives:
        found, times = outlook(life), moments()
        best, _ = _best(found, 0.01)
        slow = [0.0]
        for j in range(1, len(times)):
            worth = []
            for i in range(j):
                lost = found.mass[i] - found.mass[j]
                soon = found.prompt[j] - found.prompt[i] * math.exp(lost + (times[i] - times[j]) / 2.0)
                worth.append(slow[i] + 0.5 * (1 - math.exp(lost)) + 0.5 * soon - 0.01)
            slow.append(max(worth))
        assert best == pytest.approx(slow)


def test_the_optimum_keeps_the_floor_too() -> None:
    life = max(articles(7, 400), key=lambda one: one.frailty)
    assert all(later - earlier >= 5 / 60 - 1e-6 for earlier, later in pairwise(schedule(life, 0.001)))


@pytest.mark.slow
def test_the_shipped_rule_beats_the_rules_of_others_and_not_the_optimum() -> None:
    lives = articles(5, 1_500)
    sniffer = play(lives, rivals.newssniffer())
    redline = ours.run(lives, Policy(unlearned(), USUAL_PRICE))
    optimum = follow(lives, lambda life: schedule(life, 0.0003))
    assert redline.per_article < 0.8 * sniffer.per_article
    assert redline.points > 1.08 * sniffer.points
    assert optimum.per_article > redline.per_article
    assert optimum.points > redline.points


@pytest.mark.slow
def test_learning_finds_the_newsrooms_clock_and_who_announces() -> None:
    learned = ours.learn(articles(6, 2_000), price=USUAL_PRICE)
    assert sum(learned.hours[0:5]) < 0.6 * sum(learned.hours[9:14])
    telling = [learned.source(str(n)).young for n in range(int(SOURCES * SIGNALLING))]
    mute = [learned.source(str(n)).young for n in range(int(SOURCES * SIGNALLING), SOURCES)]
    assert sum(telling) / len(telling) < 0.85 * sum(mute) / len(mute)
