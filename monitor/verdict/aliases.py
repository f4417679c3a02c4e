"""Two articles that turn out to be one page: looks are made at one of them, and each keeps its own history."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from monitor.model import ArticleId, EventType, Head, Health, Source, Trail
from monitor.ports import LookNote
from monitor.sources import article_id, same_site
from monitor.verdict.findings import ToKeep
from monitor.verdict.limits import Look

EARLY_LOOKS: Final = 5


def claimed(head: Head, finding: LookNote | ToKeep, look: Look) -> ArticleId | None:
    """The other article that the page says it is, within its own registrable domain; None if it says nothing new."""
    canonical = finding.text.canonical if isinstance(finding, ToKeep) else _known_canonical(head, finding, look)
    if not canonical:
        return None
    try:
        other = article_id(canonical) if same_site(canonical, head.article.url) else head.article.id
    except ValueError:
        return None
    return other if other != head.article.id else None


def _known_canonical(head: Head, note: LookNote, look: Look) -> str:
    """What the unchanged page said of itself; asked for at a few looks only, in case the other one came later."""
    asked = note.confirmed and (look.unconditional or head.state.looks < EARLY_LOOKS)
    return head.newest.text.canonical if asked and head.newest is not None else ""


def agrees(other: Head | None, owner: Source | None) -> bool:
    """True if the other article is looked at, and its page says of itself that it is that very one.

    A page must not write itself into another's history, and an alias has one hop.
    """
    if other is None or other.newest is None or other.trail.same_as is not None:
        return False
    if owner is None or owner.paused or owner.archived:
        return False
    try:
        return article_id(other.newest.text.canonical) == other.article.id
    except ValueError:
        return False


def alias(head: Head, other: Head, look: Look) -> LookNote:
    """The look's outcome: this article is the other one from now on, and is checked there."""
    told = head.state.versions > 0 and head.state.health is not Health.FINISHED
    return LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.FINISHED,
        reason=f"the same page as {other.article.url}, where it is checked",
        drop_candidate=True,
        event=EventType.FINISHED if told else None,
        trail=replace(Trail(), same_as=other.article.id),
    )
