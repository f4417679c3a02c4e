"""One request and its whole answer: what may be asked at all, and the engine's errors as reasons."""

from __future__ import annotations

import contextlib
import hashlib
import time
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx2

from monitor.model import FetchReason, Response
from monitor.net import Call, NameFailed, Refused, TlsFailed, TooLarge

MAX_URL_CHARS: Final = 8_000
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PORTS_REFUSED: Final = frozenset({19, 22, 23, 25, 110, 143, 465, 587, 993, 995, 6379, 11211})


class Stop(Exception):
    """A look that ends without an answer to read; `elapsed_s` is how long its last request took."""

    def __init__(self, reason: FetchReason, detail: str = "", elapsed_s: float = 0.0) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.elapsed_s = elapsed_s


async def exchange(
    transport: httpx2.AsyncBaseTransport, url: str, headers: dict[str, str], call: Call, *, cut: bool = False
) -> Response:
    """The whole answer to a GET; raises Stop. `cut`: of a body over the cap, its beginning."""
    begun = time.monotonic()
    try:
        asked = httpx2.Request("GET", url, headers=headers, extensions={"redline": call})
        got = await transport.handle_async_request(asked)
        try:
            body = b"" if _has_no_body(got.status_code) else await _body(got, call, cut=cut)
        finally:
            await got.aclose()
    except Exception as error:
        raise _stop(error, time.monotonic() - begun) from error
    pairs = tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in got.headers.raw)
    digest = hashlib.sha256(body).hexdigest()
    address = str(got.extensions.get("address", ""))
    return Response(url, url, got.status_code, pairs, body, digest, time.monotonic() - begun, (), address)


async def _body(got: httpx2.Response, call: Call, *, cut: bool) -> bytes:
    if not cut:
        return await got.aread()
    body = bytearray()
    with contextlib.suppress(TooLarge):
        async for piece in got.aiter_raw():
            body += piece
    return bytes(body[: call.max_bytes])


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


def target_of(answer: Response, url: str) -> str | None:
    """Where a redirect leads, without its fragment; None for any other answer."""
    location = answer.header("location")
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        raw = location.encode("latin-1").decode("utf-8", "replace")
        target = urljoin(url, raw.strip()).partition("#")[0]
        return str(httpx2.URL(target))
    except (ValueError, httpx2.InvalidURL) as error:
        raise Stop(FetchReason.BAD_URL, f"a redirect to {location[:200]!r}") from error


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


def _stop(error: Exception, elapsed_s: float) -> Exception:
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return Stop(reason, str(error)[:300], elapsed_s)
    return error
