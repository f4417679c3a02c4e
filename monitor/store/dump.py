"""All keys of a data set, read and written as plain values, so that any engine takes what another one held.

A slot is read while the server holds back writes (CLIENT PAUSE ... WRITE), so all of a shard is of one moment: an
article with its versions, events, remarks, indexes and counters. Shards of the archive come first and those of the
book after them: a cursor of fan-out is then never newer than what endpoints were given.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.errors import StoreError, StoreMismatch
from monitor.store.client import Command, StoreClient
from monitor.store.keys import Keys
from monitor.store.layout import FORMAT, RESTORING

PIECE: Final = 1_000  # elements that are read or written at a time
PAUSE_MS: Final = 30_000  # the longest that writes are held back if nobody lets them go on
_SCAN: Final = 2_000
_TAG: Final = re.compile(r"\{([^}]+)\}")
VOLATILE: Final = ("cache:", "lock:")  # may be lost at any time, so they are left out


@dataclass(frozen=True, slots=True)
class Piece:
    """Elements of one key, in order; a key of many elements has several pieces in a row."""

    key: str  # without the prefix
    kind: str  # string | list | hash | zset | set | stream
    ttl_ms: int  # 0 = for ever
    parts: tuple[bytes, ...]


class Dump:
    """One data set on one server."""

    def __init__(self, client: StoreClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self.is_consistent = True  # False where the server did not hold back writes

    # ------------------------------------------------ reading
    async def layout(self) -> dict[str, str]:
        """The fields of the layout; {} where there is no data set."""
        flat = await self._client.do("HGETALL", Keys(self._prefix).layout())
        return {flat[at].decode(): flat[at + 1].decode() for at in range(0, len(flat), 2)}

    async def shards(self) -> list[str]:
        """Tags of all slots in the order in which they are read; "" holds what has no tag."""
        tags: set[str] = set()
        async for names in self._names(f"{self._prefix}:*"):
            tags.update(_tag(name) for name in names)
        return sorted(tags, key=lambda tag: ("abf".find(tag[:1]) if tag else 9, tag))

    async def read(self, tag: str) -> list[Piece]:
        """Everything of one slot, as of one moment; it is held in memory, so that writes wait no longer than that."""
        pattern = f"{self._prefix}:{{{tag}}}:*" if tag else f"{self._prefix}:[^{{]*"
        paused = await self._pause()
        try:
            return [piece async for names in self._names(pattern) for name in names async for piece in self._key(name)]
        finally:
            if paused:
                await self._client.do("CLIENT", "UNPAUSE")

    async def _pause(self) -> bool:
        try:
            await self._client.do("CLIENT", "PAUSE", PAUSE_MS, "WRITE")
        except StoreError:  # a server that is rented may not allow it
            self.is_consistent = False
            return False
        return True

    async def _names(self, pattern: str) -> AsyncIterator[list[str]]:
        if self._client.is_spread:
            raise StoreError(
                "a cluster of several nodes is neither backed up nor restored by Redline",
                hint="use what its engine brings, or `redline export` and `redline import`",
            )
        seen: set[str] = set()
        cursor = b"0"
        while True:
            cursor, found = await self._client.do("SCAN", cursor, "MATCH", pattern, "COUNT", _SCAN)
            names = [name.decode() for name in found]
            new = [n for n in names if n not in seen and not self._short(n).startswith((*VOLATILE, "layout"))]
            seen.update(new)
            yield new
            if cursor == b"0":
                return

    def _short(self, name: str) -> str:
        return name[len(self._prefix) + 1 :]

    async def _key(self, name: str) -> AsyncIterator[Piece]:
        kind, ttl_ms = await self._client.all([("TYPE", name), ("PTTL", name)])
        word = kind.decode()
        if word == "none":
            return
        if word not in _READERS:
            raise StoreError(f"{name} is a {word}, which Redline never makes")
        async for parts in _READERS[word](self._client, name):
            yield Piece(self._short(name), word, max(0, int(ttl_ms)), tuple(parts))

    # ------------------------------------------------ writing
    async def begin(self, layout: dict[str, str], backup: str) -> None:
        """Make room for a backup: a data set that is not empty is refused, one half restored from it begins anew."""
        found = await self.layout()
        where = Keys(self._prefix).layout()
        if int(layout.get("format", "0")) > FORMAT:
            raise StoreMismatch(f"the backup has format {layout['format']}, this Redline knows up to {FORMAT}")
        if found and found.get(RESTORING, "") != backup and await self._has_data():
            raise StoreMismatch(
                f"{where} holds data already", hint="restore into an empty store, or choose another redis.prefix"
            )
        async for names in self._names(f"{self._prefix}:*"):
            if names:
                await self._client.all([("DEL", name) for name in names])
        fields = {**layout, "engine": self._client.engine.name, RESTORING: backup}
        await self._client.do("HSET", where, *[part for pair in fields.items() for part in pair])

    async def _has_data(self) -> bool:
        async for names in self._names(f"{self._prefix}:*"):
            if names:
                return True
        return False

    async def write(self, pieces: Sequence[Piece]) -> None:
        """Add the pieces, in order."""
        commands: list[Command] = []
        for piece in pieces:
            name = f"{self._prefix}:{piece.key}"
            commands += _WRITERS[piece.kind](name, piece.parts)
            if piece.ttl_ms:
                commands.append(("PEXPIRE", name, piece.ttl_ms))
        await self._client.all(commands)

    async def end(self) -> None:
        """The restore is finished."""
        await self._client.do("HDEL", Keys(self._prefix).layout(), RESTORING)


def _tag(name: str) -> str:
    found = _TAG.search(name)
    return found[1] if found else ""


# ------------------------------------------------ kinds of values
async def _string(client: StoreClient, name: str) -> AsyncIterator[list[bytes]]:
    yield [await client.do("GET", name)]


async def _list(client: StoreClient, name: str) -> AsyncIterator[list[bytes]]:
    first = 0
    while parts := await client.do("LRANGE", name, first, first + PIECE - 1):
        first += PIECE
        yield parts


async def _hash(client: StoreClient, name: str) -> AsyncIterator[list[bytes]]:
    cursor = b"0"
    while True:
        cursor, flat = await client.do("HSCAN", name, cursor, "COUNT", PIECE)
        yield flat
        if cursor == b"0":
            return


async def _set(client: StoreClient, name: str) -> AsyncIterator[list[bytes]]:
    cursor = b"0"
    while True:
        cursor, members = await client.do("SSCAN", name, cursor, "COUNT", PIECE)
        yield members
        if cursor == b"0":
            return


async def _zset(client: StoreClient, name: str) -> AsyncIterator[list[bytes]]:
    first = 0
    while flat := await client.do("ZRANGE", name, first, first + PIECE - 1, "WITHSCORES"):
        first += PIECE
        yield flat


async def _stream(client: StoreClient, name: str) -> AsyncIterator[list[bytes]]:
    """Entries as id, number of fields and values, these; last the id of the newest entry there ever was, and 0."""
    after = "-"
    while entries := await client.do("XRANGE", name, after, "+", "COUNT", PIECE):
        yield [part for id_, flat in entries for part in (id_, b"%d" % len(flat), *flat)]
        after = "(" + entries[-1][0].decode()
    about = await client.do("XINFO", "STREAM", name)
    known = dict(zip(about[::2], about[1::2], strict=True))
    yield [known[b"last-generated-id"], b"0"]


def _add_string(name: str, parts: Sequence[bytes]) -> list[Command]:
    return [("SET", name, parts[0])]


def _add_list(name: str, parts: Sequence[bytes]) -> list[Command]:
    return [("RPUSH", name, *parts)] if parts else []


def _add_hash(name: str, parts: Sequence[bytes]) -> list[Command]:
    return [("HSET", name, *parts)] if parts else []


def _add_set(name: str, parts: Sequence[bytes]) -> list[Command]:
    return [("SADD", name, *parts)] if parts else []


def _add_zset(name: str, parts: Sequence[bytes]) -> list[Command]:
    turned = [part for pair in zip(parts[1::2], parts[::2], strict=True) for part in pair]
    return [("ZADD", name, *turned)] if turned else []


def _add_stream(name: str, parts: Sequence[bytes]) -> list[Command]:
    made: list[Command] = []
    at = 0
    while at < len(parts):
        id_, count = parts[at], int(parts[at + 1])
        fields = parts[at + 2 : at + 2 + count]
        at += 2 + count
        if count:
            made.append(("XADD", name, id_, *fields))
        else:
            made.append(("XSETID", name, id_))
    return made


_READERS: Final = {
    "string": _string,
    "list": _list,
    "hash": _hash,
    "set": _set,
    "zset": _zset,
    "stream": _stream,
}
_WRITERS: Final = {
    "string": _add_string,
    "list": _add_list,
    "hash": _add_hash,
    "set": _add_set,
    "zset": _add_zset,
    "stream": _add_stream,
}
KINDS: Final = frozenset(_WRITERS)
