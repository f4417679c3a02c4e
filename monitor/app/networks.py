"""Which private networks may be asked, and by whom: the settings file alone says it."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from monitor import sources
from monitor.model import Networks, SubscriptionId
from monitor.settings import Settings, SubscriptionSettings

HUB: Final = SubscriptionId("sub_websub")  # the house's own: the hub of our feeds
WAYBACK: Final = SubscriptionId("sub_wayback")


def networks_of(settings: Settings) -> Networks:
    """Those of each source and each subscription that has any."""
    named: dict[str, tuple[str, ...]] = {
        **{sources.source_id(one.url): one.allow_networks for one in settings.source},
        **{subscription_id(one): one.allow_networks for one in settings.subscription},
        HUB: settings.feeds.allow_networks,
        WAYBACK: settings.wayback.allow_networks,
    }
    return {name: networks for name, networks in named.items() if networks}


def subscription_id(one: SubscriptionSettings) -> SubscriptionId:
    """The id of a subscription of the file: it stays while sink and name do."""
    return SubscriptionId(f"sub_{sha256(f'{one.sink} {one.name}'.encode()).hexdigest()[:16]}")
