"""A change, or another event of an article, as one line of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from monitor.model import Article, ArticleId, ArticleState, Event, Notice, Sighting, Source, SourceId
from monitor.web.links import host_of
from monitor.web.moments import interval, stamp
from monitor.web.words import EVENTS, GLIMPSES, NO_HEADLINE, SHORT_NOTICES, label, times

Heads = Mapping[ArticleId, tuple[Article, ArticleState]]


@dataclass(frozen=True, slots=True)
class Size:
    """How many words a change took and gave."""

    removed: int
    added: int
    band: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of changes."""

    title: str
    url: str  # the page of the change, or of the article
    article_url: str
    source: str
    source_url: str
    when: Markup
    at: datetime
    summary: str
    kinds: tuple[str, ...] = ()
    notice: str = ""
    notice_key: str = ""  # for its colour: a Notice, or "state" where the event is no change
    size: Size | None = None
    versions: str = ""  # "5 → 6"
    is_withdrawn: bool = False


def source_name(source: Source, title: str = "") -> str:
    """What a source is called; `title` is what it calls itself."""
    return source.name or title or host_of(source.url)


def lines(events: Sequence[Event], heads: Heads, names: Mapping[SourceId, str]) -> tuple[Line, ...]:
    """Events with what they are about, those of unknown articles left out."""
    found = []
    for event in events:
        head = heads.get(ArticleId(event.subject))
        if head is not None:
            found.append(line(event, *head, names))
    return tuple(found)


def glimpse_line(
    article: Article, state: ArticleState, seen: Sequence[Sighting], names: Mapping[SourceId, str]
) -> Line:
    """The last of the texts of one kind that were seen at an article and went again, newest first."""
    last, page = seen[0], f"/articles/{article.id}"
    return Line(
        title=last.title or state.title or NO_HEADLINE,
        url=f"{page}?show=gone",
        article_url=page,
        source=names.get(article.source) or host_of(article.url),
        source_url=f"/sources/{article.source}",
        when=seen_until(last),
        at=last.gone_by,
        summary=last.summary,
        kinds=(f"{times(len(seen))} so far",) if len(seen) > 1 else (),
        notice=GLIMPSES[last.kind],
        notice_key="state",
    )


def seen_until(sighting: Sighting) -> Markup:
    """When a text was seen, and by when it was gone."""
    return Markup("seen {}, gone by {}").format(stamp(sighting.seen), stamp(sighting.gone_by))


def line(event: Event, article: Article, state: ArticleState, names: Mapping[SourceId, str]) -> Line:
    """One event with its article."""
    change = event.change
    page = f"/articles/{article.id}"
    source, source_url = names.get(article.source) or host_of(article.url), f"/sources/{article.source}"
    if change is None:
        title, detail = state.title or article.listed_title or NO_HEADLINE, event.detail
        return Line(
            title, page, page, source, source_url, stamp(event.at), event.at,
            summary=detail, notice=EVENTS[event.type], notice_key="state",
        )  # fmt: skip
    return Line(
        title=change.new_title or change.old_title or article.listed_title or NO_HEADLINE,
        url=f"{page}/diff/{change.from_version}/{change.to_version}",
        article_url=page,
        source=source,
        source_url=source_url,
        when=interval(change.interval.not_before, change.interval.not_after),
        at=change.interval.not_after,
        summary=change.summary,
        kinds=tuple(label(kind) for kind in change.kinds),
        notice=SHORT_NOTICES[change.notice],
        notice_key=change.notice.value,
        size=Size(change.stats.words_removed, change.stats.words_added, change.band),
        versions=f"{change.from_version} → {change.to_version}",
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the changes a reader wants to see; empty = all."""

    source: SourceId | None = None
    kind: str = ""
    notice: Notice | None = None
    tag: str = ""

    @property
    def is_set(self) -> bool:
        """True if anything is left out."""
        return bool(self.source or self.kind or self.notice or self.tag)

    def fits(self, event: Event) -> bool:
        """True if the event passes what the list of a store can not filter by itself."""
        if not self.kind and self.notice is None:
            return True
        change = event.change
        if change is None:
            return False
        return (not self.kind or self.kind in change.kinds) and self.notice in {None, change.notice}
