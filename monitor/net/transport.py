"""The httpx transport over aiohttp: one engine for everything that goes out, guarded at connect time.

It follows no redirects, keeps no cookies and asks no proxy variables. The body is decoded in bounded pieces and the cap
holds inside, so no caller can be handed more than it asked for. Per request, `extensions["redline"]` may hold a `Call`.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import aiohttp
import httpx2
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor.net.answers import WITHOUT_BODY, Answer, Body, Call, Opened, headers_of
from monitor.net.failures import TooLarge, told
from monitor.net.guard import is_allowed
from monitor.net.peers import MAX_PEERS, Peer, noting

MAX_SESSIONS: Final = 64  # one per distinct set of allowed networks
MAX_HEADER_BYTES: Final = 32_768
KEEPALIVE_S: Final = 75.0


@dataclass(slots=True)
class _Dialled:
    """What the guard saw while one request was connecting."""

    refused: str = ""
    address: str = ""


_dialled: ContextVar[_Dialled] = ContextVar("dialled")


class GuardedTransport(httpx2.AsyncBaseTransport):
    """See the module's docstring; `proxy` is an HTTP proxy behind which the guard can not look."""

    def __init__(
        self,
        *,
        connections_per_host: int = 8,
        proxy: str = "",
        context: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._resolver = resolver
        self._given = context
        self._shown: dict[str, bytes] = {}  # the newest certificate of each host
        self._connections = connections_per_host
        self._proxy = proxy or None
        self._sessions: dict[tuple[str, ...], aiohttp.ClientSession] = {}
        self._peers: dict[tuple[str | None, int | None], Peer] = {}

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made for the first session: it holds all authorities' certificates (27 ms and 3 MB)."""
        context = self._given or ssl.create_default_context()
        context.sslobject_class = noting(self._shown)
        return context

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer with its body as a stream; raises httpx errors."""
        call: Call = request.extensions.get("redline") or Call()
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw]
        response, peer, deadline = await self._send(
            request.method, str(request.url), headers, call, content=request.content
        )
        return httpx2.Response(
            response.status,
            headers=headers_of(response),
            stream=Body(response, call, deadline),
            extensions={"address": peer.address, "reason_phrase": (response.reason or "").encode("latin-1", "replace")},
        )

    async def get(self, url: str, headers: Mapping[str, str], call: Call, *, cut: bool = False) -> Answer:
        """The whole answer to a GET, as bytes and without the objects of a client: the poll path asks in this way.

        `cut`: of a body over the cap, its beginning. Raises httpx errors.
        """
        response, peer, deadline = await self._send("GET", url, headers, call)
        if response.status in WITHOUT_BODY and response.content.at_eof():
            response.release()
            return Answer(response.status, headers_of(response), b"", peer.address, peer.certificate)
        body = Body(response, call, deadline)
        whole = bytearray()
        try:
            if response.status not in WITHOUT_BODY:
                async for piece in body:
                    whole += piece
        except TooLarge as error:
            if not cut:
                raise
            whole += error.rest
        finally:
            await body.aclose()
        return Answer(
            response.status, headers_of(response), bytes(whole[: call.max_bytes]), peer.address, peer.certificate
        )

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, call: Call) -> Opened:
        """The head of the answer to a POST, without the objects of a client: webhooks ask in this way.

        Raises httpx errors.
        """
        response, _, deadline = await self._send("POST", url, headers, call, content=content)
        return Opened(response.status, response.headers, Body(response, call, deadline))

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | list[tuple[str, str]],
        call: Call,
        *,
        content: bytes = b"",
    ) -> tuple[aiohttp.ClientResponse, Peer, float]:
        """The head of the answer, who gave it, and when its body must be there."""
        seen = _Dialled()
        _dialled.set(seen)
        deadline = asyncio.get_running_loop().time() + call.total_s
        try:
            target = URL(url, encoded=True)
            response = await self._session(call.allow_networks).request(
                method,
                target,
                headers=headers,
                data=content or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=call.total_s, sock_connect=call.connect_s, sock_read=call.read_s),
                proxy=self._proxy,
            )
        except Exception as error:
            raise told(error, seen.refused) from error
        return response, self._peer((target.host, target.port), response, seen), deadline

    async def aclose(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _peer(self, place: tuple[str | None, int | None], response: aiohttp.ClientResponse, seen: _Dialled) -> Peer:
        """Who answered; a short answer on a kept connection comes from the one dialled before."""
        known = self._peers.get(place, Peer())
        connection = response.connection
        name = connection.transport.get_extra_info("peername") if connection and connection.transport else None
        address = str(name[0]) if isinstance(name, tuple) else seen.address or known.address
        found = Peer(address, self._shown.get(place[0] or "", b"") if response.url.scheme == "https" else b"")
        if len(self._peers) > MAX_PEERS:
            self._peers.clear()
        self._peers[place] = found
        return found

    def _session(self, allow: tuple[str, ...]) -> aiohttp.ClientSession:
        """The session whose pooled connections all obey the same list: none is lent to a stricter request."""
        session = self._sessions.get(allow)
        if session is None:
            if len(self._sessions) >= MAX_SESSIONS:
                raise httpx2.ConnectError(f"more than {MAX_SESSIONS} different lists of allowed networks")
            session = self._sessions[allow] = self._open(allow)
        return session

    def _open(self, allow: tuple[str, ...]) -> aiohttp.ClientSession:
        proxied = self._proxy is not None

        def guarded(info: Any) -> socket.socket:
            family, kind, protocol, _, address = info
            if not proxied and not is_allowed(str(address[0]), allow):
                _dialled.get().refused = str(address[0])
                raise PermissionError(f"{address[0]} is not a public address")
            _dialled.get().address = str(address[0])
            return socket.socket(family, kind, protocol)

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                limit_per_host=self._connections,
                ssl=self._tls,
                socket_factory=guarded,
                keepalive_timeout=KEEPALIVE_S,
                use_dns_cache=False,
                resolver=self._resolver,
            ),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )
