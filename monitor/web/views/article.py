"""An article's page: its versions, newest first, with everything that was seen between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from monitor.model import (
    Article,
    ArticleState,
    Health,
    Watch,
)
from monitor.web.links import host_of
from monitor.web.moments import said, stamp
from monitor.web.views.history import History, Step, steps
from monitor.web.views.lines import source_name
from monitor.web.views.plan import plan_of_article
from monitor.web.words import (
    DOUBTS,
    FEED_ONLY,
    NO_HEADLINE,
    STATES,
)


class Shown(StrEnum):
    """What of the history a reader wants to see."""

    ALL = ""
    CHANGES = "changes"  # versions that are changes
    GONE = "gone"  # texts that were seen and went again


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to see less of the history."""

    name: str
    url: str
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything that an article's page shows."""

    id: str
    title: str
    url: str
    host: str
    source: str
    source_url: str
    state: str
    health: Health
    reason: str
    alias: str  # the page of the article that this one turned out to be; "" for most
    changes: int
    versions: int
    looks: int
    first_seen: Markup
    published: Markup
    plan: Markup
    pending: str  # "" or what is being checked again
    pending_since: Markup
    from_feed: str
    steps: tuple[Step, ...]  # newest first
    tabs: tuple[Tab, ...]


def article_view(history: History, *, now: datetime, shown: str = "") -> ArticleView:
    """The article's page, with all of its history or what is to be shown of it."""
    found, wanted = steps(history), Shown(shown) if shown in set(Shown) else Shown.ALL
    article, state, candidate = history.head.article, history.head.state, history.head.candidate
    return ArticleView(
        id=article.id,
        title=headline(article, state),
        url=article.url,
        host=host_of(article.url),
        source=source_name(history.source) if history.source else host_of(article.url),
        source_url=f"/sources/{article.source}",
        state=STATES[state.health],
        health=state.health,
        reason=state.reason,
        alias=f"/articles/{history.head.trail.same_as}" if history.head.trail.same_as else "",
        changes=state.changes,
        versions=state.versions,
        looks=state.looks,
        first_seen=stamp(article.added),
        published=said(_published(history)),
        plan=plan_of_article(
            article, state, history.source, history.planned, candidate=candidate, now=now, care=history.head.care
        ),
        pending=DOUBTS[candidate.why] if candidate else "",
        pending_since=stamp(candidate.first_seen) if candidate else Markup(""),
        from_feed=FEED_ONLY if article.watch is Watch.FEED else "",
        steps=only(found, wanted),
        tabs=tabs(article.id, found, wanted),
    )


def _published(history: History) -> str:
    """What the page itself says, in its oldest version that says it; else the feed."""
    texts = (version.text.published for version in history.versions)
    return next(filter(None, texts), history.head.article.published)


def headline(article: Article, state: ArticleState) -> str:
    """The newest headline."""
    return state.title or article.listed_title or NO_HEADLINE


def tabs(article: str, found: Sequence[Step], shown: Shown) -> tuple[Tab, ...]:
    """All ways to see it, none where there is nothing to leave out."""
    names = {Shown.ALL: "everything", Shown.CHANGES: "changes", Shown.GONE: "seen, then gone"}
    made = [
        Tab(name, f"/articles/{article}{'?show=' + one.value if one else ''}", len(only(found, one)), one is shown)
        for one, name in names.items()
    ]
    return tuple(made) if made[-1].count else ()


def only(found: Sequence[Step], shown: Shown) -> tuple[Step, ...]:
    """The steps that are to be seen."""
    if shown is Shown.CHANGES:
        return tuple(step for step in found if step.summary and step.kind == "version")
    return tuple(step for step in found if shown is Shown.ALL or step.kind == "sighting")
