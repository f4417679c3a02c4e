"""Who hears that an endpoint was switched off: who asked for it, and its owner on the channels that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.model import Event, Subscription


def also_told(event: Event, wanting: Sequence[Subscription], live: Iterable[Subscription]) -> list[Subscription]:
    """One subscription for each people's channel but the one that was switched off, where none hears of it already."""
    live = sorted(live, key=lambda one: one.id)
    off = {_channel(one) for one in live if one.id == event.subject}
    heard = off | {_channel(one) for one in wanting}
    found: list[Subscription] = []
    for one in live:
        if one.is_personal and not one.disabled and _channel(one) not in heard:
            heard.add(_channel(one))
            found.append(one)
    return found


def _channel(one: Subscription) -> tuple[str, str]:
    return one.sink, one.target
