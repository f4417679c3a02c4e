"""What a deployment plans by: the learned model, the price of a look, and from what both were made."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from monitor.errors import ParseError
from monitor.poll import learned, prior
from monitor.poll.counters import Counts
from monitor.poll.fitting import fit
from monitor.poll.learned import Learned, unlearned
from monitor.poll.policy import USUAL_PRICE, adjusted_price

SCHEMA: Final = 1
REFIT_EVERY: Final = timedelta(days=1)
SHORTEST_COUNT: Final = timedelta(minutes=10)  # looks are counted over at least so long before the price moves


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule as all workers have it."""

    learned: Learned
    price: float = USUAL_PRICE
    fitted: datetime | None = None
    looks: int = 0  # of all articles, when they were counted last
    counted: datetime | None = None


def first() -> Ruling:
    """The rule of a new installation."""
    return Ruling(unlearned())


def refitted(ruling: Ruling, sums: Counts, *, now: datetime) -> Ruling:
    """The rule with what the sums say."""
    return replace(ruling, learned=fit(sums, prior.shipped()), fitted=now)


def is_due(ruling: Ruling, *, now: datetime) -> bool:
    """True once a day."""
    return ruling.fitted is None or now - ruling.fitted >= REFIT_EVERY


def within_budget(ruling: Ruling, *, looks: int, budget_per_s: float, now: datetime) -> Ruling:
    """The rule at the price that brings the looks made to the budget; a budget that is not used up costs nothing.

    `looks` counts all that were ever made; 0 looks per second = no budget.
    """
    if budget_per_s <= 0.0:
        return replace(ruling, price=USUAL_PRICE, looks=looks, counted=now)
    if ruling.counted is None or looks < ruling.looks:
        return replace(ruling, looks=looks, counted=now)
    span = now - ruling.counted
    if span < SHORTEST_COUNT:
        return ruling
    made = (looks - ruling.looks) / span.total_seconds()
    price = adjusted_price(ruling.price, looks_per_s=made, budget_per_s=budget_per_s)
    return replace(ruling, price=max(USUAL_PRICE, price), looks=looks, counted=now)


def dump(ruling: Ruling) -> bytes:
    """The rule as JSON, schema 1."""
    outer = {
        "schema": SCHEMA,
        "learned": json.loads(learned.dump(ruling.learned)),
        "price": ruling.price,
        "fitted": ruling.fitted.isoformat() if ruling.fitted else None,
        "looks": ruling.looks,
        "counted": ruling.counted.isoformat() if ruling.counted else None,
    }
    return json.dumps(outer, separators=(",", ":")).encode()


def load(body: bytes) -> Ruling:
    """The rule in such a document; raises ParseError."""
    try:
        found: dict[str, Any] = json.loads(body)
        if found["schema"] != SCHEMA:
            raise ParseError("a re-check rule of another version", hint="it is made anew within a day")
        return Ruling(
            learned.load(json.dumps(found["learned"]).encode()),
            float(found["price"]),
            datetime.fromisoformat(found["fitted"]) if found["fitted"] else None,
            int(found["looks"]),
            datetime.fromisoformat(found["counted"]) if found["counted"] else None,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ParseError(f"not a re-check rule: {error}") from error
