"""What one request may do, and its answer: whole, or with its body still to come, within its limits either way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
import httpx2

from monitor.net.decoding import BrokenCoding, decoder_for
from monitor.net.failures import TooLarge, told

WITHOUT_BODY: Final = frozenset({204, 301, 302, 303, 304, 307, 308})  # none that anybody reads
_OF_THE_CODING: Final = frozenset({b"content-encoding", b"content-length"})


@dataclass(frozen=True, slots=True)
class Call:
    """What one request may do."""

    allow_networks: tuple[str, ...] = ()
    max_bytes: int = 10_000_000
    total_s: float = 30.0
    connect_s: float = 10.0
    read_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, its body decoded; headers as they came, without those of the coding."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    address: str
    certificate: bytes = b""  # of the server, DER; empty without TLS


@dataclass(frozen=True, slots=True)
class Opened:
    """The head of an answer whose body is still to come; `body.aclose()` gives the connection back."""

    status: int
    headers: Mapping[str, str]  # found in any case
    body: Body


class Body(httpx2.AsyncByteStream):
    """The decoded body, within its cap and deadline."""

    def __init__(self, response: aiohttp.ClientResponse, call: Call, deadline: float) -> None:
        self._response = response
        self._call = call
        self._deadline = deadline
        try:
            coding = "" if response.status in WITHOUT_BODY else response.headers.get("content-encoding", "")
            self._decoder = decoder_for(coding)
        except BrokenCoding as error:
            response.close()
            raise httpx2.DecodingError(str(error)) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        room = self._call.max_bytes
        try:
            async with asyncio.timeout_at(self._deadline):
                async for data in self._response.content.iter_any():
                    for piece in self._decoder.feed(data, room + 1):
                        room -= len(piece)
                        if room < 0:
                            raise TooLarge(f"more than {self._call.max_bytes} bytes", piece)
                        yield piece
            if not self._decoder.is_complete():
                raise httpx2.DecodingError("the compressed body is cut off")
        except BrokenCoding as error:
            raise httpx2.DecodingError(str(error)) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise told(error) from error

    async def aclose(self) -> None:
        """Give the connection back if the body was read to its end, else close it."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


def headers_of(response: aiohttp.ClientResponse) -> list[tuple[bytes, bytes]]:
    """As they came, without those of the coding."""
    return [(k, v) for k, v in response.raw_headers if k.lower() not in _OF_THE_CODING]
