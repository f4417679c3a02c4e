"""Asking a hub to send, or to stop sending, what is new (WebSub, 5.1)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

import httpx2

from monitor.fetch.exchange import fault_of
from monitor.net import Call

MAX_ANSWER_BYTES: Final = 20_000
MAX_REDIRECTS: Final = 3
FOLLOWED: Final = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
TOTAL_S: Final = 15.0


async def ask_hub(
    transport: httpx2.AsyncBaseTransport,
    hub: str,
    fields: dict[str, str],
    *,
    agent: str,
    allow_networks: tuple[str, ...] = (),
) -> str:
    """Send the form; "" if the hub takes it, else why not, in words. Its answer to our callback is the verdict."""
    call = Call(allow_networks, MAX_ANSWER_BYTES, TOTAL_S)
    for _ in range(1 + MAX_REDIRECTS):
        if fault := fault_of(hub):
            return fault
        try:
            request = httpx2.Request(
                "POST", hub, data=fields, headers={"User-Agent": agent}, extensions={"redline": call}
            )
            answer = await transport.handle_async_request(request)
            try:
                said = await answer.aread() if answer.status_code >= HTTPStatus.BAD_REQUEST else b""
            finally:
                await answer.aclose()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            return str(error)[:300] or type(error).__name__
        if answer.status_code not in FOLLOWED:
            break
        hub = urljoin(hub, answer.headers.get("location", ""))
    if answer.is_success:
        return ""
    words = " ".join(said.decode("utf-8", "replace").split())[:200]
    return f"the hub answered {answer.status_code}{': ' + words if words else ''}"
