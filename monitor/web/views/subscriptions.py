"""Subscriptions as they are shown: who gets what, and how the deliveries go. Never a secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from monitor.event.pace import pace_in_words
from monitor.model import Attempt, Filter, Owner, Subscription
from monitor.ports import Backlog
from monitor.web.moments import stamp
from monitor.web.words import EVENTS, SHORT_NOTICES, count, label


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try to deliver."""

    at: Markup
    ok: bool
    result: str
    event: str


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as it is shown."""

    id: str
    name: str
    sink: str
    target: str
    wants: str
    state: str
    is_live: bool
    is_from_file: bool
    created: Markup
    waiting: str
    pace: str
    feed: str
    attempts: tuple[AttemptLine, ...]


def subscription_view(
    subscription: Subscription, attempts: Sequence[Attempt], backlog: Backlog | None, *, feed: str = ""
) -> SubscriptionView:
    """A subscription with its last deliveries."""
    return SubscriptionView(
        id=subscription.id,
        name=subscription.name or subscription.id,
        sink=subscription.sink,
        target=subscription.target,
        wants=wants(subscription.filter),
        state=f"switched off: {subscription.disabled}" if subscription.disabled else "on",
        is_live=not subscription.disabled,
        is_from_file=subscription.owner is Owner.FILE,
        created=stamp(subscription.created),
        waiting=_waiting(backlog),
        pace=pace_in_words(subscription.pace),
        feed=feed,
        attempts=tuple(_attempt(one) for one in attempts),
    )


def wants(wanted: Filter) -> str:
    """What a subscription wants, in words."""
    asked = (
        (True, ", ".join(EVENTS[kind] for kind in wanted.types) or "everything"),
        (wanted.kinds, "kinds: " + ", ".join(label(kind) for kind in wanted.kinds)),
        (wanted.bands, "size: " + ", ".join(wanted.bands)),
        (wanted.notices, ", ".join(SHORT_NOTICES[notice] for notice in wanted.notices)),
        (wanted.min_weight, f"weight at least {wanted.min_weight}"),
        (wanted.headline_only, "only where the headline changed"),
        (wanted.words, "with the words " + ", ".join(wanted.words)),
        (wanted.sources, "of " + count(len(wanted.sources), "source")),
        (wanted.articles, "of " + count(len(wanted.articles), "article")),
        (wanted.tags, "tagged " + ", ".join(wanted.tags)),
        (wanted.saved, "by the filter " + " or ".join(wanted.saved)),
    )
    return "; ".join(words for is_set, words in asked if is_set)


def _waiting(backlog: Backlog | None) -> str:
    if backlog is None:
        return ""
    waiting = backlog.waiting + backlog.retrying + backlog.under_way
    parts = [f"{waiting:,} waiting" if waiting else "nothing waiting"]
    if backlog.dead:
        parts.append(f"{backlog.dead:,} given up")
    if backlog.streak.failures:
        parts.append(f"{count(backlog.streak.failures, 'failure')} in a row")
    return ", ".join(parts)


def _attempt(one: Attempt) -> AttemptLine:
    return AttemptLine(stamp(one.at, precise=True), one.ok, _result(one), one.delivery.event)


def _result(one: Attempt) -> str:
    if one.status:
        return f"HTTP {one.status}"
    return "delivered" if one.ok else one.detail or "no answer"
