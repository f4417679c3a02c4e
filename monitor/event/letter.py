"""Messages for people: one change with its words, or many in one list; plain text, Markdown and HTML say the same.

Everything foreign stands on lines of its own, without control characters and with nothing that a chat would obey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Final

from monitor.diff.render.html import for_feed
from monitor.diff.render.text import marked
from monitor.diff.result import Diff, Op, RowKind
from monitor.event.chat_text import calm, escaped
from monitor.event.feeds.records import address
from monitor.event.links import diff_url
from monitor.event.plain import one_line, shorten
from monitor.model import Article, Event, EventType, Source, Subscription

MAX_TEXT: Final = 3_000  # characters of the changed words in a message
MAX_LISTED: Final = 100  # changes that a digest names; the rest is counted
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
    markdown: str


@dataclass(frozen=True, slots=True)
class _Lines:
    """The same lines as plain text and as Markdown, where links stay whole and everything else is shown as it is."""

    text: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)

    def say(self, line: str, *, before: str = "") -> None:
        """A line, after a sign of our own."""
        self.text.append(before + calm(line))
        self.markdown.append(before + escaped(calm(line)))

    def link(self, url: str, shown: str, *, before: str = "") -> None:
        """An address, on its own in plain text."""
        self.text.append(before + url)
        self.markdown.append(f"{before}[{shown}]({url.replace('(', '%28').replace(')', '%29')})")

    def words(self, title: str, html: Sequence[str]) -> Words:
        """All of it; in Markdown two spaces keep the lines apart."""
        text, markdown = "\n".join(self.text).strip() + "\n", "  \n".join(self.markdown).strip() + "\n"
        return Words(title, text, "\n".join(html), markdown.replace("\n  \n", "\n\n"))


def one(note: Note, base_url: str) -> Words:
    """The message about one change, or another event."""
    title = title_of(note)
    said = [one_line(line, 500) for line in (_summary(note), *_facts(note)) if line]
    lines = _Lines()
    html = [f"<p><strong>{escape(one_line(title, 300))}</strong></p>"]
    for line in said:
        lines.say(line)
        html.append(f"<p>{escape(line)}</p>")
    if note.diff is not None:
        lines.say("")
        for line in shorten("\n".join(changed_lines(note.diff)), MAX_TEXT).splitlines():
            lines.say(line)
        html.append(for_feed(note.diff))
    lines.say("")
    for shown, link in links(note, base_url).items():
        lines.link(link, shown)
        html.append(f'<p><a href="{escape(link)}">{escape(link)}</a></p>')
    return lines.words(calm(one_line(title, 250)), html)


def many(notes: Sequence[Note], base_url: str, *, why: str, since: datetime, total: int) -> Words:
    """One message about many: counted, then each in two lines."""
    about = len({note.event.subject for note in notes})
    noun = "event" if any(note.event.change is None for note in notes) else "change"
    title = f"Redline: {total} {noun}{'s' * (total != 1)} in {about} article{'s' * (about != 1)}"
    title = f"{title}, {why}" if why else title
    head = f"Since {since:%d %b %Y, %H:%M} UTC."
    lines, html = _Lines(), [f"<p>{escape(head)}</p>", "<ul>"]
    lines.say(head)
    lines.say("")
    for note in notes[:MAX_LISTED]:
        summary = one_line(_summary(note), 300)
        lines.say(one_line(title_of(note), 200), before="* ")
        lines.say(summary, before="  ")
        for shown, link in list(links(note, base_url).items())[:1]:
            lines.link(link, shown, before="  ")
        html.append(_item(note, summary, base_url))
    if len(notes) > MAX_LISTED:
        more = f"and {len(notes) - MAX_LISTED} more"
        lines.say(more)
        html.append(f"<li>{more}</li>")
    return lines.words(title, [*html, "</ul>"])


def _item(note: Note, summary: str, base_url: str) -> str:
    title = escape(one_line(title_of(note), 200))
    link = next(iter(links(note, base_url).values()), "")
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


def links(note: Note, base_url: str) -> dict[str, str]:
    """What is to be seen at which address: the page of the change, then the article, as far as there are any."""
    page = diff_url(base_url, note.event)
    if page and note.first is not None and note.first.change and note.event.change:
        first, last = note.first.change.from_version, note.event.change.to_version
        page = f"{base_url.rstrip('/')}/articles/{note.event.subject}/diff/{first}/{last}"
    article = address(note.about.url).replace("@", "%40") if isinstance(note.about, Article) else ""  # calls nobody
    found = {"the change": page, "the article": article}
    return {shown: url for shown, url in found.items() if url}
