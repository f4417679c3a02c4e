"""What a look at an article means."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from monitor import __version__, snapshot
from monitor.model import (
    PAGE_NOT_FOUND,
    Candidate,
    EventType,
    Evidence,
    Extraction,
    FetchFailed,
    FetchResult,
    Head,
    Health,
    NotModified,
    Response,
    Switches,
    Text,
    Validators,
)
from monitor.poll.away import is_late
from monitor.ports import LookNote
from monitor.verdict import doubts, states
from monitor.verdict.candidates import second_look, sighting, suspect
from monitor.verdict.evidence import evidence_of, validators_of
from monitor.verdict.findings import ToKeep, ToRead
from monitor.verdict.limits import Look
from monitor.verdict.redirects import strayed
from monitor.verdict.trails import trail_after

CRASHES_BEFORE_QUARANTINE: Final = 3
CLOSED: Final = frozenset({"consent page", "bot wall", "paywall", "login page"})


def on_answer(head: Head, result: FetchResult, look: Look) -> LookNote | ToRead:
    """What an answer means before its body is read."""
    match result:
        case FetchFailed():
            return _failed(head, look, result)
        case NotModified():
            return _old_text(head, look, None)
        case Response(status=200):
            return _on_page(head, result, look)
        case Response():
            return states.on_status(head, result, look)


def on_text(head: Head, response: Response, extraction: Extraction, look: Look) -> LookNote | ToKeep:
    """What an extracted text means: the old one, the first one, a suspected change, or a confirmed one."""
    if extraction.degraded and not doubts.is_doubtful(head, extraction):
        return _unreadable(head, look, extraction.reason or "could not read the whole page")
    if extraction.unchanged:
        return _old_text(head, look, validators_of(response, extraction.gate))
    text = extraction.text
    fingerprint = snapshot.fingerprint(text, look.fields)
    if head.newest is not None and fingerprint == snapshot.fingerprint(head.newest.text, look.fields):
        return replace(_old_text(head, look, validators_of(response, extraction.gate)), pin=extraction.pin)
    if doubts.is_broken(head, text):
        return _unreadable(head, look, doubts.BROKEN)
    evidence = evidence_of(response, extraction, look)
    pin = None if extraction.degraded else extraction.pin  # how half a page is read says nothing of a whole one
    kept = ToKeep(text, fingerprint, evidence, validators_of(response, extraction.gate), None, pin)
    doubt = doubts.doubt_of(head, extraction, look)
    return doubts.in_doubt(head, kept, doubt, look) if doubt else _on_new_text(head, kept, look)


def _on_new_text(head: Head, kept: ToKeep, look: Look) -> LookNote | ToKeep:
    """What a new text means that is most probably an edit."""
    candidate = head.candidate
    if candidate is not None and candidate.why:
        return doubts.leftover(head, kept, look)
    if head.newest is None or (not look.confirm and candidate is None):
        return kept
    if candidate is None:
        return suspect(head, look, Candidate(kept.text, kept.fingerprint, kept.evidence, look.at))
    return second_look(head, candidate, kept, look)


def traced(head: Head, result: FetchResult, finding: LookNote | ToKeep, look: Look) -> LookNote | ToKeep:
    """The finding with the trail it leaves; a page that was gone is back only with a text that counts."""
    trail = trail_after(head, result, finding, look)
    changed = trail if trail != head.trail else None
    if isinstance(finding, ToKeep):
        found = finding.first_seen or look.at
        return replace(finding, trail=changed, late=is_late(head.state.last_confirmed, found, look.away))
    if finding.candidate is not None:
        finding = replace(finding, health=states.ill(head, finding.health))
        trail = replace(trail, gone_since=head.trail.gone_since)
        changed = trail if trail != head.trail else None
    late = finding.event is not None and is_late(head.state.last_confirmed, look.at, look.away)
    return replace(finding, trail=changed, late=late) if changed or late or finding.trail else finding


def is_false_304(head: Head, result: FetchResult, finding: LookNote | ToKeep) -> bool:
    """True if the text has changed and the validators have not: a conditional request would have missed it."""
    if not isinstance(result, Response) or not isinstance(finding, ToKeep) or head.newest is None:
        return False
    old = head.state.validators
    if old.etag:  # it counts alone where there is one (RFC 9110, 13.1.3)
        return result.header("etag") == old.etag
    return bool(old.last_modified) and result.header("last-modified") == old.last_modified


def on_crash(head: Head, look: Look, reason: str) -> LookNote:
    """A page that killed the process that read it; the third time in a row it is set aside."""
    third = head.state.crashes + 1 >= CRASHES_BEFORE_QUARANTINE
    health = Health.QUARANTINED if third else Health.FAILING
    return LookNote(head.article.id, head.state.versions, look.id, health, reason=reason, failed=True, crashed=True)


def on_feed_text(head: Head, text: Text, look_id: str, fields: Switches = ()) -> LookNote | ToKeep:
    """The text of a feed item as a version, or that it is the newest one; a feed is exact, so once is enough."""
    fingerprint = snapshot.fingerprint(text, fields)
    if head.newest is not None and snapshot.fingerprint(head.newest.text, fields) == fingerprint:
        return LookNote(head.article.id, head.state.versions, look_id, Health.OK, confirmed=True)
    raw = "\n".join([text.title, *(block.text for block in text.blocks)]).encode()
    evidence = Evidence(look_id, 200, (), "", len(raw), "feed item", __version__, origin="feed")
    return ToKeep(text, fingerprint, evidence, Validators(), None)


def known_gate(head: Head) -> str:
    """The gate of the newest version's page; "" where there is none to trust."""
    return head.state.validators.gate if head.newest is not None else ""


