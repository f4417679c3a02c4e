"""The server's own files: written anew, so that they hold only what is in memory now."""

from __future__ import annotations

import asyncio
from typing import Final

from monitor.errors import StoreError
from monitor.store.client import StoreClient

_LONGEST_S: Final = 300.0
_POLL_S: Final = 0.1


async def rewrite_log(client: StoreClient) -> None:
    """The append-only file holds nothing that was deleted, nor does the log of slow commands; raises StoreError."""
    await client.do("SLOWLOG", "RESET")
    if (await _persistence(client)).get(b"aof_enabled") != b"1":
        return
    try:
        async with asyncio.timeout(_LONGEST_S):
            await _until_idle(client)  # a rewrite under way may have begun before the deletion
            await client.do("BGREWRITEAOF")
            await _until_idle(client)
    except TimeoutError as error:
        raise StoreError(f"the server did not write its log anew within {_LONGEST_S:g} s") from error
    if (await _persistence(client))[b"aof_last_bgrewrite_status"] != b"ok":
        raise StoreError("the server could not write its log anew", hint="is the disk full?")


async def _until_idle(client: StoreClient) -> None:
    while True:
        info = await _persistence(client)
        if b"1" not in {info[b"aof_rewrite_in_progress"], info[b"aof_rewrite_scheduled"]}:
            return
        await asyncio.sleep(_POLL_S)


async def _persistence(client: StoreClient) -> dict[bytes, bytes]:
    info: bytes = await client.do("INFO", "persistence")
    pairs = (line.partition(b":") for line in info.splitlines())
    return {name: value.strip() for name, _, value in pairs}
