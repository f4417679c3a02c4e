"""How the house itself asks others of each event: sinks of subscriptions that the settings file owns.

So what they do is queued, retried and logged like any webhook.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

import httpx2

from monitor.deliver.retry import TIMED_OUT, retry_after
from monitor.deliver.targets import check_target
from monitor.errors import DeliveryRefused
from monitor.model import Attempt, Networks, Owner, Subscription
from monitor.net import Call
from monitor.ports import Clock, Parcel

TOTAL_S: Final = 15.0
MAX_ANSWER_BYTES: Final = 200_000


@dataclass(frozen=True, slots=True)
class Asking:
    """How requests of the house go out: guarded, bounded in time and size, no redirects."""

    transport: httpx2.AsyncBaseTransport
    clock: Clock
    agent: str
    networks: Networks = field(default_factory=dict)

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused for a target that somebody else than the settings file names, or that is private."""
        if subscription.owner is not Owner.FILE:
            raise DeliveryRefused("this sink is set up in the settings file only")
        check_target(subscription.target, self.networks.get(subscription.id, ()))

    async def send(
        self, method: str, url: str, to: Subscription, *, form: str = "", headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """The answer, read within its limits."""
        call = Call(self.networks.get(to.id, ()), MAX_ANSWER_BYTES, TOTAL_S, 5.0, TOTAL_S)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        request = httpx2.Request(
            method,
            url,
            headers={"User-Agent": self.agent, "Accept-Encoding": "identity", **kind, **(headers or {})},
            content=form.encode() or None,
            extensions={"redline": call},
        )
        response = await self.transport.handle_async_request(request)
        try:
            body = b"".join([piece async for piece in response.aiter_raw()])
        finally:
            await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers, content=body, request=request)

    async def attempt(self, parcel: Parcel, work: Callable[[Parcel, Attempt], Awaitable[Attempt]]) -> Attempt:
        """Whatever happens becomes an Attempt."""
        at, loop = self.clock.now(), asyncio.get_running_loop()
        started = loop.time()
        try:
            self.check(parcel.subscription)
            async with asyncio.timeout(TOTAL_S):
                made = await work(parcel, Attempt(parcel.delivery, at, ok=False))
        except DeliveryRefused as error:
            made = Attempt(parcel.delivery, at, ok=False, detail=f"refused: {error}")
        except (TimeoutError, httpx2.TimeoutException):
            made = Attempt(parcel.delivery, at, ok=False, detail=f"{TIMED_OUT}: {TOTAL_S:g} s")
        except Exception as error:  # noqa: BLE001 - a server can make any error: it is its attempt that failed
            made = Attempt(parcel.delivery, at, ok=False, detail=f"{type(error).__name__}: {error}"[:300])
        return replace(made, elapsed_s=loop.time() - started)


def judged(blank: Attempt, response: httpx2.Response) -> Attempt:
    """The attempt, with what the answer's status says of it."""
    status = response.status_code
    if response.is_success:
        return replace(blank, ok=True, status=status)
    asked_s = retry_after(response.headers.get("retry-after", ""), blank.at)
    return replace(blank, status=status, detail=f"HTTP {status}", retry_after_s=asked_s, body=response.text[:4_096])
