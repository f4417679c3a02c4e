"""The sections of the tree, a class each."""

from __future__ import annotations

import re
from typing import Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from monitor.settings.measures import Bytes, Cidrs, Seconds


class Section(BaseModel):
    """A frozen part of the tree that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RedisSettings(Section):
    """The store. Without a URL the embedded server is started in the data folder."""

    url: str = ""
    prefix: str = "redline"
    maxmemory: Bytes = 0  # of the embedded server; 0 = three quarters of what the machine or its cgroup has
    fsync: Literal["everysec", "always"] = "everysec"  # of the embedded server's log


class ArchiveSettings(Section):
    """What is kept beside the texts."""

    originals: bool = True  # the raw response of every version, as WARC files in data_dir/evidence
    store: str = ""  # where raw responses and cold articles lie instead of data_dir: s3://..., through fsspec
    timestamp_url: str = ""  # of a service (RFC 3161) that dates each signed root
    timestamp_ca: str = ""  # its root certificates, for `redline verify`
    keep_last: int = Field(default=0, ge=0)  # for sources without a rule of their own: texts of an article
    keep_days: int = Field(default=0, ge=0)  # likewise: after they were replaced
    cold_after: Seconds = Field(default=90 * 86_400.0, ge=0)  # what is older goes to disk; 0 = never
    cold_above: float = Field(default=0.7, gt=0, le=1)  # of the store's memory: younger ones go, too
    max_disk: Bytes = 0  # of data_dir; at 85 % raw responses that nothing refers to go; 0 = no limit
    newest_body: bool = True  # without originals: the newest body of each article, compressed, in data_dir/newest


class WebSettings(Section):
    """The pages and the API."""

    host: str = "127.0.0.1"
    port: int = Field(default=8340, ge=0, le=65_535)
    public: bool = False  # anybody may read; writing always needs the admin key
    hosts: tuple[str, ...] = ()  # further Host names that are answered
    banner: str = ""  # on every page


class LookSettings(Section):
    """How pages and feeds are asked for."""

    floor: Seconds = Field(default=300.0, gt=0)  # shortest time between two looks at the same thing
    longest: Seconds = Field(default=14 * 86_400.0, ge=3_600)  # longest time between two looks while looks go on
    budget: float = Field(default=0.0, ge=0)  # looks per second of the whole deployment; 0 = as many as pay
    timezone: str = "UTC"  # of cron lines
    confirm_after: Seconds = Field(default=60.0, ge=0)  # a suspected change is looked at again after this
    pace: Seconds = Field(default=1.0, ge=0)  # shortest time between two requests to a host
    connections: int = Field(default=2, ge=1, le=64)  # to a host at a time
    tasks: int = Field(default=16, ge=1, le=1000)  # looks under way at a time in one process
    timeout: Seconds = Field(default=30.0, gt=0)  # of one request, redirects included
    max_page: Bytes = Field(default=10_000_000, ge=1_000)
    push: bool = True  # subscribe to the hubs (WebSub) that sources name; needs an https base_url
    max_redirects: int = Field(default=5, ge=0, le=20)

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f'expected a time zone such as "Europe/Berlin", got {value!r}')
        return value


class BackfillSettings(Section):
    """The web archive that `redline backfill` reads."""

    archive: str = "https://web.archive.org"  # base address
    index: str = "/cdx/search/cdx"  # its CDX server, below the base address
    timemap: str = "/web/timemap/link/{url}"  # its Memento TimeMaps, asked where there is no CDX server
    capture: str = "/web/{timestamp}id_/{url}"  # a capture as it was served, without the archive's own frame
    page: str = "/web/{timestamp}/{url}"  # a capture as people read it
    pace: Seconds = Field(default=1.5, ge=0)  # between the end of one request and the next
    allow_networks: Cidrs = ()  # private networks that the archive may lie in

    @field_validator("archive")
    @classmethod
    def _is_base(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        return value.rstrip("/")


class WorkshopSettings(Section):
    """The child processes that read and compare pages."""

    processes: int = Field(default=1, ge=1, le=64)
    time: Seconds = Field(default=20.0, gt=0)
    memory: Bytes = Field(default=1_000_000_000, ge=100_000_000)


class NetworkSettings(Section):
    """What goes out."""

    proxy: str = ""  # an HTTP proxy; the address guard can not look behind it


class MailSettings(Section):
    """The SMTP server that mail to people goes through."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_env: str = ""  # name of the environment variable that holds the password
    sender: str = "Redline <redline@localhost>"

    @field_validator("sender")
    @classmethod
    def _is_one_line(cls, value: str) -> str:
        if "@" not in value or not value.isprintable():
            raise ValueError("expected a sender such as Redline <redline@example.org>")
        return value


class ChannelsSettings(Section):
    """People's channels through Apprise."""

    schemes: tuple[str, ...] = ()  # Apprise schemes that are allowed beside those that always are


class FeedsSettings(Section):
    """Our own feeds."""

    hub: str = ""  # a WebSub hub that is told of each change; only public feeds name it
    allow_networks: Cidrs = ()  # private networks that it may lie in

    @field_validator("hub")
    @classmethod
    def _is_hub(cls, value: str) -> str:
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        return value


class WaybackSettings(Section):
    """Asking the Wayback Machine to keep each new version too."""

    save: bool = False
    allow_networks: Cidrs = ()  # private networks that it may lie in
    url: str = "https://web.archive.org/save/"
    access_key_env: str = ""  # variables with the keys of an archive.org account; without them fewer are taken
    secret_key_env: str = ""


class LogSettings(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "text", "json"] = "auto"  # auto: text on a terminal, JSON otherwise
