"""The book of sources in Redis: declarations, states, events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monitor.errors import StoreError
from monitor.model import Event, Source, SourceId, SourceState
from monitor.ports import SourceNote
from monitor.store import packing
from monitor.store.client import StoreClient, ms
from monitor.store.endpoint_events import event_id
from monitor.store.keys import MAX_STREAM, Keys
from monitor.store.scripts import load

TRIES: Final = 5


class RedisSourceBook:
    """Behind the port SourceBook."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def put(self, source: Source) -> bool:
        """Add or replace the declaration; the state stays."""
        tag = self._keys.book_tag(source.id)
        return bool(await self._client.do("HSET", self._keys.sources(tag), source.id, packing.SOURCE.dump_json(source)))

    async def get(self, source: SourceId) -> Source | None:
        """The declaration."""
        raw = await self._client.do("HGET", self._keys.sources(self._keys.book_tag(source)), source)
        return packing.SOURCE.validate_json(raw) if raw else None

    async def all(self, *, archived: bool = False) -> list[Source]:
        """All declarations by name."""
        replies = await self._client.all([("HVALS", self._keys.sources(tag)) for tag in self._keys.book_tags()])
        found = [packing.SOURCE.validate_json(raw) for reply in replies for raw in reply]
        return sorted((s for s in found if archived or not s.archived), key=lambda s: (s.name.casefold(), s.url))

    async def states(self, sources: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """States; a source without looks has SourceState()."""
        replies = await self._client.all(
            [("HGET", self._keys.source_states(self._keys.book_tag(source)), source) for source in sources]
        )
        return {
            source: packing.SOURCE_STATE.validate_json(raw) if raw else SourceState()
            for source, raw in zip(sources, replies, strict=True)
        }

    async def record(self, note: SourceNote) -> Event | None:
        """Keep the outcome of a look, with the event it makes."""
        tag = self._keys.book_tag(note.source)
        state = note.state
        if not note.ok:
            before = (await self.states([note.source]))[note.source]
            state = replace(state, validators=before.validators)
        for _ in range(TRIES):
            event = await self._event(note)
            found = await self._client.run(
                load("source_write"),
                [self._keys.source_states(tag), self._keys.source_events(note.source), self._keys.stream(tag)],
                [
                    note.source,
                    packing.SOURCE_STATE.dump_json(state, exclude_defaults=True),
                    event.sequence - 1 if event else 0,
                    event.type.value if event else "",
                    ms(event.at) if event else 0,
                    packing.EVENT.dump_json(event, exclude_defaults=True) if event else b"",
                    MAX_STREAM,
                ],
            )
            if found < 0:
                return event
        raise StoreError(f"source {note.source} changes faster than it can be written")

    async def _event(self, note: SourceNote) -> Event | None:
        if note.event is None:
            return None
        events = await self.events(note.source)
        sequence = len(events) + 1
        return Event(
            id=event_id(note.source, sequence, note.event),
            type=note.event,
            subject=note.source,
            sequence=sequence,
            prev=events[-1].id if events else None,
            at=await self._client.now(),
            sources=(note.source,),
            detail=note.detail,
        )

    async def events(self, source: SourceId) -> tuple[Event, ...]:
        """All events of the source, oldest first."""
        lines = await self._client.do("LRANGE", self._keys.source_events(source), 0, -1)
        return tuple(packing.event_line(line)[1] for line in lines)
