"""Asking a web archive: which captures it has of an address, and for one of them, as politely as it wishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from monitor import sources
from monitor.errors import FetchError
from monitor.model import ArticleId, Request, Response
from monitor.pipeline import World
from monitor.poll import retry_after_s
from monitor.sources import captures
from monitor.sources.captures import Capture

OK: Final = 200
GONE: Final = frozenset({404, 405, 501})  # of the CDX server: then its TimeMaps are asked
TRIES: Final = 4
MAX_WAIT_S: Final = 600.0
MAX_INDEX_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A web archive: addresses are templates with {url} and {timestamp}."""

    base: str
    index: str
    timemap: str
    capture: str
    page: str
    pace_s: float
    allow_networks: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """What it is called."""
        return urlsplit(self.base).netloc

    def list_of(self, url: str) -> str:
        """The page of all captures of an address: the address of the article that they become."""
        return f"{self.base}/web/*/{url}"

    def article(self, url: str) -> ArticleId:
        """The article that the captures of an address become."""
        return sources.article_id(self.list_of(sources.normalise(url)))


async def list_captures(url: str, place: Place, world: World) -> list[Capture]:
    """All captures of an address, oldest first; raises FetchError, ParseError."""
    address = quote(sources.normalise(url), safe="")
    fields = "fl=timestamp,original,mimetype,statuscode,digest"
    answer = await ask(f"{place.base}{place.index}?url={address}&output=json&{fields}", place, world, MAX_INDEX_BYTES)
    if answer.status == OK:
        return captures.read_index(answer.body)
    if answer.status in GONE:
        template = place.timemap.format(url=sources.normalise(url))
        answer = await ask(place.base + template, place, world, MAX_INDEX_BYTES)
        if answer.status == OK:
            return captures.read_timemap(answer.body)
        if answer.status in GONE:
            return []
    raise FetchError(answer.url, f"the archive answered {answer.status}", hint="is backfill.archive a web archive?")


async def ask(url: str, place: Place, world: World, max_bytes: int) -> Response:
    """The answer, after waiting as often and as long as the archive says; raises FetchError."""
    limits = world.limits
    request = Request(
        url, max_bytes=max_bytes, total_s=limits.total_s, allow_networks=place.allow_networks, ignore_robots=True
    )
    for attempt in range(1, TRIES + 1):
        result = await world.fetcher.fetch(request)
        await world.clock.sleep(place.pace_s)
        busy = isinstance(result, Response) and result.status in {429, 502, 503, 504}
        if isinstance(result, Response) and not (busy and attempt < TRIES):
            return result
        if not isinstance(result, Response) and attempt == TRIES:
            reason = getattr(result, "reason", "protocol")
            raise FetchError(url, str(reason), getattr(result, "detail", ""))
        said = retry_after_s(result, now=world.clock.now()) if isinstance(result, Response) else None
        await world.clock.sleep(min(MAX_WAIT_S, said if said is not None else place.pace_s * 4**attempt))
    raise FetchError(url, "no answer")
