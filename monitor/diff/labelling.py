"""From two versions to the Change that is told to people: kinds, notice, weight, band and summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.diff.bands import band
from monitor.diff.comparing import compare
from monitor.diff.entries import ADDED, Entries, entries_of
from monitor.diff.facts import Fact, changed_facts, told
from monitor.diff.kinds import ORDER
from monitor.diff.notice import notice, signs
from monitor.diff.reading import READING, kinds_beside_reading
from monitor.diff.render.summary import summary
from monitor.diff.result import BY_POSITION, Diff
from monitor.diff.unlabelled import unlabelled
from monitor.diff.weight import weight
from monitor.model import Change, Notice, PageType, Version
from monitor.snapshot import headline_hash

RULES_VERSION: Final = "2026-11-28.2"  # of the word lists, the kinds, the notice, the weight and the summary
# kinds that only news has; a change of a document that has no other is one of its words
OF_NEWS: Final = frozenset(
    {"correction_notice", "quote", "attribution", "hedge", "byline", "ab_test", "visible_time", "timestamp_only"}
)
WORDING: Final = ("wording",)


def label(
    old: Version, new: Version, *, earlier: Sequence[str] = (), titles: Sequence[str] = (), published: str = ""
) -> Change:
    """The labelled change between two versions of an article.

    `earlier` are fingerprints (or their beginnings) of versions before `old`, `titles` hashes of their headlines;
    `published` is an ISO 8601 time.
    """
    entries = entries_of(old.text, new.text)
    diff = compare(entries.old, entries.new)
    read_alike = _is_read_alike(old, new)
    said = changed_facts(old.text, new.text) if diff.is_empty and not entries.is_growth else ()
    kinds = _kinds(diff, new, earlier, titles, read_alike=read_alike)
    kinds = _with_facts(kinds, said, read_alike=read_alike)
    verdict = _notice(diff, old, new, whole=read_alike)
    if new.text.type is PageType.PAGE:
        kinds, verdict = tuple(kind for kind in kinds if kind not in OF_NEWS) or WORDING, Notice.NOT_ASKED
    elif entries.kinds:
        kinds = (ADDED,) if entries.is_growth else tuple(k for k in ORDER if k in entries.kinds.union(kinds))
    weighed = weight(diff, kinds, verdict, age=_age(published or old.text.published, new.first_seen))
    return replace(
        unlabelled(old, new),
        kinds=kinds,
        notice=verdict,
        weight=weighed.value,
        reasons=(*weighed.reasons, *([BY_POSITION + diff.fallback] if diff.fallback else ())),
        band=band(diff),
        summary=_summary(diff, entries, said, kinds=kinds, notice=verdict),
        stats=diff.stats,
        rules_version=RULES_VERSION,
    )


def _summary(diff: Diff, entries: Entries, said: tuple[Fact, ...], *, kinds: Sequence[str], notice: Notice) -> str:
    if entries.is_growth:
        return "1 new entry" if entries.added == 1 else f"{entries.added} new entries"
    return told(said) if said else summary(diff, kinds=kinds, notice=notice)


def _is_read_alike(old: Version, new: Version) -> bool:
    """True if the same extractor read both pages: else paragraphs may come and go without any edit."""
    return (old.evidence.extractor, old.evidence.extractor_version) == (
        new.evidence.extractor,
        new.evidence.extractor_version,
    )


def _kinds(
    diff: Diff, new: Version, earlier: Sequence[str], titles: Sequence[str], *, read_alike: bool
) -> tuple[str, ...]:
    found = set(diff.kinds) if read_alike else kinds_beside_reading(diff)
    headline = _is_headline_alone(diff)
    if any(one and new.fingerprint.startswith(one) for one in earlier) or (
        headline and headline_hash(new.text.title) in titles
    ):
        found.add("reverted")
        if headline:
            found.add("ab_test")
    return tuple(kind for kind in ORDER if kind in found)


def _with_facts(kinds: tuple[str, ...], said: Sequence[Fact], *, read_alike: bool) -> tuple[str, ...]:
    """The kinds with those of fields that differ; another way of reading may have made these, too."""
    found = {*kinds, *(fact.kind if read_alike else READING for fact in said)}
    return tuple(kind for kind in ORDER if kind in found)


def _is_headline_alone(diff: Diff) -> bool:
    return bool(diff.evidence) and all(finding.place == "title" for finding in diff.evidence)


def _notice(diff: Diff, old: Version, new: Version, *, whole: bool) -> Notice:
    found = signs(diff, machine_time=old.text.modified != new.text.modified)
    sample = " ".join((new.text.title, *(block.text for block in new.text.blocks[:20])))
    return notice(found, language=new.text.language, sample=sample, whole=whole)


def _age(published: str, at: datetime) -> timedelta | None:
    try:
        began = datetime.fromisoformat(published)
    except ValueError:
        return None
    return at - (began if began.tzinfo else began.replace(tzinfo=UTC))
