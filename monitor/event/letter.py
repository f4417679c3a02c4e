"""Messages for people: one change with its words, or many in one list; plain text and HTML that say the same.

Everything foreign stands on lines of its own, without control characters, and with nothing that a chat would take for a
call to all (`@everyone`, `<!channel>`) or a table for a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from monitor.diff.render.html import for_feed
from monitor.diff.render.text import marked
from monitor.diff.result import Diff, Op, RowKind
from monitor.event.feeds.records import address
from monitor.event.links import diff_url
from monitor.event.plain import one_line, shorten
from monitor.model import Article, Event, EventType, Source, Subscription

MAX_TEXT: Final = 3_000  # characters of the changed words in a message
MAX_LISTED: Final = 100  # changes that a digest names; the rest is counted
_CALLS: Final = re.compile(r"@(?=\w)|<(?=[!@#/a-zA-Z])")
_FORMULA: Final = re.compile(r"^(?=[=+@\-|%])", re.MULTILINE)
_STATES: Final = {
    EventType.CREATED: "New article",
    EventType.UNAVAILABLE: "No longer available",
    EventType.RESTORED: "Available again",
    EventType.FINISHED: "No more checks planned",
    EventType.SOURCE_FAILING: "Source can not be read",
    EventType.SOURCE_RECOVERED: "Source can be read again",
    EventType.SOURCE_QUIET: "Source has gone quiet",
    EventType.SOURCE_DEGRADED: "Source can only be read in part",
    EventType.ENDPOINT_DISABLED: "Subscription switched off",
    EventType.PING: "Test message",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell; joined edits are one, from the first's old version to the last's new one."""

    event: Event  # the newest of those joined
    about: Article | Source | Subscription | None
    diff: Diff | None = None
    edits: int = 1
    first: Event | None = None  # the oldest of those joined, where that is another


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says."""

    title: str
    text: str
    html: str


def calm(text: str) -> str:
    r"""The text so that no chat calls anybody and no table computes anything: a zero-width space breaks the sign.

    >>> calm("@everyone <!channel>").encode("ascii", "replace")
    b'@?everyone <?!channel>'
    """
    return _FORMULA.sub("\u200b", _CALLS.sub(lambda found: found[0] + "\u200b", text))


def one(note: Note, base_url: str) -> Words:
    """The message about one change, or another event."""
    title = title_of(note)
    lines = [_summary(note), *_facts(note)]
    text = [calm(one_line(line, 500)) for line in lines if line]
    html = [f"<p><strong>{escape(one_line(title, 300))}</strong></p>"]
    html += [f"<p>{escape(one_line(line, 500))}</p>" for line in lines if line]
    if note.diff is not None:
        text += ["", calm(shorten("\n".join(changed_lines(note.diff)), MAX_TEXT))]
        html.append(for_feed(note.diff))
    text += ["", *links(note, base_url)]
    html += [f'<p><a href="{escape(link)}">{escape(link)}</a></p>' for link in links(note, base_url)]
    return Words(calm(one_line(title, 250)), "\n".join(text).strip() + "\n", "\n".join(html))


def many(notes: Sequence[Note], base_url: str, *, why: str, since: datetime, total: int) -> Words:
    """One message about many: counted, then each in two lines."""
    about = len({note.event.subject for note in notes})
    noun = "event" if any(note.event.change is None for note in notes) else "change"
    title = f"Redline: {total} {noun}{'s' * (total != 1)} in {about} article{'s' * (about != 1)}"
    title = f"{title}, {why}" if why else title
    head = f"Since {since:%d %b %Y, %H:%M} UTC."
    text, html = [head, ""], [f"<p>{escape(head)}</p>", "<ul>"]
    for note in notes[:MAX_LISTED]:
        summary = one_line(_summary(note), 300)
        text += [f"* {calm(one_line(title_of(note), 200))}", f"  {calm(summary)}"]
        text += [f"  {link}" for link in links(note, base_url)[:1]]
        html.append(_item(note, summary, base_url))
    if len(notes) > MAX_LISTED:
        more = f"and {len(notes) - MAX_LISTED} more"
        text.append(more)
        html.append(f"<li>{more}</li>")
    return Words(title, "\n".join(text).strip() + "\n", "\n".join([*html, "</ul>"]))


def _item(note: Note, summary: str, base_url: str) -> str:
    title = escape(one_line(title_of(note), 200))
    link = next(iter(links(note, base_url)), "")
    head = f'<a href="{escape(link)}">{title}</a>' if link else title
    body = for_feed(note.diff) if note.diff is not None and len(note.diff.rows) < MAX_LISTED else ""
    return f"<li>{head}<br>{escape(summary)}{body if len(body) < MAX_TEXT else ''}</li>"


def title_of(note: Note) -> str:
    """What the note is about."""
    event, change = note.event, note.event.change
    name = _name(note.about) or event.subject
    if change is not None:
        title = change.new_title or change.old_title or name
        return f"Withdrawn: {title}" if event.type is EventType.WITHDRAWN else title
    return f"{_STATES.get(event.type, event.type.value)}: {name}"


def _name(about: Article | Source | Subscription | None) -> str:
    match about:
        case Article():
            return about.listed_title or about.url
        case Source():
            return about.name or about.url
        case Subscription():
            return about.name or about.id
    return ""


def _summary(note: Note) -> str:
    if note.event.type is EventType.WITHDRAWN:
        return f"This was marked as not an edit. {note.event.detail}".strip()
    if note.event.change is None:
        return note.event.detail
    times = f" ({note.edits} edits)" if note.edits > 1 else ""
    return note.event.change.summary + times


def _facts(note: Note) -> Iterator[str]:
    change = note.event.change
    if change is None:
        return
    begin = (note.first or note.event).change or change
    not_before, not_after = begin.interval.not_before, change.interval.not_after
    yield f"edited between {not_before:%d %b %Y, %H:%M} and {not_after:%d %b %Y, %H:%M} UTC"
    if note.event.late:
        yield "found late: there was a gap in the checks"


def changed_lines(diff: Diff) -> list[str]:
    """The changed paragraphs with [-old-] {+new+}, one a line."""
    rows = [runs for runs in (diff.title, diff.standfirst) if any(run.op is not Op.EQUAL for run in runs)]
    rows += [row.runs for row in diff.rows if row.kind is not RowKind.EQUAL]
    return [one_line(marked(runs), MAX_TEXT) for runs in rows]


def links(note: Note, base_url: str) -> list[str]:
    """The page of the change and the article, as far as there are such addresses."""
    page = diff_url(base_url, note.event)
    if page and note.first is not None and note.first.change and note.event.change:
        first, last = note.first.change.from_version, note.event.change.to_version
        page = f"{base_url.rstrip('/')}/articles/{note.event.subject}/diff/{first}/{last}"
    found = [page or "", address(note.about.url) if isinstance(note.about, Article) else ""]
    return [one for one in found if one]
