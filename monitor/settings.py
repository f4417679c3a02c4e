"""The settings: a TOML file and the environment become one frozen tree; an unknown key is an error.

`config/redline.toml` shows every key with its default. A variable `REDLINE_<SECTION>_<KEY>` (or `REDLINE_<KEY>` for the
keys at the top) overrides the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from monitor.errors import SettingsError
from monitor.event.filters import known_bands, known_kinds
from monitor.model import EventType, Notice, SourceKind, Watch

DEFAULT_FILE: Final = Path("config/redline.toml")

# variables that begin with REDLINE_ but are no settings
OTHER_VARIABLES: Final = frozenset({"REDLINE_DATA", "REDLINE_SECRET_KEY", "REDLINE_ADMIN_KEY"})

_UNITS_S: Final = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_UNITS_BYTES: Final = {"": 1, "b": 1, "kb": 1000, "kib": 1024, "mb": 10**6, "mib": 2**20, "gb": 10**9, "gib": 2**30}
_MEASURE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")


def _measure(value: object, units: Mapping[str, float], example: str) -> float:
    """A number with one of these units as a plain number of the base unit."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected a value such as {example}")  # noqa: TRY004 - the validation library wants ValueError
    match = _MEASURE.fullmatch(str(value))
    if match is None or match[2].lower() not in units:
        raise ValueError(f"expected a value such as {example}, got {value!r}")
    return float(match[1]) * units[match[2].lower()]


def duration_s(value: object) -> float:
    """Seconds of "90s", "10m", "2h", "1d" or a plain number of seconds."""
    return _measure(value, _UNITS_S, '"90s", "10m", "2h" or "1d"')


def size_bytes(value: object) -> int:
    """Bytes of "10MB", "512KiB" or a plain number of bytes."""
    return int(_measure(value, _UNITS_BYTES, '"10MB" or "512KiB"'))


Seconds = Annotated[float, BeforeValidator(duration_s)]
Bytes = Annotated[int, BeforeValidator(size_bytes)]


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
    confirm_after: Seconds = Field(default=60.0, ge=0)  # a suspected change is looked at again after this
    pace: Seconds = Field(default=1.0, ge=0)  # shortest time between two requests to a host
    connections: int = Field(default=2, ge=1, le=64)  # to a host at a time
    tasks: int = Field(default=16, ge=1, le=1000)  # looks under way at a time in one process
    timeout: Seconds = Field(default=30.0, gt=0)  # of one request, redirects included
    max_page: Bytes = Field(default=10_000_000, ge=1_000)
    max_redirects: int = Field(default=5, ge=0, le=20)


class WorkshopSettings(Section):
    """The child processes that read and compare pages."""

    processes: int = Field(default=1, ge=1, le=64)
    time: Seconds = Field(default=20.0, gt=0)
    memory: Bytes = Field(default=1_000_000_000, ge=100_000_000)


class NetworkSettings(Section):
    """What goes out."""

    proxy: str = ""  # an HTTP proxy; the address guard can not look behind it


class LogSettings(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "text", "json"] = "auto"  # auto: text on a terminal, JSON otherwise


class SourceSettings(Section):
    """One source that the file owns."""

    url: str
    name: str = ""
    kind: SourceKind | None = None  # None: found out at the first look
    watch: Watch = Watch.ARTICLE
    tags: tuple[str, ...] = ()
    every: Seconds | None = None
    cron: str | None = None
    link_pattern: str | None = None
    max_new_per_look: int = Field(default=50, ge=1)
    max_new_per_day: int = Field(default=500, ge=1)
    max_age_days: int | None = Field(default=7, ge=0)  # 0 = any age
    foreign_domains: tuple[str, ...] = ()
    allow_networks: tuple[str, ...] = ()
    ignore_robots: bool = False
    retire: bool = True
    weight: float = Field(default=1.0, gt=0, le=100)
    confirm: bool = True

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        return value

    @field_validator("allow_networks")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        from ipaddress import ip_network

        for network in value:
            ip_network(network)
        return value

    @field_validator("link_pattern")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value


class SubscriptionSettings(Section):
    """One subscription that the file owns."""

    name: str
    sink: Literal["webhook"] = "webhook"
    target: str
    secret_env: str = ""  # name of the environment variable that holds the whsec_ secret
    types: tuple[EventType, ...] = ()
    sources: tuple[str, ...] = ()  # names or addresses of sources
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    min_weight: int = Field(default=0, ge=0, le=100)
    headline_only: bool = False
    min_words: int = Field(default=0, ge=0)
    max_words: int | None = Field(default=None, ge=0)
    allow_networks: tuple[str, ...] = ()

    _kinds = field_validator("kinds")(known_kinds)
    _bands = field_validator("bands")(known_bands)


class Settings(Section):
    """The whole tree."""

    data_dir: Path = Path("data")
    base_url: str = ""
    contact: str = ""
    redis: RedisSettings = RedisSettings()
    archive: ArchiveSettings = ArchiveSettings()
    web: WebSettings = WebSettings()
    look: LookSettings = LookSettings()
    workshop: WorkshopSettings = WorkshopSettings()
    network: NetworkSettings = NetworkSettings()
    log: LogSettings = LogSettings()
    source: tuple[SourceSettings, ...] = ()
    subscription: tuple[SubscriptionSettings, ...] = ()

    @field_validator("base_url")
    @classmethod
    def _is_base(cls, value: str) -> str:
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        return value.rstrip("/")


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The tree of this file (None: the default file if it is there) and the environment; raises SettingsError."""
    tree = _read(path)
    for name, value in environment.items():
        if name.startswith("REDLINE_") and name not in OTHER_VARIABLES:
            _overlay(tree, name, value)
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise _one_line(error) from None


def _read(path: Path | None) -> dict[str, Any]:
    if path is None:
        if not DEFAULT_FILE.exists():
            return {}
        path = DEFAULT_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(str(path), "there is no such file", hint="name another with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(str(path), f"can not be read: {error}") from error


def _overlay(tree: dict[str, Any], name: str, value: str) -> None:
    key = name.removeprefix("REDLINE_").lower()
    section, _, rest = key.partition("_")
    if key in Settings.model_fields and key not in {"source", "subscription"}:
        tree[key] = value
    elif section in Settings.model_fields and section not in {"source", "subscription"} and rest:
        tree.setdefault(section, {})[rest] = value.split(",") if rest == "hosts" else value
    else:
        raise SettingsError(name, "no setting has this name", hint="config/redline.toml lists all keys")


def _one_line(error: ValidationError) -> SettingsError:
    """The first fault, named as it stands in the file: source[2].every."""
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ""
    for part in fault["loc"]:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    if fault["type"] == "extra_forbidden":
        return SettingsError(key, "no setting has this name", hint="config/redline.toml lists all keys")
    return SettingsError(key, fault["msg"].removeprefix("Value error, "))
