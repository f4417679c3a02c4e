"""What looks have found of a source is kept whole on every store: what was told is not told again after a restart."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from monitor.model import Habit, Health, Illness, Source, SourceKind, SourceState, Validators
from monitor.ports import SourceNote
from monitor.sources import source_id
from monitor.store import Store

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://outlet.example/feed.xml"
WHOLE = SourceState(
    health=Health.FAILING, baseline=True, looked=AT, failing_since=AT - timedelta(hours=3), failures=4,
    reason="timeout", pushed=AT,
    looks=41, entries_seen=12, new_today=3, today="2026-03-02", title="Outlet", notes=("a note",),
    validators=Validators('W/"1"', "yesterday", "gate", "sha"), content_until=AT, hint_s=900,
    skip_hours=(1, 2), skip_days=(6,), hub="https://hub.example/", topic=URL,
    rhythm=Habit((0.5,) * 56, (1.5,) * 56, 2.25, AT, quiet=True), illness=Illness(AT, 40, 4, 0.05, 9, 0.5, ill=True),
)  # fmt: skip


async def test_every_field_of_a_state_comes_back(both_stores: Store) -> None:
    source = Source(source_id(URL), URL, SourceKind.FEED, "Outlet", AT)
    await both_stores.book.put(source)
    await both_stores.book.record(SourceNote(source.id, "look", ok=True, state=WHOLE))
    assert (await both_stores.book.states([source.id]))[source.id] == WHOLE
    fresh = SourceState()
    left = [one.name for one in fields(SourceState) if getattr(WHOLE, one.name) == getattr(fresh, one.name)]
    assert left == ["rule_misses"]  # its own note keeps it; any other field could be lost unseen
