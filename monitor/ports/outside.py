"""The world outside: time, publishers, and the processes that read what they answered."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from monitor.model import (
    Change,
    Extraction,
    FetchResult,
    Head,
    Listing,
    Reading,
    Request,
    Source,
    Version,
)


class Clock(Protocol):
    """The time of this process; what is stored carries the store's own time."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after that time."""
        ...


class Fetcher(Protocol):
    """Asks publishers; robots.txt, redirects, limits and the address guard are its business."""

    async def fetch(self, request: Request) -> FetchResult:
        """The answer; a failure is a value (`FetchFailed`), never an exception."""
        ...

    async def crawl_delay(self, url: str) -> float:
        """Seconds that robots.txt asks for between requests to this host, 0 if it does not."""
        ...


class HostGate(Protocol):
    """Gives every request beyond the first of a look (redirects, robots.txt, sitemaps) its turn at its host."""

    async def turn(self, host: str, *, within_s: float = 0.0, holding: bool = False) -> float | None:
        """Seconds until the host may be asked, which then counts as asked; None if that is later than `within_s`.

        `holding`: the caller's look is one of those under way at this host.
        """
        ...


class Workshop(Protocol):
    """CPU work, done in child processes with limits of time and memory; raises WorkerDied."""

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        """The article in a page, or the word that its gate is still this one."""
        ...

    async def read_listing(self, source: Source, body: bytes, *, url: str, content_type: str) -> Listing:
        """What a source's document lists; raises ParseError."""
        ...

    async def compare(self, old: Version, new: Version, head: Head) -> Change:
        """The labelled change between two versions."""
        ...
