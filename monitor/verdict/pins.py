"""Like with like: a page that is read in another way than the newest version is compared with that one read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monitor import snapshot
from monitor.model import Candidate, Evidence, Extraction, Head, Pin, Reading, Version
from monitor.ports import Commit
from monitor.verdict.findings import ToKeep
from monitor.verdict.limits import Look

REREAD: Final = "reread"  # origin of the evidence of a version that no look made
FEED: Final = "feed"
LEAST_SHARE: Final = 0.5  # of the newest text; a baseline with less of it is none
GROWTH: Final = "entry_added"  # the kind of a change that is nothing but new entries of a live blog
READING: Final = "extraction"  # the kind of a change that only the way of reading may have made
ANOTHER_READING: Final = "another reading"


def needs_rereading(head: Head, extraction: Extraction, look: Look) -> bool:
    """True if the newest version's page was read in another way, and its text is another one."""
    newest = head.newest
    if newest is None or extraction.unchanged or extraction.degraded or newest.evidence.origin == FEED:
        return False
    if is_other_form(head, extraction) or is_read_alike(head, extraction.pin):
        return False
    return not _is_same(newest, extraction, look)


def is_other_form(head: Head, extraction: Extraction) -> bool:
    """True if this is AMP and the newest version's page was not, or the other way round: neither reads as the other."""
    return head.pin is not None and head.pin.variant != extraction.pin.variant


def is_read_alike(head: Head, pin: Pin | None) -> bool:
    """True if this is how the newest version's text was read; of one that was never pinned only its evidence says."""
    if head.newest is None or pin is None or head.newest.evidence.origin == FEED:
        return True
    if head.pin is not None:
        return head.pin == pin
    evidence = head.newest.evidence
    return (evidence.extractor, evidence.extractor_version) == (pin.step, pin.version)


def reading_of_baseline(reading: Reading, extraction: Extraction) -> Reading:
    """How the newest version's page is read again: as the new one was."""
    rule = None if extraction.rule_failed else reading.rule
    return replace(reading, pin=extraction.pin, rule=rule, type=extraction.text.type)


def on_baseline(
    head: Head, baseline: Extraction, extraction: Extraction, look: Look, look_id: str
) -> Head | Commit | None:
    """What reading the newest version's page again means.

    The head with the new pin where the text is the same; else a version to keep that is no change; None where the page
    can not be read as the new one was.
    """
    newest = head.newest
    if newest is None or baseline.degraded or not _is_like(baseline.pin, extraction.pin):
        return None
    if snapshot.size(baseline.text) < LEAST_SHARE * snapshot.size(newest.text):
        return None
    if _is_same(newest, baseline, look):
        return replace(head, pin=extraction.pin)
    evidence = replace(_read_by(newest.evidence, baseline), look_id=look_id, confirmed_by="", origin=REREAD)
    return Commit(
        article=head.article.id,
        expected=head.state.versions,
        text=baseline.text,
        fingerprint=snapshot.fingerprint(baseline.text, look.fields),
        evidence=evidence,
        validators=head.state.validators,
        change=None,
        event=None,
        reread=True,
        pin=extraction.pin,
    )


def waits_in_another_reading(head: Head, extraction: Extraction) -> bool:
    """True if the candidate's page was read in another way than this one."""
    if head.candidate is None or extraction.unchanged or extraction.degraded or is_other_form(head, extraction):
        return False
    seen = head.candidate.evidence
    is_alike = (seen.extractor, seen.extractor_version) == (extraction.extractor, extraction.extractor_version)
    return not is_alike or not is_read_alike(head, extraction.pin)


def candidate_of(candidate: Candidate, again: Extraction, look: Look) -> Candidate:
    """The candidate as its page is read now; it waits since it was first seen. As it was where that reads nothing."""
    if not again.text.blocks:
        return candidate
    return replace(
        candidate,
        text=again.text,
        fingerprint=snapshot.fingerprint(again.text, look.fields),
        evidence=_read_by(candidate.evidence, again),
    )


def content_type_of(seen: Evidence) -> str:
    """What the server said that the page was."""
    return next((value for name, value in seen.headers if name == "content-type"), "")


def needed_bodies(head: Head) -> tuple[str, ...]:
    """Hashes of the bodies that later looks may have to read again."""
    seen = (head.newest.evidence if head.newest else None, head.candidate.evidence if head.candidate else None)
    return tuple(one.raw_sha256 for one in seen if one and one.raw_sha256)


def baseline_of(head: Head, found: ToKeep) -> Version:
    """The newest version as the comparison is to see it: read like the new text, or not."""
    assert head.newest is not None  # noqa: S101 - nothing is compared with the first version
    new, old = found.evidence, head.newest.evidence
    if is_read_alike(head, found.pin):
        old = replace(old, extractor=new.extractor, extractor_version=new.extractor_version)
    elif (old.extractor, old.extractor_version) == (new.extractor, new.extractor_version):
        old = replace(old, extractor=ANOTHER_READING)
    return replace(head.newest, evidence=old)


def is_no_edit(kinds: Sequence[str]) -> bool:
    """True for what only the way of reading has made, and for a live blog that has only grown."""
    return tuple(kinds) in {(READING,), (GROWTH,)}


def _read_by(seen: Evidence, again: Extraction) -> Evidence:
    """The evidence of a page that was read again."""
    return replace(seen, extractor=again.extractor, extractor_version=again.extractor_version)


def _is_same(version: Version, extraction: Extraction, look: Look) -> bool:
    return snapshot.canonical(extraction.text, look.fields) == snapshot.canonical(version.text, look.fields)


def _is_like(one: Pin, two: Pin) -> bool:
    """True if two pages were read by the same reader; where the text stood in them is their own."""
    return (one.version, one.rule, one.masks, one.variant) == (two.version, two.rule, two.masks, two.variant)
