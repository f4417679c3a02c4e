# ruff: noqa: E501 - markup reads best on one line
"""Live blogs: each entry is known by its id or time, wherever it stands on the page."""

from __future__ import annotations

import json

from looking import WORDS

from monitor.extract import extract
from monitor.model import Block, PageType, Text

URL = "https://outlet.example/live/ferry"
ENTRIES = [
    (
        f"post-{n}",
        f"2026-03-02T{10 + n}:05:00Z",
        f"Entry {n}: {WORDS[n % len(WORDS)]} The {n} o'clock ferry has left the quay.",
    )
    for n in range(6)
]


def live(entries: list[tuple[str, str, str]], *, declared: bool = True, ids: bool = True) -> bytes:
    told = {"@type": "LiveBlogPosting", "headline": "Ferry: the day", "datePublished": "2026-03-02T10:00:00Z"}
    head = f"<script type='application/ld+json'>{json.dumps(told)}</script>" if declared else ""
    posts = "".join(
        f"<article{f' id={key}' if ids else ''}><time datetime='{at}'>{n} minutes ago</time><p>{text}</p></article>"
        for n, (key, at, text) in enumerate(reversed(entries))
    )
    return (
        f"<!doctype html><html lang='en'><head><title>Ferry: the day</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>Ferry: the day</h1><p>{WORDS[0]}</p><div class='posts'>{posts}</div></main></body></html>"
    ).encode()


def by_entry(text: Text) -> dict[str, list[Block]]:
    ends = [mark.first for mark in text.marks[1:]] + [len(text.blocks)]
    return {mark.name: list(text.blocks[mark.first : end]) for mark, end in zip(text.marks, ends, strict=True)}


def test_entries_are_known_by_their_ids() -> None:
    text = extract(live(ENTRIES), url=URL).text
    assert text.type is PageType.LIVE
    assert {key: [b.text for b in blocks] for key, blocks in by_entry(text).items()} == {k: [t] for k, _, t in ENTRIES}


def test_entries_without_ids_are_known_by_their_time() -> None:
    assert set(by_entry(extract(live(ENTRIES, ids=False), url=URL).text)) == {at for _, at, _ in ENTRIES}


def test_many_timed_entries_make_a_live_blog_though_nobody_says_so() -> None:
    assert extract(live(ENTRIES, declared=False), url=URL).text.type is PageType.LIVE
    assert extract(live(ENTRIES[:3], declared=False), url=URL).text.type is PageType.NEWS


def test_a_new_entry_leaves_the_others_as_they_were() -> None:
    before = by_entry(extract(live(ENTRIES[:5]), url=URL).text)
    after = by_entry(extract(live(ENTRIES), url=URL).text)
    assert {key: blocks for key, blocks in after.items() if key in before} == before


def test_entries_that_stand_in_the_data_only_are_read_from_there() -> None:
    told = {
        "@type": "LiveBlogPosting", "headline": "Ferry: the day", "datePublished": "2026-03-02T10:00:00Z",
        "liveBlogUpdate": [{"@type": "BlogPosting", "@id": key, "headline": f"At {at}", "articleBody": text} for key, at, text in ENTRIES],
    }  # fmt: skip
    body = f"<html><head><script type='application/ld+json'>{json.dumps(told)}</script></head><body><h1>Ferry: the day</h1></body></html>"
    text = extract(body.encode(), url=URL).text
    assert [mark.name for mark in text.marks] == [key for key, _, _ in ENTRIES]
