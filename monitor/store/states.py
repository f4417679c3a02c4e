"""What a commit and a note make of an article's state: the rules that the scripts follow and the twins run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from monitor.model import ArticleState, Candidate, Health, Sighting, SourceId, Validators, Version
from monitor.ports import Commit, LookNote
from monitor.snapshot import headline_hash
from monitor.store.keys import MAX_EARLIER, MAX_REASON_CHARS, MAX_TITLE_CHARS, MAX_TITLES, MAX_VALIDATOR_CHARS
from monitor.store.wire import to_moment, to_ms

SHORT_FINGERPRINT: Final = 16
REREAD: Final = "reread"  # origin of the evidence of a version that no look made


def whole_ms(moment: datetime) -> datetime:
    """The moment in the whole milliseconds that the store keeps."""
    return to_moment(to_ms(moment))


def state_after_commit(state: ArticleState, commit: Commit, version: Version, now: datetime) -> ArticleState:
    """The article's state once this version is its newest."""
    rereads = state.rereads + commit.reread
    return replace(
        state,
        health=Health.OK,
        versions=version.number,
        changes=version.number - 1 - rereads,
        fingerprint=version.fingerprint,
        last_confirmed=version.last_confirmed,
        last_change=version.first_seen if version.number > 1 and not commit.reread else state.last_change,
        looked=now,
        looks=state.looks + (commit.evidence.origin != REREAD),
        failures=0,
        crashes=0,
        reason="",
        validators=kept_validators(commit.validators),
        sequence=state.sequence + (commit.event is not None),
        title=commit.text.title[:MAX_TITLE_CHARS],
        earlier=earlier_after(state),
        rereads=rereads,
        titles=titles_after(state),
    )


def earlier_after(state: ArticleState) -> tuple[str, ...]:
    """Short fingerprints of earlier versions, newest first, once the state's newest has become one of them."""
    if not state.versions:
        return ()
    return (state.fingerprint[:SHORT_FINGERPRINT], *state.earlier)[:MAX_EARLIER]


def titles_after(state: ArticleState) -> tuple[str, ...]:
    """Hashes of earlier headlines, newest first, each once, once the state's newest has become one of them."""
    if not state.versions:
        return ()
    return tuple(dict.fromkeys((headline_hash(state.title), *state.titles)))[:MAX_TITLES]


def state_after_note(state: ArticleState, note: LookNote, now: datetime) -> ArticleState:
    """The article's state after a look that made no version. Only a look that went well ends a row of failures."""
    failures = state.failures + 1 if note.failed else 0 if ends_failures(note) else state.failures
    validators = new_validators(note)
    return replace(
        state,
        health=note.health,
        last_confirmed=now if note.confirmed and state.versions else state.last_confirmed,
        looked=now,
        looks=state.looks + 1,
        failures=failures,
        crashes=state.crashes + 1 if note.crashed else 0,
        reason=note.reason[:MAX_REASON_CHARS],
        validators=state.validators if validators is None else validators,
        sequence=state.sequence + (note.event is not None),
    )


def ends_failures(note: LookNote) -> bool:
    """True if the look went well: a busy host says nothing about the page."""
    return not note.failed and note.health is Health.OK


def is_degraded(note: LookNote) -> bool:
    """True if a page came and could not be read whole, or a wall came in its place: no failure of a server."""
    return note.failed and note.health in {Health.DEGRADED, Health.BLOCKED}


def new_validators(note: LookNote) -> Validators | None:
    """The validators that a note makes durable: none of a look that was degraded, blocked, failed or is pending."""
    if note.validators is None or note.candidate is not None or note.health is not Health.OK:
        return None
    return kept_validators(note.validators)


def kept_validators(validators: Validators) -> Validators:
    """Validators that can be sent back verbatim: one too long to keep is left out, never cut."""
    return replace(
        validators,
        etag=validators.etag if len(validators.etag) <= MAX_VALIDATOR_CHARS else "",
        last_modified=validators.last_modified if len(validators.last_modified) <= MAX_VALIDATOR_CHARS else "",
    )


def candidate_after(note: LookNote, kept: Candidate | None, now: datetime) -> Candidate | None:
    """The candidate once the note is kept; the first look at one is dated by the store's clock."""
    if note.candidate is None:
        return None if note.drop_candidate else kept
    first_seen = now if note.candidate.looks == 1 else whole_ms(note.candidate.first_seen)
    return replace(note.candidate, first_seen=min(first_seen, now))


def kept_sighting(sighting: Sighting, now: datetime) -> Sighting:
    """The sighting as it is kept: gone by the store's now."""
    return replace(sighting, seen=whole_ms(sighting.seen), gone_by=now)


def merged_sources(known: Sequence[SourceId], more: Sequence[SourceId], limit: int) -> tuple[SourceId, ...]:
    """The sources of an article that is listed once more, first lister first."""
    return tuple(dict.fromkeys([*known, *more]))[:limit]
