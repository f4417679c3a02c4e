"""The one client of a process, for fetching and delivering."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2

from monitor import __version__
from monitor.net.decoding import ACCEPTED
from monitor.net.transport import GuardedTransport


@dataclass(frozen=True, slots=True)
class NetOptions:
    """What the settings say about what goes out."""

    contact: str = ""  # in the User-Agent
    proxy: str = ""
    connections_per_host: int = 8


def user_agent(contact: str) -> str:
    """Who we are, and who answers for us: `Redline/0.1.0 (+https://example.org/bot)`."""
    safe = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()\\")
    return f"Redline/{__version__}" + (f" (+{safe})" if safe else "")


@asynccontextmanager
async def open_transport(options: NetOptions) -> AsyncIterator[GuardedTransport]:
    """The engine by itself: for the poll path, which needs no client around it."""
    transport = GuardedTransport(connections_per_host=options.connections_per_host, proxy=options.proxy)
    try:
        yield transport
    finally:
        await transport.aclose()


@asynccontextmanager
async def open_client(
    options: NetOptions, *, transport: GuardedTransport | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    """The client; a request's limits go along as `extensions={"redline": Call(...)}`."""
    transport = transport or GuardedTransport(connections_per_host=options.connections_per_host, proxy=options.proxy)
    headers = {"User-Agent": user_agent(options.contact), "Accept-Encoding": ACCEPTED}
    async with httpx2.AsyncClient(
        transport=transport,
        headers=headers,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none are kept
        follow_redirects=False,
        trust_env=False,
        timeout=None,
    ) as client:
        yield client
