"""A page that can be altered: its tree, and where its paragraphs stand by the expected text, not by any extractor."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree, html

from bench.extract.pages import Expected, plain, words

MIN_PARAGRAPH: Final = 80  # characters
MIN_PARAGRAPHS: Final = 4


@dataclass(slots=True)
class Ground:
    """A tree of its own, and the elements of its paragraphs in reading order."""

    tree: html.HtmlElement
    paragraphs: list[html.HtmlElement]

    def body(self) -> bytes:
        """The page as bytes."""
        return etree.tostring(self.tree, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


class Lot:
    """A page parsed once, of which any number of grounds can be had."""

    def __init__(self, page: Expected) -> None:
        self.page = page
        parser = html.HTMLParser(encoding="utf-8", remove_comments=False)
        self._tree = html.document_fromstring(page.body, parser=parser)
        order = {element: i for i, element in enumerate(self._tree.iter())}
        self._at = {order[element] for element in _paragraphs(self._tree, page)}

    @property
    def fits(self) -> bool:
        """True if enough paragraphs were found for boxes and edits between them."""
        return len(self._at) >= MIN_PARAGRAPHS

    def ground(self) -> Ground:
        """A copy to alter."""
        tree = deepcopy(self._tree)
        return Ground(tree, [element for i, element in enumerate(tree.iter()) if i in self._at])


def _paragraphs(tree: html.HtmlElement, page: Expected) -> list[html.HtmlElement]:
    """Elements whose whole text is a block of the expected text, or a sentence or more of it."""
    exact = {plain(block) for block in page.blocks}
    whole = " ".join(words(" ".join(page.blocks)))
    found = []
    for element in tree.iter("p", "div"):
        if element.tag == "div" and next(element.iter("p", "div", "h1", "h2", "ul", "figure"), element) is not element:
            continue
        if element.tag == "div" and len([*element.iter("div")]) > 1:
            continue
        text = " ".join(element.text_content().split())
        if len(text) < MIN_PARAGRAPH or any(
            str(a.tag) in {"noscript", "blockquote", "figure"} for a in element.iterancestors()
        ):
            continue
        if plain(text) in exact or (not page.exact and " ".join(words(text)) in whole):
            found.append(element)
    return _of_one_flow(found)


def _of_one_flow(found: list[html.HtmlElement]) -> list[html.HtmlElement]:
    """Those that stand side by side in the element that holds most of them."""
    parents: dict[html.HtmlElement, list[html.HtmlElement]] = {}
    for element in found:
        parents.setdefault(element.getparent(), []).append(element)
    return max(parents.values(), key=len, default=[])
