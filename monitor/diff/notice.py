"""Whether the page says that it was changed: a note, a time that moved, neither, or not known."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.diff.kinds.lexicon import lexicon_of
from monitor.diff.result import Diff
from monitor.model import Notice


@dataclass(frozen=True, slots=True)
class Signs:
    """Three facts that are kept apart: a time alone is no note, since many sites move it on every save."""

    note: bool  # a readable correction or update line appeared or changed
    visible_time: bool  # an "updated" time that a reader can see moved
    machine_time: bool  # the time in the metadata moved


def signs(diff: Diff, *, machine_time: bool = False) -> Signs:
    """What the two texts show, and whether the time in the metadata moved."""
    note = any(finding.kind == "correction_notice" and finding.new for finding in diff.evidence)
    visible = any(finding.kind == "visible_time" for finding in diff.evidence)
    return Signs(note, visible, machine_time)


def notice(found: Signs, *, language: str, sample: str, whole: bool = True) -> Notice:
    """The verdict; `whole` is False where the page may not have been read whole."""
    if found.note:
        return Notice.FOUND
    if found.visible_time or found.machine_time:
        return Notice.TIME_ONLY
    if not whole or lexicon_of(language, sample) is None:
        return Notice.UNKNOWN
    return Notice.NONE_FOUND
