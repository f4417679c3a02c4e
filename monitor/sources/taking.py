"""What of a listing is taken up: caps, the age window, foreign domains, each article once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Entry,
    Listing,
    Source,
    SourceId,
    SourceState,
    Watch,
)
from monitor.sources.urls import article_id, host, normalise, registrable_domain

CLOCKS: Final = timedelta(minutes=2)  # by which a publisher's clock may be ahead of ours


@dataclass(frozen=True, slots=True)
class Taken:
    """What a listing leads to."""

    new: tuple[Article, ...] = ()
    relisted: tuple[Article, ...] = ()  # known ones; putting them again is safe and mends what a crash left undone
    announced: tuple[Article, ...] = ()  # known ones that the source says were updated since our last look
    texts: tuple[tuple[ArticleId, Entry], ...] = ()  # for sources whose feed is itself the text
    left_out: int = 0  # beyond a cap; the next look takes them up
    notes: tuple[str, ...] = ()
    content_until: datetime | None = None


def take_up(
    source: Source,
    state: SourceState,
    listing: Listing,
    *,
    known: Mapping[ArticleId, tuple[Article, ArticleState]],
    now: datetime,
) -> Taken:
    """Which entries become articles, and which known articles are due at once."""
    foreign, too_old, left_out = 0, 0, 0
    room = _room(source, state, now)
    new: dict[ArticleId, Article] = {}
    relisted: dict[ArticleId, Article] = {}
    announced: list[Article] = []
    texts: dict[ArticleId, Entry] = {}
    for entry in listing.entries:
        wanted = article_id(entry.url)
        if wanted in texts:
            continue
        if wanted in known:
            article, seen = known[wanted]
            relisted[wanted] = _also_listed_by(article, source.id)
            if _is_announced(entry, seen, now):
                announced.append(article)
        elif not _is_home(source, entry):
            foreign += 1
            continue
        elif _is_too_old(source, entry, now):
            too_old += 1
            continue
        elif len(new) >= room:
            left_out += 1
            continue
        else:
            new[wanted] = _article(source, entry, now, baseline=not state.baseline)
        texts[wanted] = entry
    dates = [d for e in listing.entries if (d := e.updated or e.published) is not None and d <= now + timedelta(days=1)]
    return Taken(
        tuple(new.values()),
        tuple(relisted.values()),
        tuple(announced),
        tuple(texts.items()) if source.watch is Watch.FEED else (),
        left_out,
        _notes(foreign, too_old, left_out, source),
        max(dates, default=None),
    )


def single_page(source: Source) -> Article:
    """The article of a source that is one page."""
    return _article(source, Entry(source.url, source.name), source.added, baseline=True)


def _article(source: Source, entry: Entry, now: datetime, *, baseline: bool) -> Article:
    return Article(
        id=article_id(entry.url),
        url=normalise(entry.url),
        host=host(entry.url),
        source=source.id,
        sources=(source.id,),
        added=now,
        listed_title=entry.title,
        published=entry.published.isoformat() if entry.published else "",
        watch=source.watch,
        baseline=baseline,
    )


def _also_listed_by(article: Article, source: SourceId) -> Article:
    return article if source in article.sources else replace(article, sources=(*article.sources, source))


def _room(source: Source, state: SourceState, now: datetime) -> int:
    """How many new articles this look may take up."""
    today = state.new_today if state.today == now.date().isoformat() else 0
    return max(0, min(source.rules.max_new_per_look, source.rules.max_new_per_day - today))


def _is_home(source: Source, entry: Entry) -> bool:
    domain = registrable_domain(entry.url)
    allowed = source.rules.foreign_domains
    return "*" in allowed or domain in allowed or domain == registrable_domain(source.url)


def _is_too_old(source: Source, entry: Entry, now: datetime) -> bool:
    days = source.rules.max_age_days
    at = entry.updated or entry.published
    return bool(days) and at is not None and at < now - timedelta(days=days or 0)


def _is_announced(entry: Entry, state: ArticleState, now: datetime) -> bool:
    """True for an update since our last look; one that is still to come (a wrong zone) waits for it."""
    return entry.updated is not None and state.looked is not None and state.looked < entry.updated <= now + CLOCKS


def _notes(foreign: int, too_old: int, left_out: int, source: Source) -> tuple[str, ...]:
    notes = []
    if foreign:
        notes.append(f"{foreign} links lead to other domains and are not followed; foreign_domains allows them")
    if too_old:
        notes.append(f"{too_old} entries are older than {source.rules.max_age_days} days and are not taken up")
    if left_out:
        notes.append(f"{left_out} links over the cap; they are taken up at the next checks")
    return tuple(notes)
