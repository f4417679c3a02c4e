"""Prints what Redline's rule catches beside other tools' rules and the optimum, and fails if a floor is missed.

Five seeds; 2,000 articles to learn from, 2,000 others to judge by. A version caught with delay d scores
0.5 + 0.5 e^(-d / 2 h), one that was overwritten unseen 0. Every request counts, Redline's second looks included.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from bench import floors
from bench.policy import ours, report, rivals
from bench.policy.optimum import schedule
from bench.policy.score import Score, follow, play
from bench.policy.world import Life, articles, calibration
from monitor.poll.learned import Learned, unlearned
from monitor.poll.policy import USUAL_PRICE, Policy

SEEDS = (7, 8, 9, 10, 11)
LEARN, JUDGE = 2_000, 2_000
FEW_LOOKS, USUAL_LOOKS = 0.42, 28.0  # a share of NewsSniffer's; for an article


def main() -> int:
    """Print the table; the number of floors missed."""
    everything = []
    for seed in SEEDS:
        lives = articles(seed, LEARN + JUDGE)
        learning, judging = lives[:LEARN], lives[LEARN:]
        everything.append(_play(learning, judging))
        print(f"seed {seed}: {_in_words(judging)}", flush=True)
    report.show(everything)
    return floors.check("policy", report.figures(everything))


def _play(learning: Sequence[Life], judging: Sequence[Life]) -> report.Seed:
    learned = ours.learn(learning, price=USUAL_PRICE)
    sniffer = play(judging, rivals.newssniffer())
    return report.Seed(
        newssniffer=sniffer,
        newsdiffs=play(judging, rivals.newsdiffs),
        optimum=_at(sniffer.per_article, lambda price: follow(judging, lambda life: schedule(life, price)), 0.0004),
        ours=_ours_at(sniffer.per_article, judging, learned),
        deaf=_ours_at(sniffer.per_article, [replace(life, signals=()) for life in judging], learned),
        unlearned=_ours_at(sniffer.per_article, judging, unlearned()),
        few=_ours_at(sniffer.per_article * FEW_LOOKS, judging, learned),
        usual=_ours_at(USUAL_LOOKS, judging, learned),
    )


def _ours_at(looks: float, judging: Sequence[Life], learned: Learned) -> Score:
    return _at(looks, lambda price: ours.run(judging, Policy(learned, price)), USUAL_PRICE)


def _at(looks: float, played: Callable[[float], Score], start: float) -> Score:
    """The score at the price where a rule makes at most so many requests for an article, and hardly fewer."""
    low, high = math.log(1e-6), math.log(1.0)
    place = math.log(start)
    best = played(math.exp(high))
    for _ in range(24):
        score = played(math.exp(place))
        if score.per_article > looks:
            low = place
        else:
            high, best = place, score
            if score.per_article > looks * 0.995:
                break
        step = place + 2.2 * math.log(score.per_article / looks)
        place = step if low < step < high and abs(score.per_article / looks - 1) > 0.01 else (low + high) / 2
        if high - low < 1e-3:
            break
    return best


def _in_words(lives: Sequence[Life]) -> str:
    found = calibration(lives)
    return (
        f"{found.changed:.1%} of articles change, {found.changed_in_a_day:.1%} within a day, {found.versions:.1f}"
        f" versions each; last edit within 1, 2, 8 days: {found.last_edit_in_1_day:.0%},"
        f" {found.last_edit_in_2_days:.0%}, {found.last_edit_in_8_days:.0%}"
    )


if __name__ == "__main__":
    sys.exit(main())