def _on_page(head: Head, response: Response, look: Look) -> LookNote | ToRead:
    """A page that was answered; the very bytes of the last one need no reading."""
    if head.newest is not None and response.body_sha256 == head.state.validators.body_sha256:
        return _old_text(head, look, validators_of(response, head.state.validators.gate))
    away = strayed(head, response)
    if away is None:
        return ToRead(response)
    if away.is_missing:
        return states.on_missing(head, look, away.said)
    return _shown_otherwise(head, look, Health.BLOCKED, away.said)


def _old_text(head: Head, look: Look, validators: Validators | None) -> LookNote:
    """The newest version's text was still there; a suspected change, if any, was seen once and then gone."""
    candidate = head.candidate
    note = LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.FINISHED if look.last else Health.OK,
        confirmed=True,
        validators=validators,
        drop_candidate=candidate is not None,
        sighting=sighting(head, candidate, look) if candidate else None,
        event=EventType.FINISHED if look.last and head.state.health is not Health.FINISHED else None,
    )
    return _restored(head, note)


def _restored(head: Head, note: LookNote) -> LookNote:
    back = head.state.health is Health.UNAVAILABLE
    return replace(note, event=EventType.RESTORED, reason="the page is there again") if back else note


def _failed(head: Head, look: Look, failure: FetchFailed) -> LookNote:
    reason = f"{failure.reason.value.replace('_', ' ')}{': ' + failure.detail if failure.detail else ''}"
    health = states.ill(head, Health.FAILING)
    return LookNote(head.article.id, head.state.versions, look.id, health, reason=reason, failed=True)


def _unreadable(head: Head, look: Look, reason: str) -> LookNote:
    if reason == PAGE_NOT_FOUND:
        return states.on_missing(head, look, "an error page says that it was not found")
    return _shown_otherwise(head, look, Health.BLOCKED if reason in CLOSED else Health.DEGRADED, reason)


def _shown_otherwise(head: Head, look: Look, health: Health, reason: str) -> LookNote:
    """Something else than the article was shown."""
    health = states.ill(head, health)
    return LookNote(head.article.id, head.state.versions, look.id, health, reason=reason, failed=True)
