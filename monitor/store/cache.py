"""Small values that may be lost at any time, kept compressed in Redis for as long as they are fresh."""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import Final

from monitor.store.client import StoreClient
from monitor.store.keys import MAX_CACHED_BYTES, MAX_CACHED_TTL_S, Keys

_MAX_PLAIN_NAME: Final = 80
_FAST: Final = 1


def short_name(key: str) -> str:
    """The key itself, or its hash if it is long: keys are never trimmed, so they must not be huge."""
    return key if len(key) <= _MAX_PLAIN_NAME else sha256(key.encode()).hexdigest()


class RedisCache:
    """Behind the port Cache."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, key: str) -> bytes | None:
        """The value, None if there is none or its time is over."""
        packed: bytes | None = await self._client.do("GET", self._keys.cached(short_name(key)))
        return None if packed is None else zlib.decompressobj().decompress(packed, MAX_CACHED_BYTES)

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep a value for so long (a week at most); one over 512 KiB is cut there."""
        name = self._keys.cached(short_name(key))
        life_ms = round(min(ttl_s, MAX_CACHED_TTL_S) * 1000)
        if life_ms <= 0:
            await self._client.do("DEL", name)
            return
        await self._client.do("SET", name, zlib.compress(value[:MAX_CACHED_BYTES], _FAST), "PX", life_ms)
