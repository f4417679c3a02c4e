"""The rules of other tools."""

from __future__ import annotations

from bench.policy.score import Rule, View

START_H, GROWTH, END_H = 0.5, 1.2, 40 * 24.0
# NewsDiffs: (younger than, look every), in hours
NEWSDIFFS = ((3.0, 0.25), (24.0, 1.0), (168.0, 3.0), (720.0, 72.0), (8_640.0, 720.0))


def newssniffer() -> Rule:
    """Half an hour, a fifth longer after each quiet look, reset by a change; ends when the period reaches 40 days."""
    period = START_H

    def rule(view: View) -> float | None:
        nonlocal period
        if view.age_h == 0.0 or view.found:
            period = START_H
        else:
            period *= GROWTH
        return period if period < END_H else None

    return rule


def newsdiffs(view: View) -> float | None:
    """By age alone."""
    return next((every for younger, every in NEWSDIFFS if view.age_h < younger), None)
