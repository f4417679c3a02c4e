"""Who may do what, in one place: deny by default, known hosts only, no write from elsewhere, safe headers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from monitor.ports import Clock
from monitor.web import keys
from monitor.web.keys import Person
from monitor.web.services import WebOptions, people

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

READS: Final = frozenset({"GET", "HEAD"})
WRITES: Final = frozenset({"POST", "PATCH", "DELETE"})
OPEN: Final = ("/livez", "/login", "/logout", "/static/", "/websub/")  # without a key, always
# with the key only, even where reading is public
OWN: Final = ("/marks", "/subscriptions", "/api/v1/marks", "/api/v1/subscriptions")
FEED: Final = re.compile(
    r"(?:/feeds|/sources/\w+|/articles/\w+)(?:/feeds)?/changes\.(?:atom|rss|json)|/feeds/roots\.(?:atom|rss|json)"
    r"|/feeds/(?:tags|filters)/[^/]{1,200}/changes\.(?:atom|rss|json)|/feeds\.opml"
)
PRIVATE_FEED: Final = re.compile(r"/feeds/subscriptions/(\w{1,64})/changes\.(?:atom|rss|json)")
MAX_BODY_BYTES: Final = 256 * 1024
MAX_PUSH_BYTES: Final = 2_000_000  # what a hub may send
BODY_S: Final = 20.0
MAX_TARGET: Final = 4_000  # characters of path and query
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers say "Origin: null" of our own forms, too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: App, *, options: WebOptions, clock: Clock) -> None:
        self._app = app
        self._options = options
        self._clock = clock
        self._hosts = known_hosts(options)
        self._feed_token = keys.feed_token(options.admin_key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on; either way with safe headers."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        person = self._person(headers)
        refusal = self._refusal(scope, headers, person)
        if refusal is None and scope["method"] not in READS:
            most = MAX_PUSH_BYTES if is_under(scope["path"], ("/websub/",)) else MAX_BODY_BYTES
            body = await _whole_body(receive, headers.get("content-length", "0"), most)
            if body is None:
                refusal = _too_large(most)
            else:
                receive = _replay(body, receive)
        if refusal is not None:
            await refusal(dict(scope), receive, safely)
            return
        scope.setdefault("state", {})["person"] = person
        await self._app(scope, receive, safely)

    def _refusal(self, scope: Scope, headers: Headers, person: Person | None) -> Response | None:
        """The answer to a request that may not go on; None if it may."""
        method, path, query = scope["method"], scope["path"], scope["query_string"]
        if host_of(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This host name is not one of ours; web.hosts in the settings adds it.", 421)
        if method not in READS | WRITES:
            return PlainTextResponse("Not a method of ours.", 405, {"Allow": ", ".join(sorted(READS | WRITES))})
        if len(path) + len(query) > MAX_TARGET:
            return PlainTextResponse("The address is too long.", 414)
        if method in WRITES and not is_from_here(headers):
            return PlainTextResponse("This request comes from another site.", 403)
        may = person is not None and person.may_write
        if may or is_under(path, OPEN) or self._may_read(method, path, query, is_known=person is not None):
            return None
        return _reads_only(person) if person else _sign_in(method, path, query, headers)

    def _may_read(self, method: str, path: str, query: bytes, *, is_known: bool) -> bool:
        """True for what anybody (or anybody with a key) may read, and for feeds asked for with their token."""
        if method not in READS or is_under(path, OWN):
            return False
        tokens = parse_qs(query.decode("latin-1")).get("token", [])
        if path.startswith("/feeds/subscriptions/"):
            own = PRIVATE_FEED.fullmatch(path)
            wanted = keys.subscription_token(self._options.admin_key, own[1]) if own else ""
            return bool(tokens) and keys.same(tokens[0], wanted)
        if self._options.public or is_known:
            return True
        return bool(tokens) and FEED.fullmatch(path) is not None and keys.same(tokens[0], self._feed_token)

    def _person(self, headers: Headers) -> Person | None:
        """Whose key, or session, the request carries."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        bearer = given.strip() if scheme.lower() == "bearer" else ""
        return keys.holder(people(self._options), bearer, _cookie(headers.get("cookie", "")), self._clock.now())


def is_under(path: str, places: tuple[str, ...]) -> bool:
    """True if the path is one of these places or lies below one."""
    return any(path == place.rstrip("/") or path.startswith(place.rstrip("/") + "/") for place in places)


def known_hosts(options: WebOptions) -> frozenset[str]:
    """Host names that are answered, against DNS rebinding."""
    own = urlsplit(options.base_url).hostname if options.base_url else None
    return frozenset(h.lower().rstrip(".") for h in ("localhost", "127.0.0.1", "::1", own, *options.hosts) if h)


def host_of(header: str) -> str:
    """The host name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def is_from_here(headers: Headers) -> bool:
    """True if a browser says that the request comes from our own pages, or if no browser and no cookie is involved."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    if origin is not None:
        return origin.partition("://")[2] == headers.get("host", "")
    return site is not None or "cookie" not in headers


def _reads_only(person: Person) -> Response:
    return PlainTextResponse(f"The key of {person.name} is for reading only.", 403)


def _sign_in(method: str, path: str, query: bytes, headers: Headers) -> Response:
    if method in READS and "text/html" in headers.get("accept", "") and not is_under(path, ("/api",)):
        target = path + ("?" + query.decode("latin-1") if query else "")
        return RedirectResponse(f"/login?next={quote(target, safe='')}" if target != "/" else "/login", 303)
    return PlainTextResponse("A key is needed: Authorization: Bearer ...", 401, {"WWW-Authenticate": "Bearer"})


def _too_large(most: int) -> Response:
    return PlainTextResponse(f"The request is too large; {most} bytes are the most.", 413)


async def _whole_body(receive: Receive, length: str, most: int) -> bytes | None:
    """The body, whether its length was said or not; None if it is too large, too slow or breaks off."""
    if not length.isdigit() or int(length[:18]) > most:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if message["type"] != "http.request" or len(body) > most:
                    return None
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        return None


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(keys.COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
