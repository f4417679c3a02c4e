"""The one door to cssselect: CSS or XPath 1.0 to what it finds on a page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import cssselect
from lxml import etree, html

from monitor.errors import SettingsError
from monitor.extract.characters import tidy

MAX_FOUND: Final = 500  # values of one selector
_XPATH: Final = re.compile(
    r"\s*(?:[/(@]|\.{1,2}/|(?:string|normalize-space|concat|id|ancestor|descendant|self)\b[\s(:-])"
)
_ATTRIBUTE: Final = re.compile(r"\s*::(?:attr\(\s*([\w:.-]+)\s*\)|text)\s*$")


@lru_cache(maxsize=1_024)
def compiled(selector: str) -> etree.XPath:
    """The selector ready for use; CSS may end in `::attr(name)` or `::text`. Raises SettingsError.

    >>> compiled("div.story > p").path
    "descendant-or-self::div[@class and contains(concat(' ', normalize-space(@class), ' '), ' story ')]/p"
    """
    try:
        return etree.XPath(selector if _XPATH.match(selector) else _from_css(selector))
    except (etree.XPathError, cssselect.SelectorError, ValueError) as error:
        raise SettingsError(f"selector {selector!r}", f"neither CSS nor XPath 1.0: {error}") from error


def _from_css(selector: str) -> str:
    ending = _ATTRIBUTE.search(selector)
    path = cssselect.HTMLTranslator().css_to_xpath(selector[: ending.start()] if ending else selector)
    if ending is None:
        return path
    return "|".join(f"{one}/{'@' + ending[1] if ending[1] else 'text()'}" for one in path.split(" | "))


def elements(tree: html.HtmlElement, selectors: tuple[str, ...]) -> list[html.HtmlElement]:
    """The elements that the first selector with a result finds, in the order of the page, none inside another."""
    for selector in selectors:
        found = [one for one in _evaluated(tree, selector) if isinstance(one, html.HtmlElement)]
        if found:
            whole = set(found)
            return [one for one in found if not any(above in whole for above in one.iterancestors())]
    return []


def every(tree: html.HtmlElement, selectors: tuple[str, ...]) -> list[html.HtmlElement]:
    """The elements that any of the selectors finds."""
    return [one for s in selectors for one in _evaluated(tree, s) if isinstance(one, html.HtmlElement)]


def value(tree: html.HtmlElement, selectors: tuple[str, ...]) -> str:
    """The text of what the first selector with a result finds; for a <time> its `datetime`, for a <meta> `content`."""
    for selector in selectors:
        for one in _evaluated(tree, selector):
            text = tidy(_said(one))
            if text:
                return text
    return ""


def values(tree: html.HtmlElement, selector: str) -> list[str]:
    """The texts of all that a selector finds."""
    return [text for one in _evaluated(tree, selector)[:MAX_FOUND] if (text := tidy(_said(one)))]


def _said(found: object) -> str:
    if not isinstance(found, html.HtmlElement):
        return str(found)
    told = found.get("datetime") if found.tag == "time" else found.get("content") if found.tag == "meta" else None
    return str(told) if told else "".join(found.itertext())


def _evaluated(tree: html.HtmlElement, selector: str) -> list[object]:
    try:
        found = compiled(selector)(tree)
    except etree.XPathError:  # a function that this page's nodes do not fit
        return []
    if isinstance(found, list):
        return list(found)
    return [] if isinstance(found, bool) else [found]
