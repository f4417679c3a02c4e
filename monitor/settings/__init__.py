"""The settings: a TOML file and the environment become one frozen tree; an unknown key is an error.

`config/redline.toml` shows every key with its default. A variable `REDLINE_<SECTION>_<KEY>` (or `REDLINE_<KEY>` for the
keys at the top) overrides the file.
"""

from __future__ import annotations

from monitor.settings.declared import SourceSettings, SubscriptionSettings
from monitor.settings.loading import DEFAULT_FILE, OTHER_VARIABLES, load
from monitor.settings.measures import Bytes, Seconds, duration_s, size_bytes
from monitor.settings.sections import (
    ArchiveSettings,
    LogSettings,
    LookSettings,
    NetworkSettings,
    RedisSettings,
    Section,
    WebSettings,
    WorkshopSettings,
)
from monitor.settings.tree import Settings

__all__ = [
    "DEFAULT_FILE",
    "OTHER_VARIABLES",
    "ArchiveSettings",
    "Bytes",
    "LogSettings",
    "LookSettings",
    "NetworkSettings",
    "RedisSettings",
    "Seconds",
    "Section",
    "Settings",
    "SourceSettings",
    "SubscriptionSettings",
    "WebSettings",
    "WorkshopSettings",
    "duration_s",
    "load",
    "size_bytes",
]
