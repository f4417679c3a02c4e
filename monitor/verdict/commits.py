"""From a text that is to be kept to the commit: its version, its change and the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from monitor.model import ArticleState, Change, Doubt, EventType, Head, Health, Version
from monitor.ports import Commit
from monitor.verdict import doubts
from monitor.verdict.findings import ToKeep
from monitor.verdict.pins import READING, is_no_edit

ANEW: Final = "anew"  # origin of the evidence of a version that a look has made and that is no change
ENTRIES: Final = "entries"  # likewise: a live blog has new entries
NO_CHANGE: Final = {ANEW: "the same page, read in another way", ENTRIES: "new entries, none edited"}  # in words
ACCESS_CHANGED: Final = "access_changed"  # the kind of a change that a wall has made


def commit(head: Head, found: ToKeep) -> Commit:
    """What the archive is asked to keep; the change is added by whoever compares the texts."""
    first = head.newest is None
    baseline = first and head.article.baseline
    back = head.state.health is Health.UNAVAILABLE
    kind = EventType.CREATED if first else EventType.RESTORED if back else EventType.CHANGED
    return Commit(
        article=head.article.id,
        expected=head.state.versions,
        text=found.text,
        fingerprint=found.fingerprint,
        evidence=found.evidence,
        validators=found.validators,
        change=None,
        event=None if baseline else kind,
        first_seen=found.first_seen,
        pin=found.pin,
        detail="the page is there again, with another text" if kind is EventType.RESTORED else "",
        late=found.late,
        trail=found.trail,
    )


def with_change(commit: Commit, found: ToKeep, change: Change) -> Commit:
    """The commit with what changed; without an event where nothing was edited."""
    if is_no_edit(change.kinds):
        origin = ANEW if change.kinds == (READING,) else ENTRIES
        event = commit.event if commit.event is EventType.RESTORED else None
        return replace(commit, event=event, reread=True, evidence=replace(commit.evidence, origin=origin))
    if found.doubt is Doubt.ACCESS:
        change = replace(change, kinds=(ACCESS_CHANGED, *change.kinds))
    return replace(commit, change=change, detail=doubts.REASONS.get(found.doubt, commit.detail))


def proposed(head: Head, found: ToKeep, now: datetime) -> Version:
    """The version as it will be, for the comparison with the one before."""
    first_seen = found.first_seen or now
    number = head.state.versions + 1
    return Version(head.article.id, number, first_seen, now, found.text, found.fingerprint, found.evidence)


def state_after(head: Head, version: Version, *, changed: bool = True) -> ArticleState:
    """The article's state as a committed version leaves it, for planning the next look."""
    state = head.state
    rereads = state.rereads + (not changed)
    return replace(
        state,
        health=Health.OK,
        versions=version.number,
        changes=max(0, version.number - 1 - rereads),
        rereads=rereads,
        fingerprint=version.fingerprint,
        last_confirmed=version.last_confirmed,
        last_change=version.first_seen if version.number > 1 and changed else state.last_change,
        looked=version.last_confirmed,
        looks=state.looks + 1,
        failures=0,
        crashes=0,
        reason="",
        title=version.text.title,
    )
