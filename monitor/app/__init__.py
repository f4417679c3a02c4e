"""The composition root: the only package that knows every part and puts them together from the settings.

The pages have a door of their own, `monitor.app.pages`: most commands need no web framework.
"""

from __future__ import annotations

from monitor.app.channels import sink_of
from monitor.app.declared import declared_sources, rules_of
from monitor.app.delivery import check_pace, open_delivery, rotate_secret, subscribe, subscriptions_of_file
from monitor.app.erasing import erase, obey
from monitor.app.filters import filter_of_file, filters_of_file
from monitor.app.hubs import keep_up_hubs
from monitor.app.opening import SINK_CONNECTIONS, App, LookTuning, open_app
from monitor.app.originals import originals_of
from monitor.app.roots import sign_root, stamp_certificates, stamp_roots
from monitor.app.secret_files import ADMIN_KEY_FILE, admin_key, secret_key
from monitor.app.tuning import FLOOR_WITHOUT_CONTACT_S, any_public, limits, poll_options
from monitor.app.upkeep import chill, measure, retain, room_in_words, room_of, tidy

__all__ = [
    "ADMIN_KEY_FILE",
    "FLOOR_WITHOUT_CONTACT_S",
    "SINK_CONNECTIONS",
    "App",
    "LookTuning",
    "admin_key",
    "any_public",
    "check_pace",
    "chill",
    "declared_sources",
    "erase",
    "filter_of_file",
    "filters_of_file",
    "keep_up_hubs",
    "limits",
    "measure",
    "obey",
    "open_app",
    "open_delivery",
    "originals_of",
    "poll_options",
    "retain",
    "room_in_words",
    "room_of",
    "rotate_secret",
    "rules_of",
    "secret_key",
    "sign_root",
    "sink_of",
    "stamp_certificates",
    "stamp_roots",
    "subscribe",
    "subscriptions_of_file",
    "tidy",
]
