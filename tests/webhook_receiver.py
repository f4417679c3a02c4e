"""A webhook receiver in a process of its own, as a subscriber would write it: it verifies with the real library.

    python webhook_receiver.py PORT SECRET RECEIPTS      (port 0: any; the port is the first line printed)

Paths say how it behaves: /ok /status/503 /gone /busy /hang /endless /drip /reset /short /long /redirect /not-http.
Each verified message is a line in the RECEIPTS file: id, endpoint sequence, subject, sequence, path.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

_ANSWERS = {
    "ok": b"HTTP/1.1 204 No Content\r\n\r\n",
    "gone": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    "busy": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n",
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this",
    "long": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nmuch more than two bytes",
    "not-http": b"SSH-2.0-OpenSSH_9.9\r\n",
}


class Receiver:
    """Verifies, writes receipts, and behaves as the path says."""

    def __init__(self, secret: str, receipts: Path) -> None:
        self._webhook = Webhook(secret)
        self._receipts = receipts.open("a", buffering=1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest if one)}
        path = line.split(" ")[1].strip("/")
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if not self._note(path, headers, body):
            writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            return True
        return await self._behave(path, writer)

    def _note(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        try:
            envelope = self._webhook.verify(body, headers)
        except WebhookVerificationError:
            return False
        data = envelope["data"]
        subject = data.get("article_id") or data.get("subscription_id") or data.get("source_id") or ""
        found = [envelope["id"], data["endpoint_sequence"], subject, data["sequence"], path, envelope["type"]]
        self._receipts.write(json.dumps(found) + "\n")
        return True

    async def _behave(self, path: str, writer: asyncio.StreamWriter) -> bool:
        kind, _, detail = path.partition("/")
        if kind == "status":
            writer.write(f"HTTP/1.1 {detail} Said so\r\nContent-Length: 9\r\n\r\nsaid so: ".encode())
        elif kind == "hang":
            await asyncio.sleep(3600)
        elif kind == "reset":
            writer.transport.abort()
            return False
        elif kind in {"endless", "drip"}:
            writer.write(f"HTTP/1.1 {detail or 200} X\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            while True:
                writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n" if kind == "endless" else b"1\r\nx\r\n")
                await writer.drain()
                await asyncio.sleep(0.0 if kind == "endless" else 0.2)
        elif kind == "slow":
            await asyncio.sleep(float(detail))
            writer.write(_ANSWERS["ok"])
        else:
            writer.write(_ANSWERS.get(kind, _ANSWERS["ok"]))
        await writer.drain()
        return kind not in {"short", "not-http"}


async def main(port: int, secret: str, receipts: Path) -> None:
    receiver = Receiver(secret, receipts)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the caller reads it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
