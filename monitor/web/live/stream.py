"""What one listener is sent: first what it missed, then what happens, without a gap between the two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from monitor.errors import RedlineError
from monitor.event.positions import place
from monitor.model import Filter
from monitor.web.live.cursor import text_of
from monitor.web.live.hub import READ, Closing, Hub, Listener, Overrun, bundles_of, merged

RETRY: Final = b"retry: 3000\n"
OVERRUN: Final = b'event: overrun\ndata: {"why": "you read too slowly; come back with the id you saw last"}\n\n'
BROKEN: Final = b'event: error\ndata: {"why": "the store does not answer; come back with the id you saw last"}\n\n'


async def stream(hub: Hub, wanted: Filter, begin: dict[str, str] | None) -> AsyncGenerator[bytes, None]:
    """Frames of server-sent events; `begin` is the cursor to start behind, None = now."""
    listener = Listener(wanted)
    try:
        await hub.start()
        cursors = dict(hub.cursors) if begin is None else begin
        yield RETRY + b"id: %b\n: listening\n\n" % text_of(cursors, hub.shards).encode()
        while not _is_level(cursors, hub):
            target = dict(hub.cursors)
            async for bundle in _missed(hub, wanted, cursors, target):
                yield bundle
            cursors = {shard: _later(cursors.get(shard, "0-0"), target[shard]) for shard in hub.shards}
        hub.add(listener)
        while True:
            yield await listener.next()
    except Closing:
        pass
    except Overrun:
        yield OVERRUN
    except RedlineError:
        yield BROKEN
    finally:
        hub.remove(listener)


def _is_level(cursors: dict[str, str], hub: Hub) -> bool:
    """True if nothing lies between the listener and the hub: nobody awaits between this and `add`."""
    return all(place(cursors.get(shard, "0-0")) >= place(hub.cursors[shard]) for shard in hub.shards)


async def _missed(hub: Hub, wanted: Filter, cursors: dict[str, str], target: dict[str, str]) -> AsyncIterator[bytes]:
    """What lies between two cursors, oldest first as far as shards are read together."""
    at = {shard: cursors.get(shard, "0-0") for shard in hub.shards}
    while left := [shard for shard in hub.shards if place(at[shard]) < place(target[shard])]:
        batches = await asyncio.gather(*(hub.sources.log.read(one, after=at[one], limit=READ) for one in left))
        within = [
            [one for one in batch if place(one[0].id) <= place(target[shard])]
            for shard, batch in zip(left, batches, strict=True)
        ]
        found = await bundles_of(merged(within), at, hub.shards, [wanted], hub.sources)
        if found[wanted]:
            yield found[wanted]
        for shard, batch in zip(left, within, strict=True):
            at[shard] = batch[-1][0].id if batch else target[shard]


def _later(one: str, other: str) -> str:
    return one if place(one) >= place(other) else other
