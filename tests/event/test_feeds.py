from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from delivery_stores import START, event
from hostile import ADDRESSES, AWKWARD_ADDRESSES, TEXTS
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from monitor.diff import compare
from monitor.event.feeds import FORMATS, FeedInfo, FeedItem, Outline, item_of, opml, render
from monitor.model import Article, ArticleId, Block, BlockKind, Event, EventId, EventType, SourceId, Text

BASE = "https://redline.example"
INFO = FeedInfo(
    "Changes",
    f"{BASE}/feeds/changes.atom",
    f"{BASE}/",
    description="What was changed after publication",
    hub="https://hub.example/",
    id="changes",
)
ARTICLE = Article(ArticleId("a" * 16), "https://news.example/1", "news.example", SourceId("s"), (SourceId("s"),), START)
XML = ["atom", "rss"]


def an_item(number: int = 1, **fields: object) -> FeedItem:
    made = FeedItem(
        id=f"evt_{number}",
        title="15 killed in ferry fire",
        url=f"{BASE}/articles/a/diff/1/2",
        published=START + timedelta(minutes=number),
        html="<p><del>12</del> <ins>15</ins> killed</p>",
        text="[-12-] {+15+} killed",
        via="https://news.example/1",
        summary="“12 killed” → “15 killed”; no note found",
        categories=("number",),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def parsed(form: str, *items: FeedItem, info: FeedInfo = INFO, marks: Any = "html") -> Any:
    feed = feedparser.parse(render(form, info, items, marks=marks), sanitize_html=False)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("form", XML)
def test_a_feed_names_itself_its_page_and_its_hub(form: str) -> None:
    links = {link.rel: link.href for link in parsed(form, an_item()).feed.links}
    assert links == {"self": INFO.self_url, "alternate": INFO.home_url, "hub": INFO.hub}


@pytest.mark.parametrize("form", XML)
def test_an_item_carries_its_diff_its_summary_and_its_links(form: str) -> None:
    [entry] = parsed(form, an_item()).entries
    assert entry.id == "tag:redline.example,2026:evt_1"
    assert entry.title == "15 killed in ferry fire"
    assert entry.link == f"{BASE}/articles/a/diff/1/2"
    assert "no note found" in entry.summary
    assert "<del>12</del> <ins>15</ins>" in entry.content[0].value
    assert [tag.term for tag in entry.tags] == ["number"]
    assert {link.href for link in entry.links if link.rel == "via"} == {"https://news.example/1"}


def test_the_guid_of_rss_is_no_link() -> None:
    assert b'<guid isPermaLink="false">tag:' in render("rss", INFO, [an_item()])


@pytest.mark.parametrize("form", FORMATS)
def test_items_are_newest_first_and_their_ids_stay_whatever_the_order(form: str) -> None:
    items = [an_item(2), an_item(3), an_item(1)]
    assert render(form, INFO, items) == render(form, INFO, items[::-1])
    if form in XML:
        assert [entry.id[-1] for entry in parsed(form, *items).entries] == ["3", "2", "1"]


def test_ids_do_not_change_with_the_address_of_a_feed() -> None:
    other = replace(INFO, self_url=f"{BASE}/articles/a/feed", home_url=f"{BASE}/articles/a")
    assert parsed("atom", an_item()).entries[0].id == parsed("rss", an_item(), info=other).entries[0].id


@pytest.mark.parametrize("form", FORMATS)
def test_a_deletion_never_touches_an_insertion(form: str) -> None:
    body = render(form, INFO, [an_item(html="<p><del>12</del><ins>15</ins><del>a</del></p>")]).decode()
    plain = body.replace("&lt;", "<").replace("&gt;", ">")
    assert not re.search(r"</(del|ins)><(del|ins)>", plain)


@pytest.mark.parametrize("form", XML)
def test_marks_in_text_need_no_tags(form: str) -> None:
    [entry] = parsed(form, an_item(text="[-<12>-] {+15+}\nnext"), marks="text").entries
    assert "<p>[-&lt;12&gt;-] {+15+}</p>" in entry.content[0].value
    assert "<del>" not in entry.content[0].value


def test_json_feed_is_version_1_1() -> None:
    feed = json.loads(render("json", INFO, [an_item()]))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    [item] = feed["items"]
    assert item["id"] == "tag:redline.example,2026:evt_1"
    assert (item["url"], item["external_url"]) == (an_item().url, an_item().via)
    assert item["date_published"] == "2026-05-04T09:01:00Z"
    assert "<ins>15</ins>" in item["content_html"]
    [plain] = json.loads(render("json", INFO, [an_item()], marks="text"))["items"]
    assert plain["content_text"].endswith("[-12-] {+15+} killed")
    assert "content_html" not in plain


@pytest.mark.parametrize("form", FORMATS)
def test_a_withdrawn_change_keeps_its_id_and_says_so(form: str) -> None:
    body = render(form, INFO, [an_item(withdrawn=True)]).decode()
    assert "tag:redline.example,2026:evt_1" in body
    assert "Withdrawn: 15 killed" in body
    assert "not an edit" in body


def test_an_empty_feed_is_a_feed() -> None:
    for form in XML:
        assert parsed(form).entries == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_do_no_harm(form: str, name: str) -> None:
    text = TEXTS[name]
    item = an_item(title=text, summary=text, text=text, author=text, categories=(text,))
    info = replace(INFO, title=text, description=text)
    body = render(form, info, [item], marks="text")
    if form == "json":
        found = json.loads(body)["items"][0]
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", found["title"])
        return
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    assert not [one for one in root.iter() if etree.QName(one).localname.lower() in {"script", "svg", "img", "style"}]
    [entry] = parsed(form, item, info=info, marks="text").entries
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", entry.title)
    content = etree.HTML(f"<div>{entry.content[0].value}</div>")
    assert {one.tag for one in content.iter()} <= {"html", "body", "div", "p", "a"}
    assert not [name for one in content.iter() for name in one.attrib if name != "href"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_what_is_no_web_address_becomes_no_link(form: str, name: str) -> None:
    address = ADDRESSES[name]
    body = render(form, replace(INFO, hub=address), [an_item(url=address, via=address)]).decode()
    assert "alert(" not in body
    assert not re.search(r'(?i)(href|url)"?[=:]\s*"?(javascript|data|vbscript|file)', body)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", AWKWARD_ADDRESSES)
def test_awkward_addresses_are_encoded(form: str, name: str) -> None:
    body = render(form, INFO, [an_item(url=AWKWARD_ADDRESSES[name], via="")])
    url = (
        json.loads(body)["items"][0]["url"]
        if form == "json"
        else parsed(form, an_item(url=AWKWARD_ADDRESSES[name], via="")).entries[0].link
    )
    assert re.fullmatch(r"https://example\.org/[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~]*", url)


@given(st.text(), st.text(), st.text())
def test_every_feed_is_well_formed(title: str, summary: str, text: str) -> None:
    item = an_item(title=title, summary=summary, text=text, html=f"<p>{text}</p>")
    for form in XML:
        etree.fromstring(render(form, INFO, [item], marks="text"))
        etree.fromstring(render(form, INFO, [item]))
    json.loads(render("json", INFO, [item]))


def test_an_item_is_made_of_an_event() -> None:
    old = Text(
        "12 killed in ferry fire", (Block(BlockKind.PARAGRAPH, "At least 12 people were killed, <b>police</b> said."),)
    )
    new = Text(
        "15 killed in ferry fire", (Block(BlockKind.PARAGRAPH, "At least 15 people were killed, <b>police</b> said."),)
    )
    item = item_of(event(1), ARTICLE, diff=compare(old, new), base_url=BASE)
    assert (item.title, item.via) == ("15 killed in ferry fire", ARTICLE.url)
    assert item.url == f"{BASE}/articles/{'a' * 16}/diff/1/2"
    assert "<del>12</del>" in item.html
    assert "&lt;b&gt;" in item.html
    assert "[-12-] {+15+}" in item.text
    assert item_of(event(1), ARTICLE).url == ARTICLE.url


def test_a_state_makes_an_item_that_says_it() -> None:
    gone = Event(EventId("evt_g"), EventType.UNAVAILABLE, "a" * 16, 2, None, START, detail="the server answers 410")
    item = item_of(gone, replace(ARTICLE, listed_title="Ferry sinks"), base_url=BASE)
    assert item.title == "No longer available: Ferry sinks"
    assert "410" in item.html


def test_the_list_of_feeds_can_be_imported() -> None:
    root = etree.fromstring(opml("Redline <feeds>", [Outline('All & "more"', INFO.self_url, BASE)]))
    [outline] = root.iter("outline")
    assert (outline.get("xmlUrl"), outline.get("text")) == (INFO.self_url, 'All & "more"')
