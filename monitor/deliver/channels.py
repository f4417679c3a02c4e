"""Named targets: those that the address guard can not hold. They stand in the settings file only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.errors import DeliveryRefused
from monitor.model import Subscription


@dataclass(frozen=True, slots=True)
class Channel:
    """One named target; its address is a secret of a kind and is never shown."""

    name: str
    sink: str  # apprise | mail
    url: str = field(default="", repr=False)  # apprise
    to: tuple[str, ...] = ()  # mail


Channels = Mapping[str, Channel]


def channel_of(channels: Channels, subscription: Subscription) -> Channel:
    """The target of a subscription; raises DeliveryRefused that names those that there are."""
    found = channels.get(subscription.target)
    if found is None or found.sink != subscription.sink:
        known = ", ".join(sorted(one.name for one in channels.values() if one.sink == subscription.sink))
        hint = f"there are: {known}" if known else "name it in the settings file under [[target]]"
        raise DeliveryRefused(f"there is no {subscription.sink} target {subscription.target[:60]!r}", hint=hint)
    return found
