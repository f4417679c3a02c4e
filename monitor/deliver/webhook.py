"""Webhooks: one signed POST, no redirects, nothing believed of the answer but its status."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol

import httpx2

from monitor.deliver.retry import TIMED_OUT, retry_after
from monitor.deliver.signing import signed_headers
from monitor.deliver.targets import check_target
from monitor.errors import DeliveryRefused
from monitor.model import Attempt, Networks, Subscription
from monitor.net import Call, NameFailed, Opened, Refused, TlsFailed
from monitor.ports import Clock, Parcel

MAX_ANSWER_BYTES: Final = 65_536  # read of a failure's body at most; 4 kB of it are kept
KEPT_CHARACTERS: Final = 4_096
DRAIN_S: Final = 1.0  # for the body of a success: only so that the connection can be used again
_WORDS: Final = {
    NameFailed: "the host name has no address",
    TlsFailed: "TLS",
    httpx2.ConnectError: "no connection",
}
_NO_CONTENT: Final = 204
_OK: Final = range(200, 300)
_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """Limits of one attempt."""

    total_s: float = 15.0
    connect_s: float = 5.0
    agent: str = "Redline"


class Poster(Protocol):
    """What asks: `GuardedTransport`, best one that is not shared with the fetcher."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, call: Call) -> Opened:
        """The head of the answer to a POST; raises httpx errors."""
        ...


class WebhookSink:
    """Behind the port Sink."""

    def __init__(
        self,
        transport: Poster,
        clock: Clock,
        options: WebhookOptions = WebhookOptions(),
        networks: Networks | None = None,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._options = options
        self._networks = networks or {}

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        check_target(subscription.target, self._allowed(subscription))

    def _allowed(self, subscription: Subscription) -> tuple[str, ...]:
        return self._networks.get(subscription.id, ())

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Try once; whatever the receiver does, this ends with an Attempt, at most DRAIN_S after the limit."""
        at = self._clock.now()
        started = asyncio.get_running_loop().time()
        try:
            self._check(parcel)
            attempt = await self._post(parcel, at)
        except Exception as error:  # noqa: BLE001 - a receiver can make any error: it is its attempt that failed
            attempt = Attempt(parcel.delivery, at, ok=False, detail=_words(error, self._options))
        elapsed_s = asyncio.get_running_loop().time() - started
        sent = "" if attempt.ok else parcel.body[:KEPT_CHARACTERS].decode(errors="replace")
        return replace(attempt, elapsed_s=elapsed_s, sent=sent)

    def _check(self, parcel: Parcel) -> None:
        self.check(parcel.subscription)
        if not parcel.secrets:
            raise DeliveryRefused("the endpoint has no signing secret", hint="give it a new one")

    async def _post(self, parcel: Parcel, at: datetime) -> Attempt:
        response = await self._ask(parcel, int(at.timestamp()))
        status = response.status
        if status in _OK:
            await _drain(response)
            return Attempt(parcel.delivery, at, ok=True, status=status)
        body = await _beginning(response)
        asked_s = retry_after(response.headers.get("retry-after", ""), at)
        return Attempt(
            parcel.delivery, at, ok=False, status=status, detail=_reason(status), retry_after_s=asked_s, body=body
        )

    async def _ask(self, parcel: Parcel, timestamp: int) -> Opened:
        """The head of the answer; the transport keeps the limits of time."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": self._options.agent,
            "Accept-Encoding": "identity",
            **signed_headers(parcel.secrets, message_id=parcel.message_id, timestamp=timestamp, body=parcel.body),
        }
        limits = Call(
            allow_networks=self._allowed(parcel.subscription),
            max_bytes=MAX_ANSWER_BYTES,
            total_s=self._options.total_s,
            connect_s=self._options.connect_s,
            read_s=self._options.total_s,
        )
        return await self._transport.post(_url(parcel.subscription.target), headers, parcel.body, limits)


@lru_cache(maxsize=4_096)
def _url(target: str) -> str:
    """The address as it goes over the wire, parsed once."""
    return str(httpx2.URL(target))


async def _drain(response: Opened) -> None:
    """Read a success's body for a moment; whatever happens to it, the event was taken."""
    if response.status == _NO_CONTENT:
        await response.body.aclose()
        return
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in response.body:
                pass
    except (TimeoutError, httpx2.HTTPError):
        pass
    finally:
        await response.body.aclose()


async def _beginning(response: Opened) -> str:
    """The first 4 kB of a failure's body, as far as it can be read in a moment."""
    found = bytearray()
    try:
        async with asyncio.timeout(DRAIN_S):
            async for piece in response.body:
                found += piece
                if len(found) >= KEPT_CHARACTERS:
                    break
    except (TimeoutError, httpx2.HTTPError):
        pass
    finally:
        await response.body.aclose()
    return found[:KEPT_CHARACTERS].decode(errors="replace")


def _reason(status: int) -> str:
    if status in _REDIRECTS:
        return f"HTTP {status}: redirects are not followed; enter the final address"
    return f"HTTP {status}"


def _words(error: Exception, options: WebhookOptions) -> str:
    """Why there was no answer, in words."""
    if isinstance(error, DeliveryRefused | Refused):
        return f"refused: {error}"
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return f"{TIMED_OUT}: {options.total_s:g} s, {options.connect_s:g} s to connect"
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return f"{words}: {error}"[:300]
    return f"broken answer: {type(error).__name__}: {error}"[:300]
