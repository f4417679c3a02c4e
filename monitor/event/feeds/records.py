"""What a feed is made of, in no format yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from monitor.event.plain import one_line, xml_text

Marks = Literal["html", "text"]

GENERATOR: Final = "Redline"
_GLUED: Final = re.compile(r"(</(?:del|ins)>)(?=<(?:del|ins)\b)")
_NOT_URI: Final = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """The feed itself. Addresses are absolute; empty ones are left out."""

    title: str
    self_url: str  # of this feed, in this format
    home_url: str = ""  # the page that shows the same
    description: str = ""
    updated: datetime | None = None  # None = that of the newest item
    hub: str = ""  # WebSub hub; never for private feeds
    authority: str = ""  # host name in tag: ids; "" = that of home_url or self_url
    id: str = ""  # stable name of the feed within this installation, such as "changes" or an article's id


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One change. `html` and `text` are the diff, already rendered: safe HTML, and plain text with [-old-] {+new+}."""

    id: str  # the event's
    title: str
    url: str  # the page of the change, or the original where there is none
    published: datetime
    html: str
    text: str
    via: str = ""  # the original article
    summary: str = ""  # one line
    updated: datetime | None = None
    author: str = ""
    categories: tuple[str, ...] = ()  # kinds of change
    withdrawn: bool = False  # somebody marked it "not an edit"
    reason: str = ""  # of the withdrawal


def title_of(item: FeedItem) -> str:
    """The item's title on one line, saying so if it was withdrawn."""
    title = one_line(item.title, 300) or "(no headline)"
    return f"Withdrawn: {title}" if item.withdrawn else title


def html_of(item: FeedItem, marks: Marks) -> str:
    """The item's body as HTML: the summary line, then the diff; never a deletion glued to an insertion."""
    body = item.html if marks == "html" else _paragraphs(item.text)
    note = f"<p><strong>Withdrawn:</strong> {escape(_withdrawal(item))}</p>\n" if item.withdrawn else ""
    head = f"<p>{escape(summary_of(item))}</p>\n" if item.summary else ""
    return xml_text(_GLUED.sub(r"\1 ", f"{note}{head}{body}{_via(item)}"))


def text_of(item: FeedItem) -> str:
    """The item's body as plain text."""
    note = f"Withdrawn: {_withdrawal(item)}\n\n" if item.withdrawn else ""
    head = f"{summary_of(item)}\n\n" if item.summary else ""
    return xml_text(f"{note}{head}{item.text}")


def _withdrawal(item: FeedItem) -> str:
    return one_line(f"this was marked as not an edit. {item.reason}", 500)


def summary_of(item: FeedItem) -> str:
    """The summary on one line."""
    return one_line(item.summary, 300)


def _via(item: FeedItem) -> str:
    if not is_web(item.via) or item.via == item.url:
        return ""
    return f'\n<p><a href="{escape(item.via)}">The article as it is now</a></p>'


def _paragraphs(text: str) -> str:
    lines = [escape(line) for line in text.splitlines() if line.strip()]
    return "\n".join(f"<p>{line}</p>" for line in lines)


def author_of(item: FeedItem) -> str:
    """Who wrote the article, on one line; "" if nobody is named."""
    return one_line(item.author, 200)


def categories_of(item: FeedItem) -> list[str]:
    """The kinds of change, each on one line."""
    return [shown for category in item.categories if (shown := one_line(category, 50))]


def is_web(url: str) -> bool:
    """True for an http or https address: the only ones that a feed links to."""
    return url.startswith(("http://", "https://"))


def address(url: str) -> str:
    """The address as a URI (RFC 3986: brackets only around an IPv6 host) if it may be linked to, or ""."""
    if not is_web(url):
        return ""
    encoded = _NOT_URI.sub(lambda found: quote(found[0], safe=""), xml_text(url))
    scheme, _, rest = encoded.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{path.replace('[', '%5B').replace(']', '%5D')}"


def tag_id(info: FeedInfo, name: str) -> str:
    """A tag: URI (RFC 4151) that stays the same whatever the address of the page will be."""
    host = info.authority or urlsplit(info.home_url or info.self_url).hostname or "redline.invalid"
    return f"tag:{host},2026:{name}"


def updated_of(info: FeedInfo, items: list[FeedItem]) -> datetime:
    """When the feed last changed."""
    return info.updated or max((item.updated or item.published for item in items), default=_EPOCH)
