"""Live blogs: new entries are no edits, edited and removed ones are; documents get no labels of news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.diff import label
from monitor.diff.entries import entries_of
from monitor.model import ArticleId, Block, BlockKind, Change, Evidence, Mark, Notice, PageType, Text, Version
from monitor.snapshot import fingerprint

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LINES = {
    "a": "The first ferry left the north quay at six with forty people on board.",
    "b": "Divers found a dent of two metres in the hull of the second ferry.",
    "c": "The harbour office closed the southern entrance until Thursday noon.",
    "d": "Services run every forty minutes until the repairs are done.",
}


def live(*names: str, **edited: str) -> Text:
    blocks = [Block(BlockKind.PARAGRAPH, "What happened on the water today, hour by hour.")]
    blocks += [Block(BlockKind.PARAGRAPH, edited.get(name, LINES[name])) for name in names]
    marks = tuple(Mark(name, at + 1) for at, name in enumerate(names))
    return Text("Ferry: the day", tuple(blocks), language="en", type=PageType.LIVE, marks=marks)


def version(text: Text, number: int) -> Version:
    evidence = Evidence(f"look{number}", 200, (), "", 0, "live blog", "1")
    return Version(ArticleId("a"), number, NOW, NOW, text, fingerprint(text), evidence)


def change(old: Text, new: Text) -> Change:
    return label(version(old, 1), version(new, 2))


def test_new_entries_alone_are_no_edit() -> None:
    found = change(live("b", "a"), live("d", "c", "b", "a"))
    assert found.kinds == ("entry_added",)
    assert found.summary == "2 new entries"


def test_entries_that_slide_off_the_page_are_not_removed() -> None:
    assert change(live("c", "b", "a"), live("d", "c", "b")).kinds == ("entry_added",)
    assert change(live("a", "b", "c"), live("b", "c", "d")).kinds == ("entry_added",)


def test_an_entry_that_is_taken_out_shows() -> None:
    found = change(live("c", "b", "a"), live("d", "c", "a"))
    assert "entry_removed" in found.kinds
    assert "entry_added" in found.kinds
    assert entries_of(live("c", "b", "a"), live("c", "b")).removed == 1


def test_a_word_in_an_old_entry_shows_beside_new_entries() -> None:
    found = change(live("b", "a"), live("c", "b", "a", a=LINES["a"].replace("forty", "fourteen")))
    assert {"entry_added", "number"} <= set(found.kinds)
    assert "fourteen" in found.summary
    assert found.stats.words_added == 1


@pytest.mark.parametrize(("kind", "told"), [(PageType.PAGE, Notice.NOT_ASKED), (PageType.NEWS, Notice.FOUND)])
def test_a_document_gets_no_labels_of_news(kind: PageType, told: Notice) -> None:
    old = Text("Terms", (Block(BlockKind.PARAGRAPH, "The fare is 12 euros."),), language="en", type=kind)
    note = Block(BlockKind.CORRECTION, "Correction: an earlier version of this page gave a wrong fare.")
    new = replace(old, blocks=(Block(BlockKind.PARAGRAPH, "The fare is 13 euros."), note))
    found = change(old, new)
    assert found.notice is told
    assert ("correction_notice" in found.kinds) == (kind is PageType.NEWS)
    assert "number" in found.kinds
