"""The fetcher: conditional requests, redirects hop by hop, robots.txt and limits. Every failure is a value."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx2

from monitor.fetch.robots import MAX_BYTES, MAX_REDIRECTS, Cache, HostFailed, Robots, Verdict
from monitor.model import FetchFailed, FetchReason, FetchResult, NotModified, Request, Response
from monitor.net import Call, NameFailed, Refused, TlsFailed, TooLarge
from monitor.net.decoding import ACCEPTED
from monitor.ports import HostGate

MAX_URL_CHARS: Final = 8_000
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PORTS_REFUSED: Final = frozenset({19, 22, 23, 25, 110, 143, 465, 587, 993, 995, 6379, 11211})


class OpenGate:
    """Lets every hop through: for one's own servers and for single looks."""

    async def reserve(self, host: str) -> bool:  # noqa: ARG002 - the port's signature
        """Always."""
        return True


class _Stop(Exception):
    """A look that ends without an answer to read."""

    def __init__(self, reason: FetchReason, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class HttpFetcher:
    """Behind the port Fetcher, on the guarded transport."""

    def __init__(
        self, transport: httpx2.AsyncBaseTransport, *, agent: str, cache: Cache, gate: HostGate | None = None
    ) -> None:
        self._transport = transport
        self._agent = agent
        self._gate = gate or OpenGate()
        self._robots = Robots(cache, self._ask_robots)

    async def fetch(self, request: Request) -> FetchResult:
        """The answer to one look; a failure is a FetchFailed."""
        begun = time.monotonic()
        try:
            result = await self._follow(request, begun + request.total_s)
        except _Stop as stop:
            return FetchFailed(request.url, stop.reason, stop.detail, time.monotonic() - begun)
        return replace(result, elapsed_s=time.monotonic() - begun)

    async def crawl_delay(self, url: str) -> float:
        """Seconds that robots.txt asks for; 0 where it could not be asked."""
        try:
            return (await self._robots.verdict(url)).crawl_delay_s
        except (ValueError, HostFailed):
            return 0.0

    async def robots(self, url: str, allow_networks: tuple[str, ...] = ()) -> Verdict:
        """What robots.txt says of an address, with the line that forbids it."""
        return await self._robots.verdict(url, allow_networks)

    async def _follow(self, request: Request, deadline: float) -> Response | NotModified:
        url = request.url
        hops: list[tuple[int, str]] = []
        seen = {url}
        while True:
            await self._may_ask(url, request)
            answer = await self._once(url, request, deadline, conditional=not hops)
            if isinstance(answer, NotModified):
                return replace(answer, url=request.url)
            target = _target(answer, url)
            if target is None:
                return replace(answer, url=request.url, final_url=url, hops=tuple(hops))
            hops.append((answer.status, target))
            if target in seen:
                raise _Stop(FetchReason.TOO_MANY_REDIRECTS, f"a loop at {target[:200]}")
            if len(hops) > request.max_redirects:
                raise _Stop(FetchReason.TOO_MANY_REDIRECTS, f"more than {request.max_redirects}")
            if urlsplit(target).netloc != urlsplit(url).netloc and not await self._gate.reserve(
                urlsplit(target).netloc
            ):
                raise _Stop(FetchReason.HOST_BUSY, urlsplit(target).netloc)
            seen.add(target)
            url = target

    async def _may_ask(self, url: str, request: Request) -> None:
        fault = fault_of(url)
        if fault:
            raise _Stop(FetchReason.BAD_URL, fault)
        if request.ignore_robots:
            return
        try:
            verdict = await self._robots.verdict(url, request.allow_networks)
        except HostFailed as error:
            raise _Stop(error.failure.reason, error.failure.detail) from error
        if not verdict.allowed:
            raise _Stop(FetchReason.ROBOTS, verdict.line)

    async def _once(self, url: str, request: Request, deadline: float, *, conditional: bool) -> Response | NotModified:
        headers = {"User-Agent": self._agent, "Accept": request.accept, "Accept-Encoding": ACCEPTED}
        sent = False
        if conditional and request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
            sent = True
        if conditional and request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
            sent = True
        left_s = max(0.01, deadline - time.monotonic())
        call = Call(request.allow_networks, request.max_bytes, left_s)
        answer = await self._exchange(url, headers, call)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            return answer
        if not sent:
            raise _Stop(FetchReason.PROTOCOL, "304 to a request without conditions")
        return NotModified(url, answer.headers)

    async def _exchange(self, url: str, headers: dict[str, str], call: Call) -> Response:
        """One request and its whole answer, the errors of the engine as reasons."""
        try:
            asked = httpx2.Request("GET", url, headers=headers, extensions={"redline": call})
            got = await self._transport.handle_async_request(asked)
            try:
                body = b"" if _has_no_body(got.status_code) else await got.aread()
            finally:
                await got.aclose()
        except Exception as error:
            raise _stop(error) from error
        pairs = tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in got.headers.raw)
        digest = hashlib.sha256(body).hexdigest()
        address = str(got.extensions.get("address", ""))
        return Response(url, url, got.status_code, pairs, body, digest, 0.0, (), address)

    async def _ask_robots(self, url: str, allow_networks: tuple[str, ...]) -> Response | FetchFailed:
        request = Request(
            url, max_bytes=MAX_BYTES, total_s=15.0, max_redirects=MAX_REDIRECTS, allow_networks=allow_networks,
            ignore_robots=True, accept="text/plain,*/*;q=0.5",
        )  # fmt: skip
        result = await self.fetch(request)
        if isinstance(result, NotModified):
            return FetchFailed(url, FetchReason.PROTOCOL)
        if isinstance(result, FetchFailed) and result.reason is FetchReason.TOO_MANY_REDIRECTS:
            return Response(url, url, 404, (), b"", "", 0.0)  # RFC 9309, 2.3.1.2: like a file that is not there
        return result


