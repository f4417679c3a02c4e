"""The source book's memory twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Event, Source, SourceId, SourceState
from monitor.ports import RuleNote, SourceNote
from monitor.store import rule_health, states, telling
from monitor.store.memory.shelf import KeptSource, MemoryShelf


class MemorySourceBook:
    """The port SourceBook in memory, for one process."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def put(self, source: Source) -> bool:
        """Add or replace the declaration; the state stays. True if it was new."""
        new = source.id not in self._shelf.sources
        self._shelf.sources[source.id] = source
        return new

    async def get(self, source: SourceId) -> Source | None:
        """The declaration."""
        return self._shelf.sources.get(source)

    async def all(self, *, archived: bool = False) -> list[Source]:
        """All declarations by name; archived ones only if asked for."""
        found = [source for source in self._shelf.sources.values() if archived or not source.archived]
        return sorted(found, key=lambda source: (source.name.casefold(), source.url))

    async def states(self, sources: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """States; a source without looks has SourceState()."""
        return {source: self._looks(source).state for source in sources}

    async def record(self, note: SourceNote) -> Event | None:
        """Keep the outcome of a look, with the event it makes; a look that was kept before changes nothing."""
        kept = self._shelf.source_looks.setdefault(note.source, KeptSource())
        before = kept.events[-1][1] if kept.events else None
        if kept.looked_by == note.look_id:
            return before if before and before.type == note.event else None
        validators = states.kept_validators(note.state.validators) if note.ok else kept.state.validators
        kept.looked_by = note.look_id
        kept.state = replace(note.state, validators=validators, rule_misses=kept.state.rule_misses)
        event = telling.of_source(note, before, self._shelf.now())
        if event:
            self._shelf.tell(self._shelf.shard("b", note.source), kept.events, event)
        return event

    async def heed_rule(self, note: RuleNote) -> Event | None:
        """Count the pages in a row on which a rule did not hold, with the event that this makes."""
        kept = self._shelf.source_looks.setdefault(note.source, KeptSource())
        kept.misses, kind = rule_health.after(kept.misses, note)
        kept.state = replace(kept.state, rule_misses=rule_health.counts(kept.misses))
        before = kept.events[-1][1] if kept.events else None
        event = telling.of_source(rule_health.told(note, kind), before, self._shelf.now())
        if event:
            self._shelf.tell(self._shelf.shard("b", note.source), kept.events, event)
        return event

    async def events(self, source: SourceId) -> tuple[Event, ...]:
        """All events of the source, oldest first."""
        return tuple(event for _, event in self._looks(source).events)

    def _looks(self, source: SourceId) -> KeptSource:
        return self._shelf.source_looks.get(source, KeptSource())
