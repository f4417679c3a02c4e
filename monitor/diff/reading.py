"""What of a change another way of reading may have made: whole paragraphs that come, go, move or are cut otherwise."""

from __future__ import annotations

from typing import Final

from monitor.diff.result import Diff, Finding, Op, RowKind, Run
from monitor.snapshot import fold

READING: Final = "extraction"
_WHOLE: Final = frozenset({RowKind.ADDED, RowKind.REMOVED})
_LAYOUT: Final = frozenset({"paragraph_moved", "paragraph_merged", "paragraph_split", "typography"})


def kinds_beside_reading(diff: Diff) -> set[str]:
    """The kinds of change between two texts that were not read alike; whole-block differences are all `extraction`."""
    found = {finding.kind for finding in diff.evidence if not _is_of_reading(diff, finding)}
    return found if len(found) == len(diff.kinds) else found | {READING}


def _is_of_reading(diff: Diff, finding: Finding) -> bool:
    if finding.kind in _LAYOUT:
        return True
    if finding.row >= 0:
        return diff.rows[finding.row].kind in _WHOLE
    runs = {"title": diff.title, "standfirst": diff.standfirst, "authors": diff.authors}.get(finding.place, ())
    old, new = fold("".join(run.old for run in runs)), fold("".join(run.new for run in runs))
    return _came_or_went(runs) or (finding.place == "title" and (_is_named(old, new) or _is_named(new, old)))


def _is_named(longer: str, title: str) -> bool:
    """True if it is the same headline with the name of the outlet behind it."""
    return longer.startswith(title) and longer[len(title) :].lstrip()[:1] in set("|-:·•")


def _came_or_went(runs: tuple[Run, ...]) -> bool:
    """True if one side has nothing at all."""
    return all(run.op is Op.INSERT for run in runs) or all(run.op is Op.DELETE for run in runs)
