"""Feeds, sitemaps and section pages from anybody: any bytes give entries or a clear error, huge ones at little cost."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listings import ATOM, INDEX, JSON_FEED, RSS, SECTION, SITEMAP, URL

from monitor.errors import ParseError
from monitor.model import Listing, SourceKind
from monitor.sources import feed_text, parse, sniff
from monitor.sources.entries import MAX_ENTRIES

WHOLE = [
    (SourceKind.FEED, RSS), (SourceKind.FEED, ATOM), (SourceKind.FEED, JSON_FEED), (SourceKind.SITEMAP, SITEMAP),
    (SourceKind.SITEMAP, INDEX), (SourceKind.SITEMAP, gzip.compress(SITEMAP)), (SourceKind.SECTION, SECTION),
]  # fmt: skip
NASTY = [
    b"<", b">", b"&", b'"', b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?xml encoding='utf-16'?>", b"\x00", b"\xff\xfe",
    b"&#0;", b"&#x110000;", b"&x;", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"<item/>", b"<link/>",
    b"<link>javascript:alert(1)</link>", b"<link>//[::1</link>", b"http://\xed\xa0\x80/",
    b"<updated>99999-99-99</updated>", b"<pubDate>Sat, 99 Foo -1 25:61:61 +9999</pubDate>", b"<ttl>-1</ttl>",
    b"<ttl>\xd9\xa3</ttl>", b"<skipHours><hour>99", b"<sy:updateFrequency>0</sy:updateFrequency>",
    b"<lastmod>0000-00-00T00:00:00+99:99</lastmod>", b"null", b"1e999", b"[[",
    b'{"url":["x"]}', b'"hubs":{"url":7}', b"<base href='data:x,y'>", b"<a href='http://[/'>", b"<div>" * 300,
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[SourceKind, bytes]:
    """A document in which pieces were cut, doubled and put in."""
    kind, body = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(body))), draw(st.integers(0, 60))
        piece = body[at : at + length]
        put = draw(st.sampled_from([b"", piece + piece, *NASTY]) | st.binary(max_size=20))
        body = body[:at] + put + body[at + length :]
    return kind, body


def read(kind: SourceKind, body: bytes) -> Listing | str:
    """What the document lists, or what is wrong with it."""
    try:
        return parse(kind, body, url=URL)
    except ParseError as error:
        return str(error)


def check(listing: Listing | str) -> None:
    """What everything that is listed keeps to, and every error."""
    if isinstance(listing, str):
        assert "outlet.example" in listing
        assert "\n" not in listing
        return
    links = [entry.url for entry in listing.entries] + [*listing.more, *filter(None, (listing.hub, listing.self_url))]
    assert all(link.startswith(("http://", "https://")) for link in links)
    times = [at for entry in listing.entries for at in (entry.published, entry.updated) if at]
    assert all(at.utcoffset() == timedelta(0) for at in times)
    assert listing.min_interval_s >= 0
    assert not any("\n" in note for note in listing.notes)
    assert set(listing.skip_hours) < set(range(24))
    assert set(listing.skip_days) < set(range(7))
    assert all(
        isinstance(text, str) for entry in listing.entries for text in (entry.title, entry.summary, entry.author)
    )
    for entry in listing.entries:
        feed_text(entry, listing)


@settings(max_examples=400, deadline=None)
@given(damaged() | st.tuples(st.sampled_from([kind for kind, _ in WHOLE]), st.binary(max_size=200)))
def test_any_bytes_give_entries_or_a_clear_error(document: tuple[SourceKind, bytes]) -> None:
    kind, body = document
    sniff(body, url=URL)
    check(read(kind, body))


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
HEAD = b"<rss version='2.0'><channel>"
HUGE = {
    "a billion laughs in a feed": (SourceKind.FEED, b"<!DOCTYPE a [%s]>%s<title>&l9;</title>" % (LAUGHS, HEAD)),
    "a billion laughs in a sitemap": (SourceKind.SITEMAP, b"<!DOCTYPE a [%s]><urlset><url>&l9;" % LAUGHS),
    "deep XML": (SourceKind.SITEMAP, b"<a>" * 1_000_000),
    "deep XML in a feed": (SourceKind.FEED, HEAD + b"<a>" * 5_000),
    "deep HTML": (SourceKind.SECTION, b"<div>" * 1_000_000),
    "links in links": (SourceKind.SECTION, b"<html>" + b"<a href='/x'>" * 50_000),
    "deep JSON": (SourceKind.FEED, b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 1_000_000),
    "a long number": (SourceKind.FEED, b'{"version":"https://jsonfeed.org/version/1","x":' + b"9" * 100_000 + b"}"),
    "a long address": (
        SourceKind.FEED,
        HEAD + b"<item><link>https://a.example/" + b"x" * 5_000_000 + b"</link></item>",
    ),
    "nothing but space": (SourceKind.FEED, b"\n" * 10_000_000),
    "no end of comments": (SourceKind.FEED, HEAD + b"<!--" * 100_000),
    "no end of declarations": (SourceKind.FEED, b"<!DOCTYPE a [" + b"<!ENTITY a 'x'>" * 50_000),
    "skipHours without end": (SourceKind.FEED, HEAD + b"<skipHours>" * 2_000),
    "zeros that unpack for ever": (SourceKind.SITEMAP, gzip.compress(bytes(70_000_000))),
    "a damaged gzip": (SourceKind.SITEMAP, gzip.compress(SITEMAP)[:-20] + b"x" * 20),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_built_to_be_dear_gives_entries_or_a_clear_error(name: str) -> None:
    kind, body = HUGE[name]
    check(read(kind, body))


MANY = range(4 * MAX_ENTRIES)
LONG = {
    SourceKind.SITEMAP: b"<urlset>%s</urlset>" % b"".join(b"<url><loc>/%d</loc></url>" % n for n in MANY),
    SourceKind.SECTION: b"<html>%s</html>" % b"".join(b"<a href='/%d'>x</a>" % n for n in MANY),
    SourceKind.FEED: b'{"version":"https://jsonfeed.org/version/1","items":[%s]}'
    % b",".join(b'{"url":"/%d"}' % n for n in MANY),
}  # fmt: skip


@pytest.mark.parametrize("kind", LONG)
def test_a_listing_without_end_is_read_as_far_as_it_is_kept(kind: SourceKind) -> None:
    listing = parse(kind, LONG[kind], url=URL)
    assert len(listing.entries) == MAX_ENTRIES
    assert "are left out" in listing.notes[-1]
