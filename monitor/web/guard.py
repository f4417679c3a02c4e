"""Who may do what, in one place: deny by default, known hosts, no write from elsewhere, safe headers on everything."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from monitor.web.services import WebOptions

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

COOKIE: Final = "redline_session"
READS: Final = frozenset({"GET", "HEAD"})
OPEN: Final = ("/livez", "/login", "/static/")  # without a key, always
MAX_BODY_BYTES: Final = 1_000_000
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], *, options: WebOptions) -> None:
        self._app = app
        self._options = options
        self._hosts = known_hosts(options)
        self._session = session_of(options.admin_key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on with safe headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def safely(message: Any) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope["method"], scope["path"], headers)
        if refusal is not None:
            await refusal(scope, receive, safely)
            return
        scope.setdefault("state", {})["is_owner"] = self.has_key(headers)
        await self._app(scope, receive, safely)

    def _refusal(self, method: str, path: str, headers: Headers) -> Response | None:
        """The answer to a request that may not go on; None if it may."""
        if host_of(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This host name is not one of ours; web.hosts in the settings adds it.", 421)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            return PlainTextResponse("The request is too large.", 413)
        is_open = any(path == place or (place.endswith("/") and path.startswith(place)) for place in OPEN)
        if method not in READS and not is_from_here(headers):
            return PlainTextResponse("This request comes from another site.", 403)
        if is_open or (method in READS and self._options.public) or self.has_key(headers):
            return None
        if method in READS and "text/html" in headers.get("accept", ""):
            return RedirectResponse("/login", 303)
        return PlainTextResponse("A key is needed: Authorization: Bearer ...", 401, {"WWW-Authenticate": "Bearer"})

    def has_key(self, headers: Headers) -> bool:
        """True if the request carries the admin key, or a session that was opened with it."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and same(given.strip(), self._options.admin_key):
            return True
        return same(_cookie(headers.get("cookie", "")), self._session)


def session_of(admin_key: str) -> str:
    """What the cookie of an opened session holds; it tells nothing of the key."""
    return hmac.new(admin_key.encode(), b"redline session 1", hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    """True if both are the same and not empty; takes as long whatever differs."""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def known_hosts(options: WebOptions) -> frozenset[str]:
    """Host names that are answered, against DNS rebinding."""
    own = (urlsplit(options.base_url).hostname,) if options.base_url else ()
    return frozenset(h.lower() for h in ("localhost", "127.0.0.1", "::1", *own, *options.hosts) if h)


def host_of(header: str) -> str:
    """The host name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def is_from_here(headers: Headers) -> bool:
    """True if a browser says that the request comes from our own pages, or if no browser sent it but a key holder."""
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return site is not None or "cookie" not in headers


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
