"""Suspected changes: kept as candidates until a second look agrees, the old text comes back, or nothing steady remains.

Deletions count like additions, and a version is always one text as it was served.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from monitor import snapshot
from monitor.model import Candidate, Glimpse, Head, Health, Sighting, Switches, Text
from monitor.ports import LookNote
from monitor.verdict.findings import ToKeep
from monitor.verdict.limits import Look

MAX_CONFIRMING_LOOKS: Final = 3


def suspect(head: Head, look: Look, candidate: Candidate) -> LookNote:
    """A suspected change, kept until a second look; the validators of record stay those of the newest version."""
    return LookNote(head.article.id, head.state.versions, look.id, Health.OK, candidate=candidate)


def second_look(head: Head, candidate: Candidate, kept: ToKeep, look: Look) -> LookNote | ToKeep:
    """What a changed text means while another one is suspected already."""
    if kept.fingerprint == candidate.fingerprint:
        evidence = replace(candidate.evidence, confirmed_by=look.id)
        return replace(kept, evidence=evidence, first_seen=candidate.first_seen)
    if not look.confirm:
        return kept
    assert head.newest is not None  # noqa: S101 - a candidate is kept only beside a version
    if steady_change(head.newest.text, candidate.text, kept.text, look.fields):
        return kept
    if candidate.looks + 1 < MAX_CONFIRMING_LOOKS:
        third = Candidate(kept.text, kept.fingerprint, kept.evidence, candidate.first_seen, candidate.looks + 1)
        return suspect(head, look, third)
    return LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.OK,
        drop_candidate=True,
        sighting=sighting(head, candidate, look),
    )


def steady_change(old: Text, second: Text, third: Text, fields: Switches = ()) -> bool:
    """True if a change remains after everything that differs between two looks a moment apart is masked.

    Blocks that only one of the two looks has are taken for a box that turns; as many blocks of the old text as
    turned are excused for having stood in its place.
    """
    before, one, two = (Counter(snapshot.canonical(text, fields).split("\n")) for text in (old, second, third))
    both = one & two
    added = both - before
    gone = before - one - two
    turning = (two - one).total()
    return bool(added) or gone.total() > turning


def sighting(head: Head, candidate: Candidate, look: Look) -> Sighting:
    """The record of a text that was seen once and then gone."""
    old = head.newest.text if head.newest else Text("", ())
    known = set(snapshot.canonical(old, look.fields).split("\n"))
    lines = snapshot.canonical(candidate.text, look.fields).split("\n")
    differs = next((line for line in lines if line not in known), "").strip("\x1f").replace("\x1f", ", ")
    summary = f"“{differs[:100]}”" if differs else "a text that lacked some of its parts"
    kind = Glimpse(candidate.why.value) if candidate.why else Glimpse.TRANSIENT
    return Sighting(candidate.first_seen, look.at, candidate.text.title, summary, candidate.fingerprint, kind)
