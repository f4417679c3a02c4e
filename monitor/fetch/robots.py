"""robots.txt by RFC 9309: read through protego, kept for at most a day, asked for every address."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import urlsplit

from protego import Protego

from monitor.model import FetchFailed, FetchReason, Response
from monitor.poll import retry_after_s

_ORIGIN: Final = re.compile(r"https?://[a-z0-9.:-]+(?=/)", re.ASCII)  # most addresses, at a glance
AGENT: Final = "Redline"
_VERSIONED: Final = re.compile(rf"(?im)^([ \t]*user-?agent[ \t]*:[ \t]*{AGENT})(?![\w-])[^#\r\n]*")
MEMORY_S: Final = 60.0  # in this process; then the cache that all share is asked
KEEP_S: Final = 86_400.0 - MEMORY_S  # RFC 9309, 2.4: for 24 hours at most
MAX_ORIGINS: Final = 2_000  # in the memory of one process
MAX_CHARS: Final = 2_000_000  # likewise, of all of them
KEEP_UNREACHABLE_S: Final = 600.0  # "unreachable" forbids all: look again soon
MAX_BYTES: Final = 512_000  # that are read; RFC 9309, 2.5: at least 500 KiB
MAX_REDIRECTS: Final = 5  # RFC 9309, 2.3.1.2
MAX_CRAWL_DELAY_S: Final = 120.0
# The page itself would fail in the same way: its look says so, and nothing is remembered.
HOST_FAULTS: Final = frozenset({FetchReason.PRIVATE_ADDRESS, FetchReason.DNS, FetchReason.CONNECT, FetchReason.TLS})
FORBIDS_ALL: Final = "User-agent: *\nDisallow: /\n"


class HostFailed(Exception):
    """The host could not be asked at all."""

    def __init__(self, failure: FetchFailed) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class Cache(Protocol):
    """A small store of bytes with a lifetime."""

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""
        ...

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep the value for that time."""
        ...


class MemoryRobots:
    """A cache for one process: for commands that look once."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""
        return self._kept.get(key)

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:  # noqa: ARG002 - the port's signature
        """Keep the value as long as the process lives."""
        self._kept[key] = value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says of one address; `line` is the one that forbids it."""

    allowed: bool
    line: str = ""
    crawl_delay_s: float = 0.0
    asked: bool = False  # the host was asked for it just now


@dataclass(frozen=True, slots=True)
class _Known:
    """The rules of one origin in the memory of this process."""

    kept: bytes
    text: str
    rules: Protego
    delay_s: float
    until: float  # monotonic


Ask = Callable[[str, tuple[str, ...], str], Awaitable[Response | FetchFailed]]


