"""The whole tree."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import field_validator

from monitor.settings.declared import (
    FilterSettings,
    PersonSettings,
    SourceSettings,
    SubscriptionSettings,
    TargetSettings,
)
from monitor.settings.sections import (
    ArchiveSettings,
    BackfillSettings,
    ChannelsSettings,
    FeedsSettings,
    LogSettings,
    LookSettings,
    MailSettings,
    NetworkSettings,
    RedisSettings,
    Section,
    WaybackSettings,
    WebSettings,
    WorkshopSettings,
)


class Settings(Section):
    """The whole tree."""

    data_dir: Path = Path("data")
    base_url: str = ""
    contact: str = ""
    site_rules: Path = Path("config/sites")
    redis: RedisSettings = RedisSettings()
    archive: ArchiveSettings = ArchiveSettings()
    web: WebSettings = WebSettings()
    look: LookSettings = LookSettings()
    workshop: WorkshopSettings = WorkshopSettings()
    backfill: BackfillSettings = BackfillSettings()
    network: NetworkSettings = NetworkSettings()
    feeds: FeedsSettings = FeedsSettings()
    mail: MailSettings = MailSettings()
    channels: ChannelsSettings = ChannelsSettings()
    wayback: WaybackSettings = WaybackSettings()
    log: LogSettings = LogSettings()
    person: tuple[PersonSettings, ...] = ()
    source: tuple[SourceSettings, ...] = ()
    target: tuple[TargetSettings, ...] = ()
    filter: tuple[FilterSettings, ...] = ()
    subscription: tuple[SubscriptionSettings, ...] = ()

    @field_validator("base_url")
    @classmethod
    def _is_base(cls, value: str) -> str:
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        return value.rstrip("/")
