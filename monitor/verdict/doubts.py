"""What is most probably no edit: a page that shows less than it did, or a headline that comes and goes.

A text in doubt is kept and shown at once, and told as a change only when it stays. It is never dropped.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from monitor import snapshot
from monitor.extract import mojibake
from monitor.model import Candidate, Doubt, Extraction, Head, Health, Text
from monitor.ports import LookNote
from monitor.verdict import pins
from monitor.verdict.candidates import sighting
from monitor.verdict.findings import ToKeep
from monitor.verdict.limits import Look

LOOKS: Final = 3  # in a row that must find it before it counts
LEAST_SHARE: Final = 0.5  # of the former text
FLIPS_FOR: Final = timedelta(hours=24)  # after a headline came back
LITTLE: Final = "too little text"
MIN_TEASER: Final = 140  # characters
BROKEN_SHARE: Final = 0.005  # of all characters that could not be decoded
BROKEN: Final = "broken encoding"
REASONS: Final = {
    Doubt.SHORT: "less than half of the former text is there",
    Doubt.ACCESS: "access changed: only the beginning is shown",
    Doubt.FORM: "another form of the page is shown (AMP in place of the usual one, or the other way round)",
}
STATES: Final = {Doubt.ACCESS: Health.ACCESS_CHANGED, Doubt.FORM: Health.OTHER_FORM}


def is_doubtful(head: Head, extraction: Extraction) -> bool:
    """True for a page that is not to be trusted because it shows less of the article than it did, but something of it.

    Such as its first lines, or a line in its place that it was taken down.
    """
    text = extraction.text
    if head.newest is None or not text.blocks:
        return False
    if extraction.reason == "paywall":
        return snapshot.size(text) >= MIN_TEASER or is_beginning(text, head.newest.text)
    return extraction.reason == LITTLE or (extraction.reason == "login page" and is_beginning(text, head.newest.text))


def doubt_of(head: Head, extraction: Extraction, look: Look) -> Doubt:
    """Why a text that differs from the newest version's is most probably no edit; NONE for a plain one."""
    newest, text = head.newest, extraction.text
    if newest is None:
        return Doubt.NONE
    if extraction.degraded and extraction.reason != LITTLE:
        return Doubt.ACCESS
    if pins.is_other_form(head, extraction):
        return Doubt.FORM
    if snapshot.size(text) < LEAST_SHARE * snapshot.size(newest.text):
        return Doubt.ACCESS if is_beginning(text, newest.text) else Doubt.SHORT
    return Doubt.FLIP if is_flip(head, text, look) else Doubt.NONE


def is_beginning(text: Text, whole: Text) -> bool:
    """True if these blocks are the first ones of the whole text, the last one perhaps cut off."""
    some = [snapshot.fold(block.text) for block in text.blocks]
    first = [snapshot.fold(block.text) for block in whole.blocks[: len(some)]]
    if not some or len(some) >= len(whole.blocks) or some[:-1] != first[:-1]:
        return False
    return first[-1].startswith(some[-1].rstrip(" .…"))


def is_flip(head: Head, text: Text, look: Look) -> bool:
    """True if only the headline differs, to one that was there before, within a day after another one came back."""
    newest, state = head.newest, head.state
    if newest is None or state.last_change is None or look.at - state.last_change >= FLIPS_FOR:
        return False
    known = {snapshot.headline_hash(text.title), snapshot.headline_hash(newest.text.title)}
    if not known <= set(state.titles):
        return False
    otherwise = replace(text, title=newest.text.title)
    return snapshot.canonical(otherwise, look.fields) == snapshot.canonical(newest.text, look.fields)


def is_broken(head: Head, text: Text) -> bool:
    """True if the text was decoded wrongly, and the newest version's was not."""
    if head.newest is None:
        return False
    old, new = _letters(head.newest.text), _letters(text)
    if mojibake.is_broken(new) and not mojibake.is_broken(old):
        return True
    return new.count("\ufffd") > max(old.count("\ufffd"), BROKEN_SHARE * len(new))


def _letters(text: Text) -> str:
    return "\n".join((text.title, *(block.text for block in text.blocks)))


def in_doubt(head: Head, kept: ToKeep, doubt: Doubt, look: Look) -> LookNote | ToKeep:
    """What a text in doubt means: kept as a candidate, or committed once it was there often or long enough."""
    known = head.candidate if head.candidate is not None and head.candidate.why is doubt else None
    looks = known.looks + 1 if known else 1
    first_seen = known.first_seen if known else look.at
    if doubt is not Doubt.FLIP and looks >= LOOKS:
        return replace(kept, first_seen=first_seen, doubt=doubt)
    gone = head.candidate if known is None else None
    note = LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.OK,
        candidate=Candidate(kept.text, kept.fingerprint, kept.evidence, first_seen, looks, doubt),
        sighting=sighting(head, gone, look) if gone else None,
    )
    if doubt is Doubt.FLIP:
        return note
    reason = f"{REASONS[doubt]} ({looks} of {LOOKS} checks)"
    return replace(note, health=STATES.get(doubt, Health.DEGRADED), failed=True, reason=reason)


def leftover(head: Head, kept: ToKeep, look: Look) -> LookNote | ToKeep:
    """What a plain text means while another one is in doubt: a headline that stayed counts, anything else is gone."""
    candidate = head.candidate
    assert candidate is not None  # noqa: S101 - somebody has looked
    if candidate.why is Doubt.FLIP and candidate.fingerprint == kept.fingerprint:
        return replace(kept, first_seen=candidate.first_seen)
    return LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.OK,
        candidate=Candidate(kept.text, kept.fingerprint, kept.evidence, look.at),
        sighting=sighting(head, candidate, look),
    )
