"""The book of sources in Redis: declarations, states, events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter

from monitor.errors import StoreError
from monitor.model import Event, Source, SourceId, SourceState, Validators
from monitor.ports import RuleNote, SourceNote
from monitor.store import lines, rule_health, states, telling
from monitor.store.client import StoreClient
from monitor.store.event_records import pack_event, unpack_event
from monitor.store.keys import MAX_STREAM, Keys
from monitor.store.resp import Arg
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
        asked = [("HGET", key, source) for source in sources for key in self._parts(source)]
        parts = await self._client.all(asked)
        triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        return {source: _state(source, *triple) for source, triple in zip(sources, triples, strict=True)}

    def _parts(self, source: SourceId) -> tuple[str, str, str]:
        """Where the parts of a source's state lie."""
        keys, tag = self._keys, self._keys.book_tag(source)
        return keys.source_states(tag), keys.source_validators(tag), keys.source_rules(tag)

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

    async def heed_rule(self, note: RuleNote) -> Event | None:
        """Count the pages in a row on which a rule did not hold, with the event that this makes."""
        tag = self._keys.book_tag(note.source)
        for _ in range(_RACES):
            kept = await self._client.do("HGET", self._keys.source_rules(tag), note.source) or b""
            misses = rule_health.read(kept)
            counted, kind = rule_health.after(misses, note)
            if counted == misses:
                return None
            before = await self._newest(note.source) if kind else None
            event = telling.of_source(rule_health.told(note, kind), before, await self._client.now()) if kind else None
            if await self._write_rules(note.source, kept, rule_health.written(counted), event) == 1:
                return event
        raise StoreError(f"the site rules of source {note.source} change faster than they can be written")

    async def _write_rules(self, source: SourceId, kept: bytes, line: bytes, event: Event | None) -> int:
        keys, tag = self._keys, self._keys.book_tag(source)
        names = [
            keys.test_mark(tag),
            keys.source_rules(tag),
            keys.events(tag, source),
            keys.stream(tag),
            keys.counts(tag),
        ]
        args: list[Arg] = [self._client.now_arg(), source, kept, line, *_event_args(event), self._max_stream]
        return int(await self._client.run(load("source_rules"), names, args))

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
            lines.write(_STATE, replace(note.state, validators=Validators(), rule_misses=())),
            lines.write(_VALIDATORS, states.kept_validators(note.state.validators)) if note.ok else b"",
            *_event_args(event),
            self._max_stream,
        ]
        return int(await self._client.run(load("source_record"), names, args))


def _event_args(event: Event | None) -> list[Arg]:
    """An event as the scripts take it: its record, type, time and the number of the one before."""
    if event is None:
        return [b"", "", 0, 0]
    return [pack_event(event), event.type.value, to_ms(event.at), event.sequence - 1]


def _state(source: SourceId, state: bytes | None, validators: bytes | None, rules: bytes | None) -> SourceState:
    found = lines.read(_STATE, state, f"state of source {source}") if state else SourceState()
    if rules:
        found = replace(found, rule_misses=rule_health.counts(rule_health.read(rules)))
    return replace(found, validators=lines.read(_VALIDATORS, validators, f"source {source}")) if validators else found


@lru_cache(maxsize=512)
def _declaration(line: bytes, source: SourceId) -> Source:
    """The same line is read before every look at an article of the source."""
    return lines.read(_SOURCE, line, f"source {source}")
