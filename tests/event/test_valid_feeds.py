"""Our feeds keep to their specifications: Atom and RSS by a schema, JSON Feed by its rules, whatever stands in them.

The W3C's validator is in no package registry; the schemas beside this file are ours, written from RFC 4287 and the RSS
2.0 specification, and allow nothing that we do not write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from delivery_stores import START
from hostile import ADDRESSES, AWKWARD_ADDRESSES, TEXTS
from lxml import etree, html

from monitor.event.feeds import FeedInfo, FeedItem, render

SCHEMAS: Final = Path(__file__).with_name("schemas")
BASE: Final = "https://redline.example"
URI: Final = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\])?([!$&-;=?-Z_a-z~#]|%[0-9A-Fa-f]{2})+")
ATOM: Final = "{http://www.w3.org/2005/Atom}"


def info(words: str = "Changes", url: str = f"{BASE}/") -> FeedInfo:
    return FeedInfo(
        words,
        f"{BASE}/feeds/changes",
        url,
        description=words,
        hub="https://hub.example/",
        id="changes",
    )


def item(number: int, words: str, url: str = "") -> FeedItem:
    return FeedItem(
        id=f"evt_{number}",
        title=words,
        url=url or f"{BASE}/articles/a/diff/{number}/{number + 1}",
        published=START + timedelta(minutes=number),
        html="<p><del>12</del> <ins>15</ins> killed</p>",
        text=words,
        via=url or "https://news.example/1",
        summary=words,
        author=words,
        categories=("number", words),
        withdrawn=number % 3 == 0,
        reason=words,
    )


def worst() -> list[FeedItem]:
    """An item for each hostile text and each awkward or bad address."""
    items = [item(number, words) for number, words in enumerate(TEXTS.values())]
    addresses = [*ADDRESSES.values(), *AWKWARD_ADDRESSES.values(), "https://[::1]:8000/a[1]"]
    return items + [item(1_000 + number, "Ferry", url or " ") for number, url in enumerate(addresses)]


def schema(form: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / f"{form}.rng"))


def rendered(form: str, items: Sequence[FeedItem], about: FeedInfo | None = None, marks: Any = "html") -> Any:
    body = render(form, about or info(), items, marks=marks)
    return json.loads(body) if form == "json" else etree.fromstring(body)


@pytest.mark.parametrize("marks", ["html", "text"])
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_of_hostile_items_keeps_to_its_schema(form: str, marks: str) -> None:
    schema(form).assertValid(rendered(form, worst(), marks=marks))


@pytest.mark.parametrize("words", list(TEXTS.values()), ids=list(TEXTS))
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_whose_own_words_are_hostile_keeps_to_its_schema(form: str, words: str) -> None:
    schema(form).assertValid(rendered(form, [], info(words)))


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_schema_refuses_what_is_wrong(form: str) -> None:
    feed = rendered(form, [item(1, "Ferry")])
    assert schema(form).validate(feed)
    found = [element for element in feed.iter() if str(element.tag).endswith(("}id", "guid"))]
    found[-1].getparent().remove(found[-1])
    assert not schema(form).validate(feed)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_no_two_items_have_one_id_and_none_one_link_of_a_kind_twice(form: str) -> None:
    feed = rendered(form, worst())
    tag = f"{ATOM}id" if form == "atom" else "guid"
    ids = [element.text for element in feed.iter(tag)]
    assert len(ids) == len(set(ids))
    for entry in feed.iter(f"{ATOM}entry", "item"):
        links = [(link.get("rel"), link.get("type")) for link in entry.iter(f"{ATOM}link")]
        assert len(links) == len(set(links))


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_what_stands_inside_is_whole_html_without_scripts_and_relative_links(form: str) -> None:
    for element in rendered(form, worst()).iter(f"{ATOM}content", "{http://purl.org/rss/1.0/modules/content/}encoded"):
        page = html.fromstring(f"<div>{element.text}</div>")
        assert not {"script", "style", "iframe", "object", "svg"} & {str(one.tag) for one in page.iter()}
        assert all(URI.fullmatch(link) for _, _, link, _ in page.iterlinks())  # type: ignore[attr-defined]


# ------------------------------------------------ JSON Feed 1.1
@pytest.mark.parametrize("marks", ["html", "text"])
def test_a_json_feed_of_hostile_items_keeps_to_its_rules(marks: str) -> None:
    feed = rendered("json", worst(), marks=marks)
    assert list(broken_rules(feed)) == []
    assert len({one["id"] for one in feed["items"]}) == len(feed["items"])


@pytest.mark.parametrize("words", list(TEXTS.values()), ids=list(TEXTS))
def test_a_json_feed_whose_own_words_are_hostile_keeps_to_its_rules(words: str) -> None:
    assert list(broken_rules(rendered("json", [], info(words)))) == []


def test_the_rules_refuse_what_is_wrong() -> None:
    feed = rendered("json", [item(1, "Ferry")])
    feed["items"][0]["url"] = "/relative"
    del feed["items"][0]["id"]
    assert list(broken_rules(feed)) == ["items[0].id", "items[0].url"]


TOP: Final[dict[str, type]] = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
    "authors": list, "hubs": list, "items": list,
}  # fmt: skip
ITEM: Final[dict[str, type]] = {
    "id": str, "url": str, "external_url": str, "title": str, "summary": str, "content_html": str, "content_text": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list,
}  # fmt: skip


def broken_rules(feed: dict[str, Any]) -> Iterator[str]:
    """The paths of what the specification does not allow."""
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        yield "version or title"
    yield from wrong(feed, TOP, "")
    for number, one in enumerate(feed["items"]):
        path = f"items[{number}]."
        if not one.get("id"):
            yield f"{path}id"
        if not ("content_html" in one or "content_text" in one):
            yield f"{path}content"
        yield from wrong(one, ITEM, path)


def wrong(values: dict[str, Any], known: dict[str, type], path: str) -> Iterator[str]:
    """The paths of unknown names, values of another type, and values that are not what their name says."""
    for name, value in values.items():
        right = isinstance(value, known.get(name, type(None)))
        if right and name.endswith("url"):
            right = URI.fullmatch(value) is not None
        elif right and name.startswith("date_"):
            right = datetime.fromisoformat(value).tzinfo is not None
        elif right and name == "tags":
            right = all(isinstance(tag, str) and tag for tag in value)
        elif right and name == "authors":
            right = all(author.get("name") for author in value)
        if not right:
            yield path + name
