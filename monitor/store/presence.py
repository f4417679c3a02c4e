"""Signs of life in Redis: one time for the whole deployment, and the spans in which nobody gave one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from monitor.model import Away
from monitor.ports import SILENCE, Present
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_AWAY, Keys
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.wire import to_moment

RECENT: Final = 100  # spans that are answered


class RedisPresence:
    """Behind the port Presence."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def beat(self, *, why: str) -> Present:
        """We are here. Where the last sign is long past, the span since then is kept with this reason."""
        keys = [self._keys.test_mark("b00"), self._keys.alive(), self._keys.away()]
        args: list[Arg] = [self._client.now_arg(), SILENCE // timedelta(milliseconds=1), why, MAX_AWAY, RECENT]
        ended, lines = await self._client.run(load("presence_beat"), keys, args)
        return Present(tuple(map(_span, lines)), bool(ended))

    async def spans(self) -> tuple[Away, ...]:
        """The newest spans in which nobody looked, oldest first."""
        return tuple(map(_span, await self._client.do("LRANGE", self._keys.away(), -RECENT, -1)))

    async def last(self) -> datetime | None:
        """The newest sign of life; None where there was none yet."""
        at = await self._client.do("GET", self._keys.alive())
        return to_moment(int(at)) if at else None


def _span(line: bytes) -> Away:
    since, until, why = line.decode("utf-8", "replace").split(":", 2)
    return Away(to_moment(int(since)), to_moment(int(until)), why)
