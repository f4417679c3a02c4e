"""Sources: as lines of a list, and one source's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from monitor.model import Article, ArticleState, Health, Owner, Planned, Source, SourceState, Watch
from monitor.ports import Totals
from monitor.web.links import host_of
from monitor.web.moments import stamp
from monitor.web.views.article import headline
from monitor.web.views.lines import source_name
from monitor.web.views.plan import plan_of_source
from monitor.web.words import FEED_ONLY, LAST_FAILED, SOURCE_KINDS, STATES, times


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as it is shown."""

    id: str
    name: str
    url: str
    host: str
    kind: str
    watch: str
    state: str
    health: Health
    reason: str
    since: Markup  # of the failures in a row that end with the last check; empty without any
    notes: tuple[str, ...]
    plan: Markup
    looked: Markup
    added: Markup
    totals: Totals
    tags: tuple[str, ...]
    is_paused: bool
    is_archived: bool
    is_from_file: bool


def source_view(source: Source, state: SourceState, totals: Totals, planned: Planned, *, now: datetime) -> SourceView:
    """A source with how it is doing."""
    return SourceView(
        id=source.id,
        name=source_name(source, state.title),
        url=source.url,
        host=host_of(source.url),
        kind=SOURCE_KINDS[source.kind],
        watch=FEED_ONLY if source.watch is Watch.FEED else "",
        state=_state(source, state),
        health=state.health,
        reason=state.reason,
        since=stamp(state.failing_since) if state.failing_since else Markup(""),
        notes=state.remarks,
        plan=plan_of_source(source, planned, now=now),
        looked=stamp(state.looked),
        added=stamp(source.added),
        totals=totals,
        tags=source.tags,
        is_paused=source.paused,
        is_archived=source.archived,
        is_from_file=source.owner is Owner.FILE,
    )


def _state(source: Source, state: SourceState) -> str:
    if source.archived:
        return "removed"
    if source.paused:
        return "paused"
    return LAST_FAILED if state.failures and state.health is not Health.FAILING else STATES[state.health]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in its source's list."""

    title: str
    url: str
    host: str
    state: str
    health: Health
    changes: str
    has_changed: bool
    added: Markup
    looked: Markup


def article_line(article: Article, state: ArticleState) -> ArticleLine:
    """An article as one line."""
    return ArticleLine(
        title=headline(article, state),
        url=f"/articles/{article.id}",
        host=host_of(article.url),
        state=STATES[state.health],
        health=state.health,
        changes=f"changed {times(state.changes)}" if state.changes else "no change seen",
        has_changed=state.changes > 0,
        added=stamp(article.added),
        looked=stamp(state.looked),
    )
