"""All filters at once: the cost of an event grows with those who may want it, not with all who subscribed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from monitor.event.filters import ABOUT_ENDPOINTS, NOTHING, Facts, Saved, filters_for, matches
from monitor.model import Event, EventType, Filter, Subscription, SubscriptionId

_ANY: Final = ("", "")
_BUCKETS_PER_FILTER: Final = 64  # a filter with longer lists is asked about every event


class Matcher:
    """An index over subscriptions; build it anew when they change."""

    def __init__(self, subscriptions: Iterable[Subscription], saved: Saved = MappingProxyType({})) -> None:
        self._saved = saved
        self._buckets: dict[tuple[str, str], list[Subscription]] = defaultdict(list)
        self._altered: list[Subscription] = []  # those whose filter was another one before
        for subscription in subscriptions:
            if subscription.former:
                self._altered.append(subscription)
            for key in _keys(subscription.filter):
                self._buckets[key].append(subscription)

    def wanting(self, event: Event, facts: Facts = NOTHING) -> list[Subscription]:
        """The subscriptions whose filter the event passes as far as is known, each once, in order of their ids."""
        found: dict[SubscriptionId, Subscription] = {}
        altered = self._altered if event.type is EventType.WITHDRAWN else ()
        for some in (altered, *(self._buckets.get(key, ()) for key in _asked(event, facts.tags))):
            for subscription in some:
                if subscription.id in found:
                    continue
                if any(matches(one, event, facts, saved=self._saved) for one in filters_for(subscription, event)):
                    found[subscription.id] = subscription
        return [found[key] for key in sorted(found)]


def _keys(wanted: Filter) -> list[tuple[str, str]]:
    """Where a filter is filed: under the most selective of its fields, and where only the type is asked."""
    return _selective(wanted) + [("type", one.value) for one in wanted.types if one in ABOUT_ENDPOINTS]


def _selective(wanted: Filter) -> list[tuple[str, str]]:
    fields: Mapping[str, Collection[str]] = {
        "article": wanted.articles,
        "source": wanted.sources,
        "tag": wanted.tags,
        "kind": wanted.kinds,
    }
    for name, values in fields.items():
        if values and len(values) <= _BUCKETS_PER_FILTER:
            # what is asked of a change does not hold back other events
            return [(name, value) for value in values] + ([("kind", "")] if name == "kind" else [])
    return [_ANY]


def _asked(event: Event, tags: Collection[str]) -> list[tuple[str, str]]:
    """All places where a filter may be filed that this event passes."""
    kinds = event.change.kinds if event.change is not None else ("",)
    return [
        _ANY,
        ("type", event.type.value),
        ("article", event.subject),
        *(("source", source) for source in (*event.sources, event.subject)),
        *(("tag", tag) for tag in tags),
        *(("kind", kind) for kind in kinds),
    ]
