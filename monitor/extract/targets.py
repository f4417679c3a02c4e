"""Where links lead, without what differs from reader to reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import html

MAX_LINKS: Final = 200
MAX_CHARS: Final = 500
# what names the reader's way or visit, never the document
_TRACKING: Final = re.compile(
    r"(?i)(?:utm_\w+|[gf]bclid|gclid|msclkid|mc_[ce]id|igshid|ref|ref_src|cmpid?|icid|xtor|wt_?mc|at_\w+|"
    r"_?sid|session(?:_?id)?|phpsessid|jsessionid|token|csrf\w*|nonce|timestamp|_)"
)
_SESSION: Final = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)


def target(href: str, url: str) -> str:
    """The absolute address of a link without tracking; "" for one within the page and for scripts.

    >>> target("/terms?utm_source=x&v=2", "https://a.example/b")
    'https://a.example/terms?v=2'
    """
    href = "".join(href.split())
    if not href or href.startswith("#") or len(href) > MAX_CHARS:
        return ""
    if href.lower().startswith(("mailto:", "tel:")):
        return href.partition("?")[0]
    try:
        parts = urlsplit(urljoin(url, href))
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    if parts.fragment and urlunsplit(parts._replace(fragment="")) == url.partition("#")[0]:
        return ""
    query = parts.query
    if query and _TRACKING.search(query):
        query = urlencode(
            [pair for pair in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
        )
    return urlunsplit(parts._replace(query=query, path=_SESSION.sub("", parts.path)))


def targets_of(elements: Iterable[html.HtmlElement], url: str) -> tuple[str, ...]:
    """Where the links in these elements lead, in order, each once."""
    found: dict[str, None] = {}
    for element in elements:
        for link in element.iter("a"):
            address = target(str(link.get("href") or ""), url)
            if address:
                found.setdefault(address)
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)[:MAX_LINKS]
