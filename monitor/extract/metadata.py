"""What a page says of itself: JSON-LD first, then meta and OpenGraph, then what a reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from lxml import html

from monitor.extract import bylines, json_ld
from monitor.extract.characters import tidy
from monitor.extract.json_ld import words
from monitor.extract.trees import strings

NEWS_TYPES: Final = re.compile(r"newsarticle|reportage|blogposting|opinion|analysisnews|backgroundnews|reviewnews")
MAX_TITLE_CHARS: Final = 1_000
MAX_UPDATES: Final = 1_000
# fmt: off
META_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued", "dc.date",
    "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publish-date",
    "dcterms.created",
)
META_MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
)
# fmt: on


@dataclass(slots=True)
class Metadata:
    """What was found; "" and () where nothing was."""

    title: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    canonical: str = ""
    language: str = ""
    section: str = ""
    body: str = ""  # JSON-LD articleBody
    og_title: str = ""
    data_title: str = ""  # JSON-LD headline
    updates: tuple[dict[str, Any], ...] = ()  # JSON-LD liveBlogUpdate
    is_article: bool = False  # by og:type and a time of publication
    closed: bool = False  # isAccessibleForFree: false
    schema_types: frozenset[str] = field(default_factory=frozenset)

    @property
    def calls_itself_news(self) -> bool:
        """True if its data say that it is an article of news."""
        return self.is_article or any(NEWS_TYPES.search(kind) for kind in self.schema_types)


def read(tree: html.HtmlElement) -> Metadata:
    """The metadata of a page."""
    metas = _metas(tree)
    graph = list(json_ld.nodes(tree))
    story = json_ld.story(graph)
    found = Metadata(schema_types=frozenset(t for node in graph for t in json_ld.types(node)))
    found.title = _title(tree, metas, story)
    found.og_title = htmlwords(metas.get("og:title", ""))[:MAX_TITLE_CHARS]
    found.data_title = htmlwords(words(story.get("headline")))[:MAX_TITLE_CHARS]
    found.updates = tuple(one for node in graph for one in json_ld.updates(node))[:MAX_UPDATES]
    found.is_article = "article" in metas.get("og:type", "") and "article:published_time" in metas
    found.authors = bylines.authors(tree, metas, story, graph)
    found.published = (
        moment(words(story.get("datePublished")))
        or _meta_moment(metas, META_PUBLISHED)
        or _time(tree, "published")
        or next((at for node in graph if (at := moment(words(node.get("datePublished"))))), "")
    )
    found.modified = moment(words(story.get("dateModified"))) or _meta_moment(metas, META_MODIFIED)
    found.canonical = str(next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")) or metas.get("og:url", "")
    found.language = _language(tree, metas, story)
    found.description = (
        htmlwords(words(story.get("description"))) or metas.get("og:description", "") or metas.get("description", "")
    )
    found.section = words(story.get("articleSection")) or metas.get("article:section", "")
    found.body = words(story.get("articleBody"))
    found.closed = str(story.get("isAccessibleForFree", "")).lower() == "false"
    return found


def moment(text: str) -> str:
    """A date in ISO 8601 to the second, in UTC where it has a time zone; "" if it is none."""
    text = text.strip()
    if not text:
        return ""
    if re.fullmatch(r"\d{10}(\d{3})?", text):
        return _iso(datetime.fromtimestamp(int(text[:10]), UTC))
    try:
        found = datetime.fromisoformat(re.sub(r"(\d)\s+([+-]\d\d:?\d\d)$", r"\1\2", text))
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    return _iso(found)


def _iso(at: datetime) -> str:
    if at.tzinfo is None:
        return at.replace(microsecond=0).isoformat()
    try:
        return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return ""


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = str(meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _title(tree: html.HtmlElement, metas: dict[str, str], story: dict[str, Any]) -> str:
    """The h1 that a reader sees, where the page's own word confirms it or there is one only; else its own word."""
    unread = "ancestor::script or ancestor::style or ancestor::template or ancestor::noscript"
    shown = [tidy("".join(strings(h, f".//text()[not({unread})]"))) for h in tree.iter("h1")]
    shown = [title for title in shown if title]
    told = [htmlwords(words(story.get("headline"))), htmlwords(metas.get("og:title", ""))]
    head = " ".join(str(tree.xpath("string(//head/title)")).split())
    for title in shown:
        if len(shown) == 1 or any(_alike(title, other) for other in (*told, head)):
            return title[:MAX_TITLE_CHARS]
    return next((t for t in (*told, *shown, head) if t), "")[:MAX_TITLE_CHARS]


def htmlwords(text: str) -> str:
    """The text of a value in which some sites leave entities or tags."""
    if "&" not in text and "<" not in text:
        return text
    import html as entities

    return " ".join(re.sub(r"<[^>]{1,200}>", "", entities.unescape(text)).split())


def _alike(a: str, b: str) -> bool:
    one, two = (set(re.findall(r"\w+", text.lower())) for text in (a, b))
    return bool(one and two) and len(one & two) >= 0.6 * min(len(one), len(two))


def _meta_moment(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := moment(metas.get(name, "")))), "")


def _time(tree: html.HtmlElement, prop: str) -> str:
    wanted = tree.xpath(f"//time[@pubdate or contains(@itemprop,'{prop}') or contains(@class,'{prop}')]/@datetime")
    return next(
        (found for value in (*wanted, *tree.xpath("//article//time/@datetime")) if (found := moment(str(value)))), ""
    )


def _language(tree: html.HtmlElement, metas: dict[str, str], story: dict[str, Any]) -> str:
    values = (tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), words(story.get("inLanguage")),
              metas.get("og:locale"), metas.get("content-language"))  # fmt: skip
    for value in values:
        tag = str(value or "").strip().replace("_", "-")
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", tag):
            return tag
    return ""
