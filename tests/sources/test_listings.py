from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from listings import ATOM, INDEX, JSON_FEED, RSS, SECTION, SITEMAP, URL

from monitor.errors import ParseError
from monitor.model import Entry, Listing, SourceKind, SourceRules
from monitor.sources import feed_text, parse, sniff


def links(listing: Listing) -> list[str]:
    return [entry.url for entry in listing.entries]


def test_rss_gives_its_entries_with_resolved_links_and_notes_on_the_rest() -> None:
    listing = parse(SourceKind.FEED, RSS, url=URL)
    assert listing.title == "The Outlet"
    assert links(listing) == ["https://outlet.example/one", "https://outlet.example/two"]
    assert listing.entries[0].title == "One & two"
    assert listing.entries[0].published == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert listing.entries[1].published is None
    assert listing.min_interval_s == 1_800
    assert any("without a usable address" in note for note in listing.notes)
    assert any("nonsense" in note for note in listing.notes)


@pytest.mark.parametrize("reference", [b"&#x110000;", b"&#55296;", b"&#99999999999;", b"&#xD800"])
def test_a_character_that_there_is_not_costs_a_feed_nothing_else(reference: bytes) -> None:
    listing = parse(SourceKind.FEED, RSS.replace(b"One &amp;", b"One " + reference), url=URL)
    assert len(links(listing)) == 2
    assert listing.entries[0].title.startswith("One \ufffd")


def test_atom_gives_its_entries_and_hub() -> None:
    listing = parse(SourceKind.FEED, ATOM, url=URL)
    assert links(listing) == ["https://outlet.example/one"]
    assert listing.entries[0].updated == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert listing.hub == "https://hub.example/"
    assert listing.self_url == "https://outlet.example/atom"


def test_json_feed_gives_its_entries_and_leaves_junk_out() -> None:
    listing = parse(SourceKind.FEED, JSON_FEED, url=URL)
    assert "https://outlet.example/one" in links(listing)
    assert listing.entries[0].content == "<p>Twelve</p>"


def test_a_json_feed_names_its_hub_and_itself() -> None:
    hubs = '"feed_url":"/feed.json","hubs":[7,{"type":"rssCloud","url":"https://x.example/"},{"type":"WebSub","url":"/hub"}]'
    listing = parse(SourceKind.FEED, JSON_FEED.replace(b'"title"', hubs.encode() + b',"title"', 1), url=URL)
    assert (listing.hub, listing.self_url) == ("https://outlet.example/hub", "https://outlet.example/feed.json")
    assert parse(SourceKind.FEED, JSON_FEED, url=URL).hub == ""


def test_a_page_names_its_hub_and_itself_in_its_head() -> None:
    named = b'<link rel="alternate Hub" href="/hub"><link rel=self href="https://outlet.example/topic">'
    page = SECTION.replace(b"</title>", b"</title>" + named)
    listing = parse(SourceKind.SECTION, page, url="https://outlet.example/local")
    assert (listing.hub, listing.self_url) == ("https://outlet.example/hub", "https://outlet.example/topic")
    inside = SECTION.replace(b"<body>", b"<body><article>" + named + b"</article>")
    assert parse(SourceKind.SECTION, inside, url="https://outlet.example/local").hub == ""


def test_a_sitemap_is_read_newest_first_and_gzipped_too() -> None:
    for body in (SITEMAP, gzip.compress(SITEMAP)):
        listing = parse(SourceKind.SITEMAP, body, url="https://outlet.example/sitemap.xml")
        assert links(listing) == ["https://outlet.example/new", "https://outlet.example/old"]
        assert listing.entries[0].title == "New"


def test_what_is_called_a_feed_may_be_a_sitemap_and_a_page_says_what_to_write() -> None:
    assert parse(SourceKind.FEED, SITEMAP, url=URL) == parse(SourceKind.SITEMAP, SITEMAP, url=URL)
    with pytest.raises(ParseError, match='a section page needs kind = "section"'):
        parse(SourceKind.FEED, SECTION, url=URL)


def test_an_index_names_its_sitemaps_newest_first() -> None:
    listing = parse(SourceKind.SITEMAP, INDEX, url="https://outlet.example/sitemap.xml")
    assert listing.more == ("https://outlet.example/s2.xml", "https://outlet.example/s1.xml")


def test_a_sitemap_that_expands_entities_or_unpacks_for_ever_is_refused() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"a" * 100
        + b'">'
        + b"]><urlset><url><loc>https://outlet.example/&a;</loc></url></urlset>"
    )
    listing = parse(SourceKind.SITEMAP, bomb, url=URL)
    assert all("aaaa" not in link for link in links(listing))
    with pytest.raises(ParseError, match="bytes when unpacked"):
        parse(SourceKind.SITEMAP, gzip.compress(b" " * 70_000_000), url="https://outlet.example/sitemap.xml.gz")


def test_a_section_page_gives_the_links_that_match_once_each_with_their_titles() -> None:
    rules = SourceRules(link_pattern=r"/\d{4}/")
    listing = parse(SourceKind.SECTION, SECTION, url="https://outlet.example/local", rules=rules)
    assert links(listing) == ["https://outlet.example/2026/one-story", "https://outlet.example/2026/two-story"]
    assert listing.entries[0].title == "One story"


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.SITEMAP])
@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"{}", b"[]", b"\x00\xff", b"/etc/passwd", b"<?xml version='1.0'?>"]
)
def test_what_is_no_listing_says_so_and_where(kind: SourceKind, body: bytes) -> None:
    with pytest.raises(ParseError, match=r"outlet\.example"):
        parse(kind, body, url=URL)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, SourceKind.FEED),
        (ATOM, SourceKind.FEED),
        (JSON_FEED, SourceKind.FEED),
        (SITEMAP, SourceKind.SITEMAP),
        (INDEX, SourceKind.SITEMAP),
        (SECTION, SourceKind.PAGE),
        (b"\x00\x01", None),
        (b"%PDF-1.7", SourceKind.PAGE),
    ],
)
def test_bytes_are_told_apart(body: bytes, kind: SourceKind | None) -> None:
    assert sniff(body, url=URL).kind is kind


def test_the_text_of_an_item_is_its_title_summary_and_content_in_blocks() -> None:
    entry = Entry(
        "https://outlet.example/one",
        "Ferry",
        "In short",
        "<h2>Now</h2><p>Twelve<br>hurt</p><ul><li>a</li></ul><script>x</script>",
    )
    text = feed_text(entry, Listing())
    assert text.title == "Ferry"
    assert text.standfirst == "In short"
    assert [(block.kind.value, block.text) for block in text.blocks] == [
        ("heading", "Now"), ("paragraph", "Twelve"), ("paragraph", "hurt"), ("list_item", "a"),
    ]  # fmt: skip