class Robots:
    """Asks for robots.txt of each origin, once, and remembers the answer for all workers."""

    def __init__(self, cache: Cache, ask: Ask) -> None:
        self._cache = cache
        self._ask = ask
        self._known: dict[str, _Known] = {}
        self._chars = 0
        self._asking: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str, allow_networks: tuple[str, ...] = (), *, holds: str = "") -> Verdict:
        """Whether our agent may ask for this address; raises HostFailed. `holds`: the host of the look it is for."""
        origin = _origin(url)
        known, asked = self._fresh(origin), False
        if known is None:
            known, asked = await self._learn(origin, allow_networks, holds)
        if not known.text or known.rules.can_fetch(url, AGENT):
            return Verdict(True, "", known.delay_s, asked)
        return Verdict(False, forbidding_line(known.text, url), known.delay_s, asked)

    async def known_delay_s(self, url: str) -> float:
        """The crawl-delay, 0 where the origin has not been asked."""
        origin = _origin(url)
        known = self._fresh(origin)
        if known is None and (kept := await self._cache.get(f"robots.txt {origin}")) is not None:
            known = self._remember(origin, kept)
        return known.delay_s if known else 0.0

    def _fresh(self, origin: str) -> _Known | None:
        known = self._known.get(origin)
        return known if known is not None and known.until > time.monotonic() else None

    async def _learn(self, origin: str, allow_networks: tuple[str, ...], holds: str) -> tuple[_Known, bool]:
        """The rules from the cache or from the host, which no two tasks ask at a time; True if it was asked."""
        lock = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with lock:
                if known := self._fresh(origin):
                    return known, False
                kept = await self._cache.get(f"robots.txt {origin}")
                if kept is not None:
                    return self._remember(origin, kept), False
                answer = await self._ask(f"{origin}/robots.txt", allow_networks, holds)
                if isinstance(answer, FetchFailed) and answer.reason in HOST_FAULTS:
                    raise HostFailed(answer)
                kept, keep_s = _meaning(answer)
                await self._cache.put(f"robots.txt {origin}", kept, ttl_s=keep_s)
                return self._remember(origin, kept), True
        finally:
            if not lock.locked():
                self._asking.pop(origin, None)

    def _remember(self, origin: str, kept: bytes) -> _Known:
        before = self._known.pop(origin, None)
        until = time.monotonic() + MEMORY_S
        if before is not None and before.kept == kept:
            known = replace(before, until=until)
        else:
            # after a byte order mark (2.3), and with the version behind our name left away: it counts alone (2.2.1)
            text = _VERSIONED.sub(r"\1", kept.decode("utf-8-sig", "replace"))
            rules = Protego.parse(text)
            delay_s = min(float(rules.crawl_delay(AGENT) or 0.0), MAX_CRAWL_DELAY_S)
            known = _Known(kept, text, rules, delay_s, until)
        self._chars += len(known.text) - (len(before.text) if before else 0)
        while self._known and (len(self._known) >= MAX_ORIGINS or self._chars > MAX_CHARS):
            self._chars -= len(self._known.pop(next(iter(self._known))).text)
        self._known[origin] = known
        return known


def _origin(url: str) -> str:
    if plain := _ORIGIN.match(url):
        return plain[0]
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _meaning(answer: Response | FetchFailed) -> tuple[bytes, float]:
    """The rules that an answer stands for: 4xx allows all, 5xx or none forbids all (RFC 9309, 2.3.1)."""
    if isinstance(answer, Response):
        if answer.status == HTTPStatus.OK:
            return _start_of(answer.body), KEEP_S
        if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:  # noqa: PLR2004 - HTTP
            return b"", KEEP_S
        if 300 <= answer.status < 400:  # noqa: PLR2004 - HTTP: more redirects than are followed
            return b"", KEEP_S
        asked_s = retry_after_s(answer, now=datetime.now(UTC)) or 0.0
        return FORBIDS_ALL.encode(), min(max(KEEP_UNREACHABLE_S, asked_s), KEEP_S)
    return FORBIDS_ALL.encode(), KEEP_UNREACHABLE_S


def _start_of(body: bytes) -> bytes:
    """As much as is read of a long file, up to the end of a line."""
    if len(body) <= MAX_BYTES:
        return body
    return body[: body.rfind(b"\n", 0, MAX_BYTES) + 1]


def forbidding_line(text: str, url: str) -> str:
    """The longest Disallow line of a group that counts for us and matches; as it stands in the file."""
    if text == FORBIDS_ALL:
        return "robots.txt could not be read, which forbids everything until it can"
    target = urlsplit(url).path or "/"
    best = ""
    agents: list[str] = []
    in_rules = False
    for raw in text.splitlines():
        key, _, value = raw.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            agents = [value.lower()] if in_rules or not agents else [*agents, value.lower()]
            in_rules = False
        elif key in {"allow", "disallow"}:
            in_rules = True
            applies = any(agent == "*" or AGENT.lower().startswith(agent) for agent in agents)
            start = value.partition("*")[0].rstrip("$")
            if key == "disallow" and value and applies and target.startswith(start) and len(raw) > len(best):
                best = raw.strip()
    return best or "Disallow"
