"""What a page says of itself in JSON-LD: its objects, and the one that describes the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import html

ARTICLE_TYPES: Final = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "liveblogposting", "webpage")
MAX_JSON_CHARS: Final = 2_000_000
MAX_NODES: Final = 2_000


def nodes(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Every object of every JSON-LD block, @graph and lists flattened."""
    for script in tree.xpath("//script[contains(translate(@type,'LDJSON','ldjson'),'ld+json')]"):
        text = str(script.text or "")[:MAX_JSON_CHARS]
        text = re.sub(r"^\s*(<!--|//<!\[CDATA\[|/\*.*?\*/)|(-->|//\]\]>)\s*;?\s*$", "", text).strip().rstrip(";")
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        stack = [data]
        for _ in range(MAX_NODES):
            if not stack:
                break
            node = stack.pop(0)
            if isinstance(node, list):
                stack.extend(node)
            elif isinstance(node, dict):
                yield node
                stack.extend(
                    node[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage")
                    if isinstance(node.get(key), dict | list)
                )


def updates(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a live blog, in JSON-LD."""
    told = node.get("liveBlogUpdate")
    return [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, dict)]


def types(node: dict[str, Any]) -> list[str]:
    """Its types without their vocabulary, in lower case."""
    kinds = node.get("@type")
    return [str(k).lower().rpartition("/")[2] for k in (kinds if isinstance(kinds, list) else [kinds]) if k]


def story(graph: list[dict[str, Any]]) -> dict[str, Any]:
    """The node that describes the article: the most specific type with a headline or a date."""
    best: dict[str, Any] = {}
    for node in graph:
        kinds = types(node)
        is_article = any("article" in k or "posting" in k for k in kinds)
        if is_article and (node.get("headline") or node.get("datePublished")):
            return node
        if not best and any(k in ARTICLE_TYPES for k in kinds) and node.get("datePublished"):
            best = node
    return best


def words(value: object) -> str:
    """A value as text: of a list the first, of an object its name."""
    if isinstance(value, list):
        return words(value[0]) if value else ""
    if isinstance(value, dict):
        return words(value.get("@value") or value.get("name") or "")
    return " ".join(str(value).split()) if value is not None else ""
