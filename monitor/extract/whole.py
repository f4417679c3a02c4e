"""Pages that are no news, read whole: numbers of items, rows of tables, definitions, folded panels, link targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urljoin

from lxml import html

from monitor.extract import effective
from monitor.extract.attempt import Attempt
from monitor.extract.blocks import Found, Walk
from monitor.extract.characters import letters, tidy
from monitor.extract.cleaning import without_boxes
from monitor.extract.items import is_turning
from monitor.extract.metadata import Metadata
from monitor.extract.numerals import marker
from monitor.extract.targets import target, targets_of
from monitor.extract.trace import Trace

STEP: Final = "whole page"
MIN_SHARE: Final = 0.3  # of the page's text that an element must hold to be its main part
_MAINS: Final = (
    "//main",
    "//*[@role='main']",
    "//*[@id='main' or @id='content' or @id='main-content' or @id='maincontent']",
    "//article[not(ancestor::article)]",
)


class PageWalk(Walk):
    """Blocks with the numbers of list items before their text and the targets of links behind theirs."""

    def __init__(self, root: html.HtmlElement, url: str) -> None:
        super().__init__(root)
        self._url = url
        self._counters: list[int] = []
        self._marker = ""
        self._link_starts: list[int] = []

    def _open(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag == "ol":
            self._counters.append(_start_of(element))
        elif tag == "li" and self._counters and (above := element.getparent()) is not None and above.tag == "ol":
            self._number(element, above)
        elif tag == "a":
            self._link_starts.append(len(self._pending))

    def _leave(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag == "ol" and self._counters:
            self._counters.pop()
        elif tag == "li":
            self._flush_marker()
        elif tag == "a" and self._link_starts:
            start = min(self._link_starts.pop(), len(self._pending))
            address = target(str(element.get("href") or ""), self._url)
            words = tidy("".join(self._pending[start:]))
            if address and words and not address.removeprefix("https://").startswith(words.removeprefix("https://")):
                self._pending.append(f" ({address})")

    def _number(self, item: html.HtmlElement, parent: html.HtmlElement) -> None:
        told = str(item.get("value") or "")
        number = int(told) if told.lstrip("-").isdigit() and len(told) < 8 else self._counters[-1]  # noqa: PLR2004 - digits
        self._counters[-1] = number + (-1 if "reversed" in parent.attrib else 1)
        self._marker += marker(number, str(parent.get("type") or ""), str(parent.get("style") or "")) + " "
        if self._rows:
            self._pending.append(self._marker)
            self._marker = ""

    def _flush_marker(self) -> None:
        """An item without text of its own still has its number."""
        if self._marker and "".join(self._pending).strip():
            self._pending.insert(0, self._marker)
        self._marker = ""

    def _close(self, next_owner: html.HtmlElement) -> None:
        if self._marker and "".join(self._pending).strip():
            self._pending.insert(0, self._marker)
            self._marker = ""
        super()._close(next_owner)


def read(
    tree: html.HtmlElement, facts: Metadata, *, url: str, content: Sequence[html.HtmlElement], trace: Trace | None
) -> Attempt:
    """The main content of a page; `content`: the elements that a rule names, else the page's main part."""
    address = _base(tree, url)
    without_boxes(tree, trace, hidden=True)
    roots = list(content) or [_main(tree)]
    found = [block for root in roots for block in PageWalk(root, address).run()]
    title = letters(facts.title)
    whys = [_why(block, title) for block in found]
    kept = [block for block, why in zip(found, whys, strict=True) if not why]
    if trace is not None:
        trace.decided(found, whys, "in the main part of a page that is no news")
    return Attempt(
        STEP,
        found,
        whys,
        effective=effective.date_of([block.text for block in kept], facts.language),
        links=targets_of(roots, address),
    )


def _why(block: Found, title: str) -> str:
    if block.element.tag == "h1" and letters(block.text) == title:
        return "the headline again"
    if is_turning(block) and block.element.tag not in {"li", "td", "dd", "tr"}:
        return "promotion, a counter or a time"
    return ""


def _main(tree: html.HtmlElement) -> html.HtmlElement:
    """The element that the page itself calls its main part, where that holds a good share of it; else the body."""
    body = tree.find("body")
    body = tree if body is None else body
    total = _chars(body)
    for path in _MAINS:
        found = tree.xpath(path)
        if isinstance(found, list) and len(found) == 1 and _chars(found[0]) >= MIN_SHARE * total:
            return found[0]
    return body


def _chars(element: html.HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _start_of(element: html.HtmlElement) -> int:
    told = str(element.get("start") or "")
    if told.lstrip("-").isdigit() and len(told) < 8:  # noqa: PLR2004 - digits
        return int(told)
    return sum(1 for child in element if child.tag == "li") if "reversed" in element.attrib else 1


def _base(tree: html.HtmlElement, url: str) -> str:
    told = next(iter(tree.xpath("//base/@href")), "")
    try:
        return urljoin(url, str(told)) if told else url
    except ValueError:
        return url
