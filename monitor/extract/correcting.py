"""Correction notes below an element: no box that holds one is taken out."""

from __future__ import annotations

from typing import Final

from lxml import html

from monitor.extract.characters import tidy
from monitor.extract.lines import MAX_START, is_correction
from monitor.extract.names import Says, says

# inside a sentence; a link called "promo" is still a word of it
INLINE: Final = frozenset(
    """
    a em strong b i u mark time abbr cite q sup sub small code font br bdi bdo ins del s label img picture source wbr
    dfn kbd var samp ruby rt
    """.split()  # noqa: SIM905 - a word list
)


def holds_correction(element: html.HtmlElement) -> bool:
    """True if a block below it is named for a correction, or begins like one."""
    for inner in element.iter("p", "div", "section", "aside"):
        if says(inner.get("class") or inner.get("id") or "") is Says.CORRECTION:
            return True
        if _begins_here(inner) and is_correction(_start(inner)):
            return True
    return False


def _start(element: html.HtmlElement) -> str:
    """The first words below an element."""
    found, size = [], 0
    for piece in element.itertext():
        found.append(piece)
        size += len(piece.strip())
        if size > MAX_START:
            break
    return tidy("".join(found))


def _begins_here(element: html.HtmlElement) -> bool:
    """True if the first words below an element stand in itself, not in another block."""
    if element.text and not element.text.isspace():
        return True
    return len(element) > 0 and element[0].tag in INLINE
