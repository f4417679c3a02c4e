"""Redline's own rule, as shipped: the policy of `monitor.poll`, its counters, its closing looks and its floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.policy.score import Rule, Score, View, play
from bench.policy.world import Life
from monitor.poll.closing import AFTER_FINISH_DAYS, CLOSING_DAYS
from monitor.poll.counters import Span, tally
from monitor.poll.fitting import fit
from monitor.poll.learned import Learned, unlearned
from monitor.poll.options import PollOptions
from monitor.poll.policy import Policy, Standing

FLOOR_H = PollOptions().floor_s / 3_600
CLOSINGS_H = tuple(days * 24.0 for days in (*CLOSING_DAYS, *AFTER_FINISH_DAYS))
MOMENT_H = 1 / 60


@dataclass(slots=True)
class Counted:
    """What the looks of a run add up to."""

    sums: dict[str, float] = field(default_factory=dict)

    def add(self, span: Span, learned: Learned) -> None:
        """One more span between two looks."""
        tally(span, learned, self.sums)


def rule(policy: Policy, counted: Counted | None = None) -> Rule:
    """The shipped decision; every span between two looks is counted where that is asked for."""

    def after(view: View) -> float | None:
        if counted is not None and view.age_h > 0.0:
            counted.add(_span(view), policy.learned)
        plan = policy.plan(
            Standing(view.changes, view.age_h, view.age_h - view.last_change_h, view.hour, str(view.source))
        )
        wait_h = max(FLOOR_H, plan.wait_h)
        closing = next((at for at in CLOSINGS_H if at > view.age_h + MOMENT_H), None)
        return None if closing is None else min(wait_h, closing - view.age_h)

    return after


def _span(view: View) -> Span:
    length_h = view.age_h - view.last_look_h
    return Span(
        source=str(view.source),
        changes=view.changes - view.found,
        age_h=view.last_look_h,
        quiet_h=view.last_look_h - view.change_before_h,
        length_h=length_h,
        hour=(view.hour - length_h) % 24,
        found=view.found,
        announced=view.signalled,
    )


def run(lives: Sequence[Life], policy: Policy, counted: Counted | None = None) -> Score:
    """How the policy does, signals heard and unannounced changes looked at twice."""
    return play(lives, rule(policy, counted), signals=True, confirm=True)


def learn(lives: Sequence[Life], *, price: float) -> Learned:
    """What a deployment has learned after these articles, which it looked at with the shipped prior."""
    counted = Counted()
    run(lives, Policy(unlearned(), price), counted)
    return fit(counted.sums, unlearned().hazard)
