"""Two versions of a real article, served one after the other: fetched, kept, and shown as a diff page."""

from __future__ import annotations

import json
import os
import re
from html import escape
from pathlib import Path

import pytest
from looking import STORY, Newsdesk
from lxml import html
from pages import Desk

from monitor import diff
from monitor.fetch import Answer
from monitor.model import SourceRules
from monitor.pipeline import Outcome

DATA = Path(os.environ.get("REDLINE_DATA", Path(__file__).parents[3] / "shared" / "data")) / "rt-410107"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the real pair is not here: {DATA}")


def served(name: str) -> bytes:
    """A page of these paragraphs."""
    title, *paragraphs = (DATA / name).read_text(encoding="utf-8").splitlines()
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title></head>"
        f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    ).encode()


async def looked_at() -> Newsdesk:
    """A desk that has seen both versions."""
    desk = Newsdesk()
    await desk.article(SourceRules(confirm=False))
    for name, outcome in (("v5.txt", Outcome.NEW), ("v6.txt", Outcome.CHANGED)):
        desk.fetcher.say(STORY, Answer(served(name)))
        assert (await desk.look(later_s=7_200)).outcome is outcome
    return desk


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def marked_words(page: str, tag: str) -> list[str]:
    """Words inside these marks, without signs and what only screen readers read."""
    tree = html.document_fromstring(page)
    unseen = "not(ancestor-or-self::*[contains(@class,'said') or contains(@class,'sign')])"
    found = tree.xpath(f"//{tag}//text()[{unseen}]")
    assert isinstance(found, list)
    return [word for piece in found for word in words(str(piece))]


async def test_both_versions_are_kept_whole() -> None:
    desk = await looked_at()
    (article,) = (await desk.store.catalog.articles()).items
    for version, name in zip(await desk.store.archive.versions(article), ("v5.txt", "v6.txt"), strict=True):
        title, *paragraphs = (DATA / name).read_text(encoding="utf-8").splitlines()
        assert version.text.title == title
        assert [words(block.text) for block in version.text.blocks] == [words(text) for text in paragraphs]


async def test_paragraphs_that_belong_together_stand_in_one_row() -> None:
    desk = await looked_at()
    (article,) = (await desk.store.catalog.articles()).items
    old, new = await desk.store.archive.versions(article)
    rows = diff.compare(old.text, new.text).rows
    linked = {(a + 1, b + 1) for row in rows for a in row.old for b in row.new}
    answers = {tuple(link) for link in json.loads((DATA / "answers.json").read_text())["links"]}
    assert len(linked & answers) >= 20
    assert len(linked - answers) <= 1


async def test_the_diff_page_shows_every_word_that_was_removed_or_added() -> None:
    desk = await looked_at()
    (article,) = (await desk.store.catalog.articles()).items
    old, new = await desk.store.archive.versions(article)
    pages = Desk()
    pages.store = desk.store
    pages.clock = desk.clock
    async with pages.client() as client:
        answer = await client.get(f"/articles/{article}/diff/1/2?view=inline")
    gone, come = marked_words(answer.text, "del"), marked_words(answer.text, "ins")
    result = diff.compare(old.text, new.text)
    runs = [run for row in result.rows for run in row.runs]
    assert sorted(gone) == sorted(w for run in runs if run.op is diff.Op.DELETE for w in words(run.old))
    assert sorted(come) == sorted(w for run in runs if run.op is diff.Op.INSERT for w in words(run.new))
    assert "Version 1 | Version 2" in answer.text
