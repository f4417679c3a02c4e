"""Sums of what looks found, and the rule that is learned from them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from itertools import islice
from typing import Final

from monitor.store.client import StoreClient
from monitor.store.keys import MAX_SUMS, Keys
from monitor.store.resp import Arg
from monitor.store.scripts import load

_CHUNK: Final = 500  # names in one script
_MAX_RULE_BYTES: Final = 64 * 1024 * 1024


class RedisLedger:
    """Behind the port Ledger."""

    def __init__(self, client: StoreClient, keys: Keys, *, max_sums: int = MAX_SUMS) -> None:
        self._client = client
        self._keys = keys
        self._max_sums = max_sums

    async def add(self, increments: Mapping[str, float]) -> None:
        """Add to the sums."""
        left = iter(increments.items())
        while chunk := list(islice(left, _CHUNK)):
            args: list[Arg] = [self._max_sums]
            for name, value in chunk:
                args += (name, repr(value))
            await self._client.run(load("ledger_add"), [self._keys.sums()], args)

    async def sums(self) -> dict[str, float]:
        """All sums."""
        flat = await self._client.do("HGETALL", self._keys.sums())
        return {name.decode(): float(value) for name, value in zip(flat[::2], flat[1::2], strict=True)}

    async def fade(self, keep: float, *, least: float) -> None:
        """Multiply all sums by this share; what falls below `least` is forgotten."""
        await self._client.run(load("ledger_fade"), [self._keys.sums()], [repr(keep), repr(least)])

    async def publish(self, rule: bytes) -> None:
        """The rule from now on."""
        await self._client.run(load("ledger_publish"), [self._keys.rule()], [zlib.compress(rule)])

    async def rule(self, known: int = 0) -> tuple[int, bytes]:
        """Number and document of the rule; (known, b"") if it is the one of that number, (0, b"") if there is none."""
        number = int(await self._client.do("HGET", self._keys.rule(), "number") or 0)
        if number in {0, known}:
            return number, b""
        number, packed = await self._client.do("HMGET", self._keys.rule(), "number", "document")
        return int(number), zlib.decompressobj().decompress(packed, _MAX_RULE_BYTES)
