"""Limits and plans as the settings ask for them."""

from __future__ import annotations

from typing import Final

from monitor import poll, verdict
from monitor.app.networks import networks_of
from monitor.settings import Settings

FLOOR_WITHOUT_CONTACT_S: Final = 1_800.0  # publishers must be able to write to somebody
BOOST_S: Final = 120.0


def limits(settings: Settings) -> verdict.Limits:
    """What holds for every look."""
    look = settings.look
    return verdict.Limits(
        look.max_page,
        look.timeout,
        look.max_redirects,
        look.pace,
        look.confirm_after,
        networks=networks_of(settings),
    )


def poll_options(settings: Settings) -> poll.PollOptions:
    """Bounds of every plan; without a contact nothing on the public net is asked more often than every half hour."""
    floor_s = settings.look.floor
    if not settings.contact and any_public(settings):
        floor_s = max(floor_s, FLOOR_WITHOUT_CONTACT_S)
    return poll.PollOptions(
        floor_s=floor_s,
        source_min_s=floor_s,
        longest_s=settings.look.longest,
        boost_s=BOOST_S if floor_s <= settings.look.floor else floor_s,
        timezone=settings.look.timezone,
    )


def any_public(settings: Settings) -> bool:
    """True unless every source that the file declares lies in private networks that it allows (as in the demo)."""
    return not settings.source or any(not source.allow_networks for source in settings.source)
