"""What other programs watch, read as wishes or as reasons why it can not be one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from monitor import sources
from monitor.errors import ParseError
from monitor.model import Source, SourceKind
from monitor.sources.captures import Capture, read_index, read_timemap
from monitor.takeout.entries import Entry
from monitor.takeout.lists import form_of, read_list
from monitor.takeout.opml import opml_of

AT = datetime(2026, 5, 4, tzinfo=UTC)
JOBS = b"""\
# urlwatch
name: Terms of the shop
url: https://shop.example/terms
filter:
  - css: main
---
url: https://news.example/a
tags: [press, sea]
enabled: false
---
command: uname -a
---
navigate: https://app.example/
---
url: https://api.example/
data: {a: 1}
---
name: nothing
---
- just: a list
- https://list.example/
"""
WATCHES = {
    "watching": {
        "1b2c3d4e-aaaa": {
            "url": "https://news.example/b",
            "title": "B",
            "tags": ["t1"],
            "time_between_check": {"weeks": None, "days": None, "hours": 3, "minutes": 30},
            "include_filters": [".main"],
        },
        "2": {"url": "https://news.example/c", "tag": "x, y", "paused": True},
        "3": {"url": "not an address"},
    },
    "settings": {"application": {"tags": {"t1": {"title": "Press"}}}},
}


def by_url(entries: list[Entry]) -> dict[str, Entry]:
    return {entry.url or entry.name or entry.where: entry for entry in entries}


def test_a_list_of_addresses_may_have_tags_and_comments() -> None:
    form, entries = read_list(
        b"\xef\xbb\xbf# mine\r\nhttps://a.example/ press, sea\n\nhttps://b.example/ # why\nftp://c\n"
    )
    assert form == "urls"
    found = by_url(entries)
    assert found["https://a.example/"] == Entry("line 2", "https://a.example/", tags=("press", "sea"))
    assert found["https://b.example/"].tags == ()
    assert "not an http or https address" in found["ftp://c"].refusal


def test_jobs_of_urlwatch_and_webchanges_become_wishes_or_reasons() -> None:
    form, entries = read_list(JOBS)
    found = by_url(entries)
    assert form == "jobs"
    assert found["https://shop.example/terms"].name == "Terms of the shop"
    assert "filter is left out" in found["https://shop.example/terms"].notes[0]
    assert (found["https://news.example/a"].tags, found["https://news.example/a"].paused) == (("press", "sea"), True)
    assert "shell command" in found["job 3"].refusal
    assert "browser" in found["https://app.example/"].notes[0]
    assert "sends data" in found["https://api.example/"].refusal
    assert "no url" in found["nothing"].refusal
    assert found["https://list.example/"].refusal == ""


def test_lists_of_changedetection_come_as_json_and_as_a_backup() -> None:
    data = json.dumps(WATCHES).encode()
    bundle = BytesIO()
    with ZipFile(bundle, "w") as made:
        made.writestr("datastore/url-watches.json", data)
    urls = BytesIO()
    with ZipFile(urls, "w") as made:
        made.writestr("url-list.txt", "https://other.example/\r\n")
        made.writestr("url-list-with-tags.txt", "https://news.example/b Press\r\n")
    for given in (data, bundle.getvalue()):
        form, entries = read_list(given)
        found = by_url(entries)
        assert form == "changedetection"
        assert found["https://news.example/b"].every_s == 12_600
        assert found["https://news.example/b"].tags == ("Press",)
        assert found["https://news.example/c"].paused
        assert found["not an address"].refusal
    assert by_url(read_list(urls.getvalue())[1])["https://news.example/b"].tags == ("Press",)


def test_our_own_opml_comes_back_as_it_was() -> None:
    made = [
        Source(sources.source_id(url), url, kind, name, AT, tags=tags)
        for url, kind, name, tags in (
            ("https://news.example/feed.xml", SourceKind.FEED, 'News & "views" <b>', ("press", "sea")),
            ("https://news.example/sitemap.xml", SourceKind.SITEMAP, "Map", ()),
            ("https://shop.example/terms", SourceKind.PAGE, "Terms", ()),
        )
    ]
    form, entries = read_list(opml_of([(one, "") for one in made]))
    assert form == "opml"
    assert [(e.url, e.kind, e.name, e.tags) for e in entries] == [(s.url, s.kind, s.name, s.tags) for s in made]


def test_folders_of_a_feed_reader_become_tags() -> None:
    data = b"""<?xml version="1.0"?><opml version="1.1"><body><outline text="Press"><outline text="Sea">
    <outline type="rss" text="Ferries" xmlUrl="https://a.example/feed"/></outline></outline></body></opml>"""
    entry = read_list(data)[1][0]
    assert (entry.url, entry.kind, entry.tags) == ("https://a.example/feed", SourceKind.FEED, ("Press", "Sea"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b"<opml><body>", "line 1: this is no OPML"),
        (b"<html></html>", "no OPML: its root is 'html'"),
        (b"url: [unclosed\n", "this is no job file"),
        (b"url: !!python/object/apply:os.system ['true']\n", "line 1: this is no job file"),
        (b'{"watching": 7}', "no url-watches.json"),
        (b"PK\x03\x04 broken", "zip file can not be read"),
        (b"https://a.example/\n\xff\n", "line 2: it is not UTF-8"),
        (
            b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>',
            "no OPML: Attribute references external entity",
        ),
    ],
)
def test_damaged_lists_say_where(data: bytes, said: str) -> None:
    with pytest.raises(ParseError, match=said):
        read_list(data)


def test_the_form_is_known_from_the_first_lines() -> None:
    assert form_of(JOBS) == "jobs"
    assert form_of(b"https://a.example/\n") == "urls"
    assert form_of(b"  <?xml version='1.0'?><opml/>") == "opml"


def test_lists_of_captures_are_read_in_each_of_their_forms() -> None:
    wanted = [
        Capture("20200301120000", "https://a.example/", "200", "text/html", "AAA"),
        Capture("20210301120000", "https://a.example/", "404", "text/html", "BBB"),
    ]
    rows = b'[["timestamp","original","mimetype","statuscode","digest"],["20210301120000","https://a.example/","text/html","404","BBB"],["20200301120000","https://a.example/","text/html","200","AAA"],[],["key"]]'
    lines = b'{"timestamp":"20200301120000","url":"https://a.example/","mime":"text/html","status":"200","digest":"AAA"}\n{"timestamp":"20210301120000","url":"https://a.example/","mime":"text/html","status":"404","digest":"BBB"}'
    plain = b"example,a)/ 20200301120000 https://a.example/ text/html 200 AAA 9\nexample,a)/ 20210301120000 https://a.example/ text/html 404 BBB 9\n"  # noqa: E501
    for body in (rows, lines, plain):
        assert read_index(body) == wanted
    assert [one.may_be_page for one in wanted] == [True, False]
    assert read_index(b"[]") == []
    with pytest.raises(ParseError, match="entry 1 has the time 'soon'"):
        read_index(b'{"timestamp":"soon","url":"https://a.example/"}')
    timemap = b'<https://w.example/web/20200301120000/https://a.example/>; rel="first memento"; datetime="Sun, 01 Mar 2020 12:00:00 GMT",'  # noqa: E501
    assert read_timemap(timemap) == [Capture("20200301120000", "https://a.example/")]
