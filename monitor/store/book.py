"""The book of sources in Redis: declarations, states, events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter

from monitor.errors import StoreError
from monitor.model import Event, Source, SourceId, SourceState, Validators
from monitor.ports import SourceNote
from monitor.store import lines, states, telling
from monitor.store.client import Arg, StoreClient
from monitor.store.event_records import pack_event, unpack_event
from monitor.store.keys import MAX_STREAM, Keys
from monitor.store.scripts import load
from monitor.store.wire import to_ms

_RACES: Final = 20
_RETRY: Final = -2
_SOURCE: Final = TypeAdapter(Source)
_STATE: Final = TypeAdapter(SourceState)
_VALIDATORS: Final = TypeAdapter(Validators)


class RedisSourceBook:
    """Behind the port SourceBook."""

    def __init__(self, client: StoreClient, keys: Keys, *, max_stream: int = MAX_STREAM) -> None:
        self._client = client
        self._keys = keys
        self._max_stream = max_stream

    async def put(self, source: Source) -> bool:
        """Add or replace the declaration; the state stays. True if it was new."""
        key = self._keys.sources(self._keys.book_tag(source.id))
        return bool(await self._client.do("HSET", key, source.id, lines.write(_SOURCE, source)))

    async def get(self, source: SourceId) -> Source | None:
        """The declaration."""
        line = await self._client.do("HGET", self._keys.sources(self._keys.book_tag(source)), source)
        return _declaration(line, source) if line else None

    async def all(self, *, archived: bool = False) -> list[Source]:
        """All declarations by name; archived ones only if asked for."""
        shards = await self._client.all([("HVALS", self._keys.sources(tag)) for tag in self._keys.book_tags()])
        found = [lines.read(_SOURCE, line, "a source") for shard in shards for line in shard]
        return sorted((s for s in found if archived or not s.archived), key=lambda s: (s.name.casefold(), s.url))

    async def states(self, sources: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """States; a source without looks has SourceState()."""
        asked = [key for source in sources for key in self._halves(source)]
        halves = await self._client.all([("HGET", key, source) for key, source in asked])
        pairs = zip(halves[::2], halves[1::2], strict=True)
        return {source: _state(source, *pair) for source, pair in zip(sources, pairs, strict=True)}

    def _halves(self, source: SourceId) -> list[tuple[str, SourceId]]:
        tag = self._keys.book_tag(source)
        return [(self._keys.source_states(tag), source), (self._keys.source_validators(tag), source)]

    async def record(self, note: SourceNote) -> Event | None:
        """Keep the outcome of a look, with the event it makes; a look that was kept before changes nothing."""
        for _ in range(_RACES):
            before = await self._newest(note.source) if note.event else None
            event = telling.of_source(note, before, await self._client.now()) if note.event else None
            status = await self._write(note, event)
            if status == 1:
                return event
            if status != _RETRY:
                newest = await self._newest(note.source)
                return newest if newest and newest.type == note.event else None
        raise StoreError(f"source {note.source} changes faster than it can be written")

    async def events(self, source: SourceId) -> tuple[Event, ...]:
        """All events of the source, oldest first."""
        key = self._keys.events(self._keys.book_tag(source), source)
        return tuple(unpack_event(line, source)[1] for line in await self._client.do("LRANGE", key, 0, -1))

    async def _newest(self, source: SourceId) -> Event | None:
        line = await self._client.do("LINDEX", self._keys.events(self._keys.book_tag(source), source), -1)
        return unpack_event(line, source)[1] if line else None

    async def _write(self, note: SourceNote, event: Event | None) -> int:
        keys, tag = self._keys, self._keys.book_tag(note.source)
        names = [
            keys.test_mark(tag),
            keys.source_states(tag),
            keys.source_validators(tag),
            keys.source_looks(tag),
            keys.events(tag, note.source),
            keys.stream(tag),
            keys.counts(tag),
        ]
        args: list[Arg] = [
            self._client.now_arg(),
            note.source,
            note.look_id,
            lines.write(_STATE, replace(note.state, validators=Validators())),
            lines.write(_VALIDATORS, states.kept_validators(note.state.validators)) if note.ok else b"",
            pack_event(event) if event else b"",
            event.type.value if event else "",
            to_ms(event.at) if event else 0,
            event.sequence - 1 if event else 0,
            self._max_stream,
        ]
        return int(await self._client.run(load("source_record"), names, args))


def _state(source: SourceId, state: bytes | None, validators: bytes | None) -> SourceState:
    if not state:
        return SourceState()
    found = lines.read(_STATE, state, f"state of source {source}")
    return replace(found, validators=lines.read(_VALIDATORS, validators, f"source {source}")) if validators else found


@lru_cache(maxsize=512)
def _declaration(line: bytes, source: SourceId) -> Source:
    """The same line is read before every look at an article of the source."""
    return lines.read(_SOURCE, line, f"source {source}")
