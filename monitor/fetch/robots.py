"""robots.txt by RFC 9309: read through protego, kept for at most a day, asked for every address."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import urlsplit

from protego import Protego

from monitor.model import FetchFailed, FetchReason, Response

AGENT: Final = "Redline"
KEEP_S: Final = 86_400.0  # RFC 9309, 2.4
KEEP_UNREACHABLE_S: Final = 600.0  # "unreachable" forbids all: look again soon
MAX_BYTES: Final = 512_000  # RFC 9309, 2.5: at least 500 KiB
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


Ask = Callable[[str, tuple[str, ...]], Awaitable[Response | FetchFailed]]


class Robots:
    """Asks for robots.txt of each origin and remembers the answer for all workers."""

    def __init__(self, cache: Cache, ask: Ask) -> None:
        self._cache = cache
        self._ask = ask
        self._parsed: dict[str, tuple[bytes, Protego]] = {}

    async def verdict(self, url: str, allow_networks: tuple[str, ...] = ()) -> Verdict:
        """Whether our agent may ask for this address."""
        text, rules = await self._rules(url, allow_networks)
        delay_s = min(float(rules.crawl_delay(AGENT) or 0.0), MAX_CRAWL_DELAY_S)
        if rules.can_fetch(url, AGENT):
            return Verdict(True, crawl_delay_s=delay_s)
        return Verdict(False, forbidding_line(text, url), delay_s)

    async def _rules(self, url: str, allow_networks: tuple[str, ...]) -> tuple[str, Protego]:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        kept = await self._cache.get(f"robots {origin}")
        if kept is None:
            answer = await self._ask(f"{origin}/robots.txt", allow_networks)
            if isinstance(answer, FetchFailed) and answer.reason in HOST_FAULTS:
                raise HostFailed(answer)
            kept, keep_s = _meaning(answer)
            await self._cache.put(f"robots {origin}", kept, ttl_s=keep_s)
        text = str(json.loads(kept))
        known = self._parsed.get(origin)
        if known is None or known[0] != kept:
            if len(self._parsed) > 1_000:  # noqa: PLR2004 - origins in the memory of one process
                self._parsed.clear()
            known = self._parsed[origin] = (kept, Protego.parse(text))
        return text, known[1]


def _meaning(answer: Response | FetchFailed) -> tuple[bytes, float]:
    """The rules that an answer stands for: 4xx allows all, 5xx or none forbids all (RFC 9309, 2.3.1)."""
    if isinstance(answer, Response):
        if answer.status == HTTPStatus.OK:
            return json.dumps(answer.body.decode("utf-8", "replace")[:MAX_BYTES]).encode(), KEEP_S
        if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:  # noqa: PLR2004 - HTTP
            return json.dumps("").encode(), KEEP_S
        if 300 <= answer.status < 400:  # noqa: PLR2004 - HTTP: more redirects than are followed
            return json.dumps("").encode(), KEEP_S
    return json.dumps(FORBIDS_ALL).encode(), KEEP_UNREACHABLE_S


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
