"""Feeds of tags, filters and subscriptions, withdrawn changes, OPML; what validators ask and real readers show."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import newsdesk
import pytest
from lxml import etree
from pages import BEARER, KEY, Desk

from monitor.model import EventType, Filter, Pace, Remark, RemarkKind, SavedFilter, Subscription, SubscriptionId
from monitor.web import keys

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def desk() -> Desk:
    made = Desk()
    made.options = replace(made.options, base_url="http://localhost", hub="https://hub.example/")
    return made


@pytest.fixture
async def writer(desk: Desk) -> newsdesk.Desk:
    made = newsdesk.Desk(desk.store, desk.clock)
    await made.open(tags=("national",))
    return made


async def read(desk: Desk, path: str, **headers: str) -> Any:
    """The feed as a reader sees it."""
    async with desk.client(**headers) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return feedparser.parse(answer.content)


async def test_a_tag_a_filter_and_a_subscription_have_feeds_of_their_own(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    events = [await writer.edit(article) for _ in range(3)]
    await desk.store.filters.put(SavedFilter("fourteen", Filter(types=(EventType.CHANGED,), words=("14",))))
    wanted = Filter(types=(EventType.CHANGED,), words=("15",))
    await desk.store.subscriptions.put(
        Subscription(SubscriptionId("sub_one"), "mail", "desk", desk.clock.now(), filter=wanted, pace=Pace())
    )
    tagged = await read(desk, "/feeds/tags/national/changes.atom")
    assert [entry.id.rpartition(":")[2] for entry in tagged.entries] == [event.id for event in reversed(events)]
    saved = await read(desk, "/feeds/filters/fourteen/changes.rss")
    assert [entry.id.rpartition(":")[2] for entry in saved.entries] == [events[1].id, events[2].id][::-1]
    token = keys.subscription_token(KEY, "sub_one")
    own = await read(desk, f"/feeds/subscriptions/sub_one/changes.atom?token={token}")
    assert [entry.id.rpartition(":")[2] for entry in own.entries] == [events[2].id]


@pytest.mark.parametrize("token", ["", "wrong", keys.feed_token(KEY), keys.subscription_token(KEY, "sub_two")])
async def test_a_subscription_s_feed_opens_to_its_own_token_only(desk: Desk, token: str) -> None:
    async with desk.client() as client:
        answer = await client.get(f"/feeds/subscriptions/sub_one/changes.atom?token={token}")
    assert answer.status_code == 401


async def test_a_private_feed_names_no_hub_and_no_token(desk: Desk) -> None:
    await desk.store.subscriptions.put(Subscription(SubscriptionId("sub_one"), "mail", "desk", desk.clock.now()))
    token = keys.subscription_token(KEY, "sub_one")
    async with desk.client() as client:
        own = await client.get(f"/feeds/subscriptions/sub_one/changes.atom?token={token}")
        public = await client.get("/feeds/changes.atom")
    assert "hub.example" not in own.text
    assert token not in own.text
    assert "hub.example" in public.text


async def test_a_withdrawn_change_keeps_its_item_and_says_so(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    first, second = await writer.edit(article), await writer.edit(article)
    before = await read(desk, "/feeds/changes.atom")
    desk.clock.advance(60)
    await desk.store.annotations.add(Remark(article, 2, RemarkKind.NOT_AN_EDIT, "desk", "the counter of comments"))
    after = await read(desk, "/feeds/changes.atom")
    assert {entry.id for entry in after.entries} == {entry.id for entry in before.entries}
    assert after.entries[0].id.endswith(first.id)
    assert after.entries[0].title.startswith("Withdrawn: ")
    assert "the counter of comments" in after.entries[0].content[0].value
    assert after.entries[0].updated > after.entries[1].updated
    assert after.entries[1].id.endswith(second.id)
    assert not after.entries[1].title.startswith("Withdrawn")


async def test_format_full_gives_the_whole_article_and_changes_only_what_changed(
    desk: Desk, writer: newsdesk.Desk
) -> None:
    article = await writer.write(1)
    await writer.edit(article)
    short = (await read(desk, "/feeds/changes.atom?format=changes")).entries[0].content[0].value
    full = (await read(desk, "/feeds/changes.atom?format=full")).entries[0].content[0].value
    assert "The cause is not known." not in short
    assert "The cause is not known." in full
    assert "<del>12</del> <ins>13</ins>" in full


async def test_unchanged_feeds_answer_304_and_a_withdrawal_changes_them(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    await writer.edit(article)
    async with desk.client() as client:
        first = await client.get("/feeds/changes.atom")
        tags = {"If-None-Match": first.headers["etag"], "If-Modified-Since": first.headers["last-modified"]}
        assert (await client.get("/feeds/changes.atom", headers=tags)).status_code == 304
        desk.clock.advance(60)
        await desk.store.annotations.add(Remark(article, 2, RemarkKind.NOT_AN_EDIT, "desk", "noise"))
        again = await client.get("/feeds/changes.atom", headers=tags)
    assert again.status_code == 200
    assert parsedate_to_datetime(again.headers["last-modified"]) > parsedate_to_datetime(first.headers["last-modified"])


async def test_the_list_of_all_feeds_can_be_imported_and_each_of_them_opens(desk: Desk, writer: newsdesk.Desk) -> None:
    await writer.edit(await writer.write(1))
    await desk.store.filters.put(SavedFilter("heavy", Filter(min_weight=1)))
    await desk.store.subscriptions.put(Subscription(SubscriptionId("sub_one"), "mail", "desk", desk.clock.now()))
    async with desk.client(**BEARER) as client:
        outlines = etree.fromstring((await client.get("/feeds.opml")).content).findall("body/outline")
        found = [one.get("xmlUrl") or "" for one in outlines]
    async with desk.client() as client:
        for url in found:
            assert (await client.get(url.removeprefix("http://localhost"))).status_code == 200, url
        page = (await client.get("/")).text
    assert len(found) == 5
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert 'rel="outline"' in page


async def test_a_feed_that_does_not_exist_is_no_page_of_ours(desk: Desk) -> None:
    async with desk.client() as client:
        for path in ("tags/none", "filters/none", "tags/%2e%2e"):
            assert (await client.get(f"/feeds/{path}/changes.atom")).status_code == 404


async def test_atom_obeys_what_the_validator_asks(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    for _ in range(3):
        await writer.edit(article)
    async with desk.client() as client:
        feed = etree.fromstring((await client.get("/feeds/changes.atom")).content)
    for holder in (feed, *feed.findall(f"{ATOM}entry")):  # RFC 4287, 4.1.1 and 4.1.2: exactly one of each
        for name in ("id", "title", "updated"):
            assert len(holder.findall(ATOM + name)) == 1
        assert len(holder.findall(f"{ATOM}link[@rel='alternate']")) == 1
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/feeds/changes.atom"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == 3
    assert all(one.find(f"{ATOM}link[@rel='via']") is not None for one in feed.findall(f"{ATOM}entry"))
    assert {one.get("type") for one in feed.iter(f"{ATOM}content")} == {"html"}


async def test_rss_obeys_what_the_validator_asks(desk: Desk, writer: newsdesk.Desk) -> None:
    await writer.edit(await writer.write(1))
    async with desk.client() as client:
        channel = etree.fromstring((await client.get("/feeds/changes.rss")).content).find("channel")
    assert channel is not None
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1
    own = channel.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("type") == "application/rss+xml"
    for item in channel.findall("item"):
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None


@pytest.mark.skipif(shutil.which("sfeed") is None, reason="sfeed is not installed")
@pytest.mark.parametrize("form", ["atom", "rss"])
async def test_sfeed_reads_items_with_old_and_new_words_apart(desk: Desk, writer: newsdesk.Desk, form: str) -> None:
    await writer.edit(await writer.write(1))
    async with desk.client() as client:
        feed = (await client.get(f"/feeds/changes.{form}?marks=text")).content
    shown = subprocess.run(["sfeed"], input=feed, capture_output=True, check=True).stdout.decode()  # noqa: ASYNC221 - short
    stamp, title, link, content, *_ = shown.split("\t")
    assert stamp.isdigit()
    assert title == "Ferry sinks"
    assert link.startswith("http://localhost/articles/")
    assert "[-12-] {+13+}" in content
