"""One article looked at by one rule: what was caught, how late, and at how many requests."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bench.policy.world import HORIZON_H, Life

LATE_H: Final = 7 * 24.0
CONFIRM_H: Final = 1 / 60
PROMPT_H: Final = 2.0


@dataclass(frozen=True, slots=True)
class View:
    """What a rule knows after a look; times in hours since publication."""

    age_h: float
    last_look_h: float
    last_change_h: float  # when the last change was found, 0 = none yet
    change_before_h: float  # the same as it stood before this look
    changes: int
    found: bool  # this look found one
    signalled: bool  # it was made because somebody announced an edit
    hour: float  # of the day, now
    source: int


Rule = Callable[[View], float | None]  # hours until the next look, None = never again


@dataclass(slots=True)
class Score:
    """What a rule came to over many articles."""

    articles: int = 0
    requests: int = 0
    points: float = 0.0
    edits: int = 0
    late_edits: int = 0
    late_seen: int = 0
    delays_h: list[float] = field(default_factory=list)

    @property
    def per_article(self) -> float:
        """Requests for an article, on average."""
        return self.requests / self.articles

    @property
    def median_delay_min(self) -> float:
        """Of the edits that were seen."""
        return median(self.delays_h) * 60 if self.delays_h else math.inf

    @property
    def late_share(self) -> float:
        """Of the edits after the seventh day, those that were seen."""
        return self.late_seen / self.late_edits if self.late_edits else 1.0

    def catch(self, edit_h: float, at_h: float) -> None:
        """The version made by this edit was seen then."""
        delay = at_h - edit_h
        self.points += 0.5 + 0.5 * math.exp(-delay / PROMPT_H)
        self.delays_h.append(delay)
        self.late_seen += edit_h > LATE_H


def play(lives: Iterable[Life], rule: Rule, *, signals: bool = False, confirm: bool = False) -> Score:
    """How the rule does on these articles; a change that nobody announced is looked at twice with `confirm`."""
    score = Score()
    for life in lives:
        _play(life, rule, score, life.signals if signals else (), confirm=confirm)
    return score


def follow(lives: Sequence[Life], times: Callable[[Life], Sequence[float]]) -> Score:
    """How look times that were fixed beforehand do."""
    score = Score()
    for life in lives:
        _open(life, score)
        before = 0.0
        for at in times(life):
            score.requests += 1
            edit = _newest(life, before, at)
            if edit is not None:
                score.catch(edit, at)
            before = at
    return score


def _open(life: Life, score: Score) -> None:
    score.articles += 1
    score.edits += len(life.edits)
    score.late_edits += len(life.edits) - bisect_right(life.edits, LATE_H)


def _newest(life: Life, after: float, until: float) -> float | None:
    """The edit whose text a look at `until` sees, if it is newer than the look before."""
    at = bisect_right(life.edits, until)
    return life.edits[at - 1] if at and life.edits[at - 1] > after else None


def _play(life: Life, rule: Rule, score: Score, signals: tuple[float, ...], *, confirm: bool) -> None:
    _open(life, score)
    now = last_change = read_until = 0.0
    changes, signal = 0, 0
    view = View(0.0, 0.0, 0.0, 0.0, 0, found=False, signalled=False, hour=life.hour, source=life.source)
    while True:
        wait = rule(view)
        due = now + wait if wait is not None else math.inf
        while signal < len(signals) and signals[signal] <= read_until:
            signal += 1
        announced = signal < len(signals) and signals[signal] < due
        due = max(now, signals[signal]) if announced else due
        if due >= HORIZON_H:
            return
        score.requests += 1
        edit = _newest(life, read_until, due)
        before, now = now, due
        read_until, change_before = due, last_change
        if edit is not None:
            changes += 1
            if confirm and not announced:
                score.requests += 1
                now += CONFIRM_H  # what is edited within this minute is left to the next look
            score.catch(edit, now)
            last_change = now
        view = View(
            now, before, last_change, change_before, changes, edit is not None, announced,
            (life.hour + now) % 24, life.source,
        )  # fmt: skip
