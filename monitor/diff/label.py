"""From two versions to the Change that is told to people: kinds, notice, weight, band and summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.diff.compare import compare
from monitor.diff.render.summary import summary
from monitor.diff.result import Diff
from monitor.model import Change, Interval, Notice, Version

RULES_VERSION: Final = "2026-11-24.1"
_BANDS: Final = ((0.01, "minor"), (0.05, "small"), (0.20, "medium"), (0.60, "large"))


def label(old: Version, new: Version, *, earlier: Sequence[str] = (), published: str = "") -> Change:
    """The labelled change between two versions of an article; `earlier` are fingerprints of versions before `old`."""
    diff = compare(old.text, new.text)
    kinds = [*diff.kinds]
    if any(new.fingerprint.startswith(one) for one in earlier):
        kinds.append("reverted")
    notice = Notice.NONE_FOUND
    reasons = (f"published {published}",) if published else ()
    return Change(
        article=new.article,
        from_version=old.number,
        to_version=new.number,
        interval=Interval(old.last_confirmed, new.first_seen),
        old_title=old.text.title,
        new_title=new.text.title,
        kinds=tuple(kinds),
        notice=notice,
        weight=50,
        reasons=reasons,
        band=band(diff),
        summary=summary(diff, notice=notice),
        stats=diff.stats,
        rules_version=RULES_VERSION,
    )


def band(diff: Diff) -> str:
    """How large the change is: minor, small, medium, large or rewrite, by the share of words that did not stay."""
    changed = 1 - diff.stats.similarity
    return next((name for limit, name in _BANDS if changed < limit), "rewrite")
