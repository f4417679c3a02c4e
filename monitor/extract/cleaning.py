"""Taking the boxes out of a page, and never an element that holds the body, a caption or a correction."""

from __future__ import annotations

from typing import Final

from lxml import html

from monitor.extract.boxes import BOX_ROLES, BOX_TAGS, is_box_name, is_correction_name

MAX_SHARE: Final = 0.35  # an element with more of the page's paragraph text is no box, whatever it is called
NAMES: Final = ("class", "id", "aria-label", "data-component", "data-testid", "data-module")


def without_boxes(tree: html.HtmlElement) -> html.HtmlElement:
    """The tree itself, changed: its boxes are gone."""
    total = max(1, sum(_prose(p) for p in tree.iter("p")))
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree() if element.getparent() is not None else None
        elif element.tag in BOX_TAGS or (
            element.tag not in {"html", "body", "main", "article", "h1"}
            and _is_box(element)
            and not _holds(element, total)
        ):
            _drop(element)
    return tree


def _is_box(element: html.HtmlElement) -> bool:
    if str(element.get("role") or "").lower() in BOX_ROLES or str(element.get("aria-hidden") or "").lower() == "true":
        return True
    if element.tag in {"aside", "footer"}:
        return True
    if element.get("hidden") is not None or "display:none" in str(element.get("style") or "").replace(" ", "").lower():
        return True
    return is_box_name(" ".join(str(element.get(name)) for name in NAMES if element.get(name)))


def _holds(element: html.HtmlElement, total: int) -> bool:
    """True if the body, a correction or the headline is inside."""
    if sum(_prose(p) for p in element.iter("p")) > MAX_SHARE * total and total > 200:  # noqa: PLR2004 - a page with text
        return True
    if next(element.iter("h1"), None) is not None and element.tag not in {"nav", "footer"}:
        return True
    return any(
        is_correction_name(f"{inner.get('class') or ''} {inner.get('id') or ''}")
        for inner in element.iter()
        if isinstance(inner.tag, str)
    )


def _prose(paragraph: html.HtmlElement) -> int:
    """Characters of a paragraph that are in no link."""
    text = str(paragraph.text_content())
    linked = sum(len(str(a.text_content())) for a in paragraph.iter("a"))
    return max(0, len(text) - linked) if len(text) > 40 else 0  # noqa: PLR2004 - a sentence


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
