"""Who wrote it: the page's own data first, then the line that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import html

from monitor.extract.names import parts
from monitor.extract.trees import text_of

MAX_NAME: Final = 100  # characters
MAX_WORDS: Final = 6
MAX_LINE: Final = 200
MAX_NAMES: Final = 10
LEVELS: Final = 4  # elements above a name that hold one byline
NAMES_IN_GRAPH: Final = ("name", "byline", "@value")
# fmt: off
META: Final = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "dcterms.creator",
)
BYLINE: Final = frozenset({"byline", "author", "authors", "authorname", "writer", "byl"})
# fmt: on
_COMMA: Final = re.compile(r"\s*[,;、|·]\s*")
_AND: Final = re.compile(r"\s(?:and|und|et|y|og|och|e|en|ja|&)\s")
_BY: Final = re.compile(
    r"\W*(?:(?:written |reported |story )?by|von|par|por|di|door|av|af|autor(?:en|a)?|auteurs?|författare|text|"
    r"记者|作者|责编|责任编辑|文)\b\s*[:：]?\s*|\W*(?:责编|责任编辑|作者|记者)\s*[:：]\s*",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(
    r"\W*(?:(?:By|Von|Par|Por|Door|Av|Af)\s*:?\s+(?=[A-ZÀ-ÞŠŽ])|(?:责编|责任编辑|作者|记者)\s*[:：])(.{2,80}?)\W*$"
)
_SITE: Final = re.compile(r"\w[\w-]*\.[a-z]{2,6}")


def authors(
    tree: html.HtmlElement, metas: Mapping[str, str], story: Mapping[str, Any], graph: list[dict[str, Any]]
) -> tuple[str, ...]:
    """The names, in order, each once."""
    told = _names(_told(story, graph)) or _names(_from_meta(metas))
    linked = _beside(told, tree) if told else _names([text_of(e) for e in _linked(tree)])
    return (linked or told or _names(_shown(tree)))[:MAX_NAMES]


def _beside(told: tuple[str, ...], tree: html.HtmlElement) -> tuple[str, ...]:
    """All names of a shown byline that holds those that the page's data names and more; () where there is none."""
    elements = _linked(tree)
    known = next((e for e in elements if not set(names_in(text_of(e))).isdisjoint(told)), None)
    if known is None:
        return ()
    near = [known, *(above for above, _ in zip(known.iterancestors(), range(LEVELS), strict=False))][-1]
    names = _names([text_of(e) for e in elements if near in e.iterancestors()])
    return names if set(told) < set(names) else ()


def _names(lines: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for line in lines for name in names_in(line)))


def names_in(line: str) -> list[str]:
    """The names in a byline; titles, offices and addresses of sites that stand beside them are left out.

    >>> names_in("By Ana Prado and Lee Chan (lch), professor of law, outlet.example")
    ['Ana Prado', 'Lee Chan']
    """
    found: list[str] = []
    for piece in (_bare(one) for part in _COMMA.split(" ".join(line.split())) for one in _people(part)):
        is_name = 1 < len(piece) < MAX_NAME and len(piece.split()) <= MAX_WORDS and any(map(str.isalpha, piece))
        if is_name and not (found and (piece[0].islower() or _SITE.fullmatch(piece.lower()))):
            found.append(piece)
    return found


def _people(part: str) -> list[str]:
    """Two people; an "and" beside a single word stands inside the name of a company."""
    people = _AND.split(part)
    return people if all(len(one.split()) > 1 for one in people) else [part]


def _bare(name: str) -> str:
    name = _BY.sub("", name, count=1) if _BY.match(name) else name
    return re.sub(r"\s*\([^()]{1,12}\)\s*$", "", name).strip(" .:|()（）")


def _told(story: Mapping[str, Any], graph: list[dict[str, Any]]) -> list[str]:
    """Names in JSON-LD; an author that is only a reference is looked up in the graph."""
    value = story.get("author")
    by_id = {str(node["@id"]): node for node in graph if "@id" in node and any(n in node for n in NAMES_IN_GRAPH)}
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        node = one
        if isinstance(one, dict) and not any(name in one for name in NAMES_IN_GRAPH):
            node = by_id.get(str(one.get("@id")), {})
        if isinstance(node, dict):
            node = next((node[name] for name in NAMES_IN_GRAPH if node.get(name)), "")
        found += [str(n) for n in (node if isinstance(node, list) else [node]) if n and not _is_address(str(n))]
    return found


def _from_meta(metas: Mapping[str, str]) -> list[str]:
    return [metas[key] for key in META if metas.get(key) and not _is_address(metas[key])][:1]


def _linked(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The first elements that the page marks as names of its authors."""
    named = (e for e in tree.iter("a", "span", "div", "p", "address") if _is_author(e))
    return [e for e in named if 0 < len(text_of(e)) <= MAX_LINE][:5]


def _is_author(element: html.HtmlElement) -> bool:
    return bool(element.get("rel") == "author" or element.get("itemprop") == "author")


def _shown(tree: html.HtmlElement) -> list[str]:
    """The first short line whose element is named for it, or that says "By ..."."""
    for element in tree.iter("span", "div", "p", "a", "address", "li"):
        names = element.get("class")
        if names and not BYLINE.isdisjoint(parts(names)):
            text = text_of(element)
            if text and len(text) <= MAX_NAME and names_in(text):
                return [text]
    for element in tree.iter("span", "div", "p", "li"):
        if sum(1 for _ in element.iter()) <= MAX_WORDS:
            told = _TOLD.fullmatch(text_of(element)[:MAX_LINE])
            if told:
                return [told[1]]
    return []


def _is_address(text: str) -> bool:
    return text.startswith(("http:", "https:", "/")) or text.isdigit()
