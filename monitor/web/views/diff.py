"""The page of a difference: two versions beside each other, and what is known about the edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from monitor.diff import Diff, Op, Run
from monitor.diff.render import html
from monitor.diff.render.card import Card, alt, card
from monitor.model import Article, ArticleState, Change, Notice, Version
from monitor.web.links import host_of, query
from monitor.web.moments import interval, span, stamp, utc
from monitor.web.views.article import headline
from monitor.web.words import NOTICES, count, label, times

VIEWS = {"side": "Side by side", "inline": "Inline", "changes": "Changes only"}
_RENDERERS = {"side": html.side_by_side, "inline": html.inline, "changes": html.changes_only}


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the difference."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One of the two versions."""

    number: int
    url: str
    first_seen: Markup
    last_confirmed: Markup
    title: str


@dataclass(frozen=True, slots=True)
class Relabelled:
    """How later rules label the change."""

    rules: str
    kinds: tuple[str, ...]
    notice: str
    weight: int


@dataclass(frozen=True, slots=True)
class DiffView:
    """Everything that the page of a difference shows."""

    article_id: str
    title: str
    url: str
    host: str
    old: Column
    new: Column
    later: str
    when: Markup
    changed: str  # "The article has changed 7 times"
    kinds: tuple[str, ...]
    notice: str
    notice_key: str
    summary: str
    words_removed: int
    words_added: int
    similarity: int  # per cent
    weight: int | None
    reasons: tuple[str, ...]
    again: tuple[Relabelled, ...]
    previous: str  # address, "" = there is none
    next: str
    picture: str  # address, "" = it can not be drawn here
    picture_alt: str
    tabs: tuple[Tab, ...]
    view: str
    headline: Markup
    standfirst: Markup
    authors: Markup
    body: Markup
    is_empty: bool
    moved: int
    fallback: str


def diff_view(
    article: Article,
    state: ArticleState,
    pair: tuple[Version, Version],
    diff: Diff,
    *,
    change: Change | None,
    again: Sequence[Change] = (),
    view: str = "side",
) -> DiffView:
    """The page of a difference; the labels of `change` are those that were published."""
    old, new = pair
    page = f"/articles/{article.id}/diff"
    language = new.text.language
    told = picture(article, pair, diff, change)
    return DiffView(
        article_id=article.id,
        title=new.text.title or old.text.title or headline(article, state),
        url=article.url,
        host=host_of(article.url),
        old=_column(old),
        new=_column(new),
        later=_elapsed(old, new),
        when=_when(old, new, change),
        changed=f"The article has changed {times(state.changes)}",
        kinds=tuple(label(kind) for kind in (change.kinds if change else diff.kinds)),
        notice=NOTICES[change.notice] if change else "",
        notice_key=change.notice.value if change else "",
        summary=change.summary if change else "",
        words_removed=diff.stats.words_removed,
        words_added=diff.stats.words_added,
        similarity=round(diff.stats.similarity * 100),
        weight=change.weight if change else None,
        reasons=change.reasons if change else (),
        again=tuple(
            Relabelled(one.rules_version, tuple(label(kind) for kind in one.kinds), NOTICES[one.notice], one.weight)
            for one in again
        ),
        previous=f"{page}/{old.number - 1}/{old.number}" if 1 < old.number < new.number else "",
        next=f"{page}/{new.number}/{new.number + 1}" if old.number < new.number < state.versions else "",
        picture=f"{page}/{old.number}/{new.number}/card.png" if _can_be_drawn(told) else "",
        picture_alt=alt(told),
        tabs=_tabs(f"{page}/{old.number}/{new.number}", view),
        view=view,
        headline=_marked(diff, diff.title),
        standfirst=_marked(diff, diff.standfirst),
        authors=_marked(diff, diff.authors),
        body=Markup(_RENDERERS[view](diff, language=language)),  # noqa: S704 - the renderer escapes
        is_empty=diff.is_empty,
        moved=sum(row.moved for row in diff.rows),
        fallback=diff.fallback,
    )


def _can_be_drawn(card: Card) -> bool:
    from monitor.diff.render.picture import font_for

    return font_for(card) is not None


def picture(article: Article, pair: tuple[Version, Version], diff: Diff, change: Change | None) -> Card:
    """What stands on the picture of a change: the outlet's host, the strongest words, the interval in UTC."""
    old, new = pair
    not_before = change.interval.not_before if change else old.last_confirmed
    not_after = change.interval.not_after if change else new.first_seen
    when = f"edited between {utc(not_before)} and {utc(not_after)} UTC"
    return card(diff, outlet=host_of(article.url), when=when, notice=change.notice if change else Notice.UNKNOWN)


def _column(version: Version) -> Column:
    return Column(
        version.number,
        f"/articles/{version.article}/versions/{version.number}",
        stamp(version.first_seen),
        stamp(version.last_confirmed),
        version.text.title,
    )


def _elapsed(old: Version, new: Version) -> str:
    apart = new.first_seen - old.first_seen
    return f"{span(apart)} later" if old.number < new.number else f"{span(-apart)} earlier"


def _when(old: Version, new: Version, change: Change | None) -> Markup:
    if change is not None:
        return interval(change.interval.not_before, change.interval.not_after)
    if new.number == old.number + 1:
        return interval(old.last_confirmed, new.first_seen)
    between = count(abs(new.number - old.number), "edit")
    return Markup("{} between {} and {}").format(between, stamp(old.first_seen), stamp(new.first_seen))


def _tabs(page: str, current: str) -> tuple[Tab, ...]:
    return tuple(
        Tab(name, query(page, view="" if key == "side" else key), key == current) for key, name in VIEWS.items()
    )


def _marked(diff: Diff, runs: tuple[Run, ...]) -> Markup:
    """Runs with their marks; empty where nothing changed."""
    if all(run.op is Op.EQUAL for run in runs):
        return Markup("")
    return Markup(html.title(replace(diff, title=runs)))  # noqa: S704 - the renderer escapes
