"""A feed item made of an event."""

from __future__ import annotations

from html import escape

from monitor.diff.render import marks
from monitor.diff.render.html import for_feed
from monitor.diff.render.text import marked, wdiff
from monitor.diff.result import Diff, Op, RowKind
from monitor.event.feeds.records import FeedItem
from monitor.event.links import article_url, diff_url
from monitor.model import Article, Event, EventType

_STATES = {
    EventType.CREATED: "New article",
    EventType.UNAVAILABLE: "No longer available",
    EventType.RESTORED: "Available again",
    EventType.FINISHED: "No more checks planned",
}


def item_of(
    event: Event,
    article: Article,
    *,
    diff: Diff | None = None,
    html: str = "",
    text: str = "",
    base_url: str = "",
    full: bool = False,
) -> FeedItem:
    """The item of an article's event, with its diff inside: rendered here, or given as `html` and `text`.

    Its id is the event's, so a withdrawal (`withdrawn=True` by `replace`) keeps it. Without `base_url` it links to the
    original. `full` gives the whole article instead of the changed paragraphs.
    """
    if diff is not None:
        html, text = (_whole(diff), wdiff(diff)) if full else (for_feed(diff), _text(diff))
    url = diff_url(base_url, event) or article_url(base_url, event) or article.url
    change = event.change
    if change is not None:
        title = change.new_title or change.old_title or article.listed_title or article.url
        summary, kinds = change.summary, change.kinds
    else:
        state = _STATES.get(event.type, event.type.value)
        title = f"{state}: {article.listed_title or article.url}"
        summary, kinds = event.detail or state, ()
    return FeedItem(
        id=event.id,
        title=title,
        url=url,
        via=article.url,
        published=event.at,
        html=html or f"<p>{escape(summary)}</p>",
        text=text or summary,
        summary=summary if html or text else "",
        categories=tuple(kinds),
    )


def _whole(diff: Diff) -> str:
    """The whole article with what changed marked in place, without classes or styles."""
    heads = [runs for runs in (diff.title, diff.standfirst) if runs]
    found = [f"<p><strong>{marks.plain(list(runs))}</strong></p>" for runs in heads]
    found += [f"<p>{marks.plain(list(one))}</p>" for row in diff.rows for one in marks.paragraphs(row.runs)]
    return "".join(found)


def _text(diff: Diff) -> str:
    """What changed as plain text with marks, one paragraph a line."""
    rows = [runs for runs in (diff.title, diff.standfirst) if any(run.op is not Op.EQUAL for run in runs)]
    rows += [row.runs for row in diff.rows if row.kind is not RowKind.EQUAL or row.moved]
    return "\n".join(marked(runs).replace("\n", " ") for runs in rows)
