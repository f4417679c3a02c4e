"""The table of the simulation and its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.policy.score import Score


@dataclass(frozen=True, slots=True)
class Seed:
    """Everything that was played on one seed."""

    newssniffer: Score
    newsdiffs: Score
    optimum: Score  # at NewsSniffer's looks
    ours: Score  # at NewsSniffer's looks
    deaf: Score  # the same, no announcement heard
    unlearned: Score  # the same with the shipped prior alone
    few: Score  # at 42 % of NewsSniffer's looks
    usual: Score  # at 28 looks


ROWS: dict[str, Callable[[Seed], Score]] = {
    "optimum (knows each intensity)": lambda one: one.optimum,
    "Redline, learned": lambda one: one.ours,
    "Redline, shipped prior": lambda one: one.unlearned,
    "Redline, deaf to announcements": lambda one: one.deaf,
    "NewsSniffer": lambda one: one.newssniffer,
    "NewsDiffs": lambda one: one.newsdiffs,
    "Redline at 28 requests": lambda one: one.usual,
    "Redline at 42 % of NewsSniffer's": lambda one: one.few,
}


def show(everything: Sequence[Seed]) -> None:
    """Print one line per rule."""
    print("means over the seeds                requests      score  of the    median     seen   edits after")
    print("                                 per article an article optimum     delay   of all    day 7 seen")
    best = fmean(one.optimum.points / one.optimum.articles for one in everything)
    for name, of in ROWS.items():
        scores = [of(one) for one in everything]
        points = fmean(score.points / score.articles for score in scores)
        looks = fmean(score.per_article for score in scores)
        delay = fmean(score.median_delay_min for score in scores)
        seen = fmean(len(score.delays_h) / score.edits for score in scores)
        line = f"{name:32} {looks:11.1f} {points:10.4f} {points / best:7.3f} {delay:5.1f} min {seen:8.1%}"
        print(f"{line} {late_share(scores):13.1%}")
    print()


def late_share(scores: Sequence[Score]) -> float:
    """Of all edits after the seventh day, those that were seen."""
    return sum(score.late_seen for score in scores) / sum(score.late_edits for score in scores)


def figures(everything: Sequence[Seed]) -> dict[str, float]:
    """The figures that have a floor; means over the seeds."""
    return {
        "share_of_optimum": fmean(one.ours.points / one.optimum.points for one in everything),
        "prior_share_of_optimum": fmean(one.unlearned.points / one.optimum.points for one in everything),
        "deaf_share_of_optimum": fmean(one.deaf.points / one.optimum.points for one in everything),
        "newssniffer_share_of_optimum": fmean(one.newssniffer.points / one.optimum.points for one in everything),
        "few_looks_to_newssniffer": fmean(one.few.points / one.newssniffer.points for one in everything),
        "few_looks_share": fmean(one.few.per_article / one.newssniffer.per_article for one in everything),
        "median_delay_min_at_28": fmean(one.usual.median_delay_min for one in everything),
        "late_edits_seen": late_share([one.usual for one in everything]),
    }
