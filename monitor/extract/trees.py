"""Small questions to a tree, with types."""

from __future__ import annotations

from lxml import html

from monitor.extract.characters import tidy


def is_there(tree: html.HtmlElement, path: str) -> bool:
    """True if the path finds anything."""
    return tree.xpath(f"boolean({path})") is True


def count(tree: html.HtmlElement, path: str) -> int:
    """How many nodes the path finds."""
    found = tree.xpath(f"count({path})")
    return int(found) if isinstance(found, float) else 0


def text_at(tree: html.HtmlElement, path: str) -> str:
    """The tidy text of the first node that the path finds, or ""."""
    return tidy(str(tree.xpath(f"string({path})")))


def strings(tree: html.HtmlElement, path: str) -> list[str]:
    """The texts or attributes that the path finds."""
    found = tree.xpath(path)
    return [str(one) for one in found] if isinstance(found, list) else []


def text_of(element: html.HtmlElement) -> str:
    """All text below an element, tidy."""
    return tidy("".join(element.itertext()))
