"""The one door to trafilatura: which text of a page it takes for the article."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from lxml import etree, html

from monitor.extract.characters import letters

LIBRARY: Final = f"trafilatura {version('trafilatura')}"
MIN_PIECE: Final = 24  # letters from either end of a block that are enough to know it again


class Kept:
    """The text that was taken for the article, asked block by block."""

    def __init__(self, pieces: list[str]) -> None:
        self._whole = frozenset(pieces)
        self._all = "\n".join(pieces)
        self.chars = sum(map(len, pieces))

    def has(self, text: str) -> bool:
        """True if this block, or nearly all of it, was taken."""
        key = letters(text)
        if len(key) < MIN_PIECE:
            return key in self._whole
        return key in self._all or (key[:MIN_PIECE] in self._all and key[-MIN_PIECE:] in self._all)


def named(root: html.HtmlElement, *, url: str, recall: bool = False) -> Kept:
    """What trafilatura takes for the article below this element; the tree stays as it is."""
    import trafilatura  # half a second: only who reads a page pays for it

    document = trafilatura.bare_extraction(
        root,
        url=url or None,
        fast=True,
        include_comments=False,
        deduplicate=False,
        favor_recall=recall,
    )
    body = getattr(document, "body", None)
    return Kept([] if body is None else _pieces(body))


def _pieces(body: etree._Element) -> list[str]:
    """The letters of each part of the result: of its leaves' parents, so that a list item is known by itself."""
    found: list[str] = []
    pending: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag not in {"hi", "ref", "del", "graphic"}:
            found.append(letters("".join(pending)))
            pending.clear()
        text = element.text if event == "start" else element.tail
        if text:
            pending.append(text)
    found.append(letters("".join(pending)))
    return [piece for piece in found if piece]
