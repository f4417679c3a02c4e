"""One request and its whole answer: what may be asked at all, and the engine's errors as reasons."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from typing import Final, Protocol
from urllib.parse import urljoin, urlsplit

import httpx2

from monitor.model import FetchReason, Response
from monitor.net import Answer, Call, NameFailed, Refused, TlsFailed, TooLarge

MAX_URL_CHARS: Final = 8_000
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
NOTHING: Final = hashlib.sha256(b"").hexdigest()
# Most addresses, at a glance: a host name, perhaps a port, and a path.
_PLAIN: Final = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::([1-5][0-9]{4}|[1-9][0-9]{0,3}))?/", re.ASCII)
PORTS_REFUSED: Final = frozenset({19, 22, 23, 25, 110, 143, 465, 587, 993, 995, 6379, 11211})


class Stop(Exception):
    """A look that ends without an answer to read; `elapsed_s` is how long its last request took."""

    def __init__(self, reason: FetchReason, detail: str = "", elapsed_s: float = 0.0) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.elapsed_s = elapsed_s


class Engine(Protocol):
    """What asks: `GuardedTransport`."""

    async def get(self, url: str, headers: Mapping[str, str], call: Call, *, cut: bool = False) -> Answer:
        """The whole answer to a GET; raises httpx errors."""
        ...


async def exchange(engine: Engine, url: str, headers: Mapping[str, str], call: Call, *, cut: bool = False) -> Response:
    """The whole answer to a GET; raises Stop. `cut`: of a body over the cap, its beginning."""
    begun = time.monotonic()
    try:
        got = await engine.get(url, headers, call, cut=cut)
    except Exception as error:
        raise _stop(error, time.monotonic() - begun) from error
    pairs = tuple([(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in got.headers])
    digest = hashlib.sha256(got.body).hexdigest() if got.body else NOTHING
    took_s = time.monotonic() - begun
    return Response(url, url, got.status, pairs, got.body, digest, took_s, (), got.address, got.certificate)


def fault_of(url: str) -> str:
    """What forbids asking for this address at all; "" if nothing does."""
    if len(url) > MAX_URL_CHARS:
        return f"an address of {len(url)} characters"
    if (plain := _PLAIN.match(url)) and int(plain[1] or 443) not in PORTS_REFUSED:
        return ""
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
