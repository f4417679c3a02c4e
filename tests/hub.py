"""A WebSub hub on the loopback: takes subscriptions, verifies them as the specification says, sends what it is told."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

import httpx2


@dataclass
class Hub:
    """Remembers every form; subscribers by callback."""

    url: str = ""
    lease_s: int = 3_600
    denies: bool = False
    forms: list[dict[str, str]] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    verifications: list[tuple[str, int, bool]] = field(default_factory=list)  # mode, status, challenge echoed
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lengths = [line for line in head.split("\r\n") if line.lower().startswith("content-length:")]
        body = await reader.readexactly(int(lengths[0].partition(":")[2]) if lengths else 0)
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.forms.append(form)
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        task = asyncio.create_task(self._verify(form))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _verify(self, form: dict[str, str]) -> None:
        mode, callback = form["hub.mode"], form["hub.callback"]
        asked = {"hub.mode": mode, "hub.topic": form["hub.topic"]}
        if self.denies:
            asked |= {"hub.mode": "denied", "hub.reason": "not for you"}
        else:
            asked |= {"hub.challenge": "c/h+a llenge", "hub.lease_seconds": str(self.lease_s)}
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{callback}?{urlencode(asked)}")
        echoed = answer.text == asked.get("hub.challenge", "")
        self.verifications.append((asked["hub.mode"], answer.status_code, echoed))
        if echoed and mode == "subscribe" and not self.denies:
            self.secrets[callback] = form.get("hub.secret", "")

    async def settled(self) -> None:
        """Every verification is over."""
        while self.tasks:
            await asyncio.gather(*self.tasks)

    async def send(self, body: bytes, *, signature: str | None = None, method: str = "sha256") -> list[int]:
        """Send this to all subscribers; the statuses they answer."""
        statuses = []
        async with httpx2.AsyncClient(trust_env=False) as client:
            for callback, secret in self.secrets.items():
                made = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
                given = signature if signature is not None else f"{method}={made}"
                headers = [(b"Content-Type", b"application/rss+xml")]
                if given:
                    headers.append((b"X-Hub-Signature", given.encode("latin-1")))
                statuses.append((await client.post(callback, content=body, headers=headers)).status_code)
        return statuses


@asynccontextmanager
async def a_hub() -> AsyncIterator[Hub]:
    """A hub that serves until the block ends."""
    hub = Hub()
    server = await asyncio.start_server(hub.serve, "127.0.0.1", 0)
    hub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hub"
    try:
        yield hub
    finally:
        await hub.settled()
        server.close()
