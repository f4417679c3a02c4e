"""The fetcher: conditional requests, redirects hop by hop, robots.txt and limits. Every failure is a value."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from monitor import sources
from monitor.fetch.exchange import Engine, Stop, exchange, fault_of, target_of
from monitor.fetch.robots import MAX_BYTES, MAX_REDIRECTS, Cache, HostFailed, Robots, Verdict
from monitor.model import FetchFailed, FetchReason, FetchResult, NotModified, Request, Response
from monitor.net import Call
from monitor.net.decoding import ACCEPTED
from monitor.ports import HostGate

MAX_TURN_S: Final = 150.0  # a request beyond the first of its look waits so long for its turn, else another look asks
ROBOTS_S: Final = 15.0


class OpenGate:
    """Lets every hop through: for one's own servers and for single looks."""

    async def turn(self, host: str, *, within_s: float = 0.0, holding: bool = False) -> float | None:  # noqa: ARG002 - the port's signature
        """At once."""
        return 0.0


@dataclass(slots=True)
class _Trip:
    """One look under way: where it is, and when it must be over."""

    url: str
    host: str  # at which the caller's look counts as under way
    deadline: float  # monotonic; waiting for a turn moves it


class HttpFetcher:
    """Behind the port Fetcher, on the guarded transport."""

    def __init__(self, engine: Engine, *, agent: str, cache: Cache, gate: HostGate | None = None) -> None:
        self._engine = engine
        self._agent = agent
        self._gate = gate or OpenGate()
        self._robots = Robots(cache, self._ask_robots)

    async def fetch(self, request: Request) -> FetchResult:
        """The answer to one look; a failure is a FetchFailed."""
        trip = _Trip(request.url, request.holds, time.monotonic() + request.total_s)
        try:
            if fault := fault_of(request.url):
                raise Stop(FetchReason.BAD_URL, fault)  # noqa: TRY301 - the one way out
            if not trip.host:
                trip.host = sources.host(request.url)
            else:
                await self._take_turn(trip)
            return await self._follow(request, trip)
        except Stop as stop:
            return FetchFailed(request.url, stop.reason, stop.detail, stop.elapsed_s, trip.url)

    async def crawl_delay(self, url: str) -> float:
        """Seconds that robots.txt asks for; 0 where it was not asked."""
        try:
            return await self._robots.known_delay_s(url)
        except ValueError:
            return 0.0

    async def robots(self, url: str, allow_networks: tuple[str, ...] = ()) -> Verdict:
        """What robots.txt says of an address, with the line that forbids it."""
        return await self._robots.verdict(url, allow_networks, holds=sources.host(url))

    async def _follow(self, request: Request, trip: _Trip) -> Response | NotModified:
        hops: list[tuple[int, str]] = []
        seen = {trip.url}
        while True:
            await self._obey_robots(request, trip)
            answer = await self._once(request, trip, conditional=not hops)
            if isinstance(answer, NotModified):
                return answer
            target = target_of(answer, trip.url)
            if target is None:
                return replace(answer, url=request.url, final_url=trip.url, hops=tuple(hops))
            hops.append((answer.status, target))
            if target in seen:
                raise Stop(FetchReason.TOO_MANY_REDIRECTS, f"a loop at {target[:200]}")
            if len(hops) > request.max_redirects:
                raise Stop(FetchReason.TOO_MANY_REDIRECTS, f"more than {request.max_redirects}")
            if fault := fault_of(target):
                raise Stop(FetchReason.BAD_URL, fault)
            seen.add(target)
            trip.url = target
            await self._take_turn(trip)

    async def _take_turn(self, trip: _Trip, *, least_s: float = 0.0) -> None:
        """Wait until the host of this request may be asked; the time limit of the look does not count it."""
        host = sources.host(trip.url)
        wait_s = await self._gate.turn(host, within_s=MAX_TURN_S, holding=host == trip.host)
        if wait_s is None:
            raise Stop(FetchReason.HOST_BUSY, host)
        wait_s = max(wait_s, least_s)
        if wait_s > 0:
            trip.deadline += wait_s
            await asyncio.sleep(wait_s)

    async def _obey_robots(self, request: Request, trip: _Trip) -> None:
        if request.ignore_robots:
            return
        begun = time.monotonic()
        try:
            verdict = await self._robots.verdict(trip.url, request.allow_networks, holds=trip.host)
        except HostFailed as error:
            raise Stop(error.failure.reason, error.failure.detail, error.failure.elapsed_s) from error
        if not verdict.allowed:
            raise Stop(FetchReason.ROBOTS, verdict.line)
        if verdict.asked:
            trip.deadline += time.monotonic() - begun
            await self._take_turn(trip, least_s=verdict.crawl_delay_s)

    async def _once(self, request: Request, trip: _Trip, *, conditional: bool) -> Response | NotModified:
        headers = {"User-Agent": self._agent, "Accept": request.accept, "Accept-Encoding": ACCEPTED}
        sent = False
        if conditional and request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
            sent = True
        if conditional and request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
            sent = True
        left_s = max(0.01, trip.deadline - time.monotonic())
        call = Call(request.allow_networks, request.max_bytes, left_s)
        answer = await exchange(self._engine, trip.url, headers, call, cut=request.cut)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            return answer
        if not sent:
            raise Stop(FetchReason.PROTOCOL, "304 to a request without conditions", answer.elapsed_s)
        return NotModified(request.url, answer.headers, answer.elapsed_s)

    async def _ask_robots(self, url: str, allow_networks: tuple[str, ...], holds: str) -> Response | FetchFailed:
        """robots.txt itself, in the turn of the request that it is asked for."""
        request = Request(
            url, max_bytes=2 * MAX_BYTES, total_s=ROBOTS_S, max_redirects=MAX_REDIRECTS, allow_networks=allow_networks,
            ignore_robots=True, cut=True, accept="text/plain,*/*;q=0.5",
        )  # fmt: skip
        trip = _Trip(url, holds, time.monotonic() + ROBOTS_S)
        try:
            result = await self._follow(request, trip)
        except Stop as stop:
            if stop.reason is FetchReason.TOO_MANY_REDIRECTS:
                return Response(url, url, 404, (), b"", "", 0.0)  # RFC 9309, 2.3.1.2: like a file that is not there
            return FetchFailed(url, stop.reason, stop.detail, stop.elapsed_s, trip.url)
        return FetchFailed(url, FetchReason.PROTOCOL) if isinstance(result, NotModified) else result