def fault_of(url: str) -> str:
    """What forbids asking for this address at all; "" if nothing does."""
    if len(url) > MAX_URL_CHARS:
        return f"an address of {len(url)} characters"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "not an http or https address"
    if parts.username is not None or parts.password is not None:
        return "an address with a user name in it"
    return f"port {port} is no web server's" if port in PORTS_REFUSED else ""


def _target(answer: Response, url: str) -> str | None:
    """Where a redirect leads, without its fragment; None for any other answer."""
    location = answer.header("location")
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        raw = location.encode("latin-1").decode("utf-8", "replace")
        target = urljoin(url, raw.strip()).partition("#")[0]
        return str(httpx2.URL(target))
    except (ValueError, httpx2.InvalidURL) as error:
        raise _Stop(FetchReason.BAD_URL, f"a redirect to {location[:200]!r}") from error


def _has_no_body(status: int) -> bool:
    return status in REDIRECTS or status in {HTTPStatus.NOT_MODIFIED, HTTPStatus.NO_CONTENT}


_REASONS: Final[tuple[tuple[type[Exception], FetchReason], ...]] = (
    (Refused, FetchReason.PRIVATE_ADDRESS),
    (NameFailed, FetchReason.DNS),
    (TlsFailed, FetchReason.TLS),
    (TooLarge, FetchReason.TOO_LARGE),
    (httpx2.TimeoutException, FetchReason.TIMEOUT),
    (httpx2.ConnectError, FetchReason.CONNECT),
    (httpx2.InvalidURL, FetchReason.BAD_URL),
    (httpx2.UnsupportedProtocol, FetchReason.BAD_URL),
    (httpx2.HTTPError, FetchReason.PROTOCOL),
    (ValueError, FetchReason.BAD_URL),
)


def _stop(error: Exception) -> Exception:
    if isinstance(error, _Stop):
        return error
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return _Stop(reason, str(error)[:300])
    return error
