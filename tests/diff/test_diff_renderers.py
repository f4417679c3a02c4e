from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html as parser
from PIL import Image
from rich.console import Console

from monitor.diff import Diff, compare_paragraphs
from monitor.diff.letters import letters
from monitor.diff.render import card, html, patch, terminal, text
from monitor.diff.render import json as as_json
from monitor.diff.render.order import items, stretches
from monitor.diff.render.picture import png
from monitor.model import Notice

HARBOUR = "The harbour of Lenn reopened on Monday after three weeks of repairs to the northern breakwater."
BOATS = "Twelve fishing boats left before dawn, the first since the storm tore away the old landing stage."
MAYOR = "Mayor Anna Berg thanked the crews who had worked through two nights to clear stones from the channel."
COST = "The council expects the work to cost 3.5 million crowns, a third of it paid by the insurance fund."
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=y> & \u001b[31m \u202egnp.exe'
VIEWS: list[Callable[[Diff], str]] = [html.side_by_side, html.inline, html.changes_only, html.for_feed, html.title]


def found_in(page: Any, path: str) -> list[Any]:
    return list(page.xpath(path))


def page_of(shown: str) -> Any:
    return parser.fromstring(shown)


def found(shown: str, path: str) -> list[Any]:
    return found_in(page_of(shown), path)


def moved() -> Diff:
    return compare_paragraphs([HARBOUR, BOATS, MAYOR, COST], [BOATS, MAYOR.replace("two", "three"), COST, HARBOUR])


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_text_stays_text_in_html(view: Callable[[Diff], str]) -> None:
    diff = compare_paragraphs(
        [HOSTILE, "a b c"], [HOSTILE + " more", HOSTILE], old_title=HOSTILE, new_title=HOSTILE + "!"
    )
    shown = view(diff)
    assert "<script" not in shown
    assert "<img" not in shown


@pytest.mark.parametrize("marks", ["html", "text"])
def test_a_feed_shows_old_and_new_with_a_space_between(marks: str) -> None:
    diff = compare_paragraphs(["It killed 12 people."], ["It killed 15 people."])
    shown = html.for_feed(diff, marks="text" if marks == "text" else "html")
    expected = {
        "html": "<p>It killed <del>12</del> <ins>15</ins> people.</p>",
        "text": "<p>It killed [-12-] {+15+} people.</p>",
    }
    assert shown == expected[marks]


def test_words_stay_apart_when_a_reader_drops_the_tags() -> None:
    diff = compare_paragraphs(["one two, three"], ["one four three"])
    words = re.sub(r"<[^>]+>", "", html.for_feed(diff)).split()
    assert words == ["one", "two,", "four", "three"]


def test_a_feed_item_without_changed_words_says_so() -> None:
    assert html.for_feed(compare_paragraphs(["a “b”"], ['a "b"'])) == "<p>No words changed.</p>"


def test_side_by_side_has_a_row_per_group_and_a_merge_has_two_old_paragraphs() -> None:
    diff = compare_paragraphs([HARBOUR, BOATS], [f"{HARBOUR} {BOATS}"])
    row = found(html.side_by_side(diff), "//tr")[0]
    assert [len(found_in(cell, "./p")) for cell in found_in(row, "./td")] == [2, 1]
    assert "row-merged" in row.get("class")


def test_both_places_of_a_moved_paragraph_link_to_each_other() -> None:
    page = page_of(html.side_by_side(moved()))
    ids = set(found_in(page, "//@id"))
    links = [href.removeprefix("#") for href in found_in(page, "//a/@href")]
    assert len(links) == 2
    assert set(links) <= ids


def test_ids_are_unique_and_begin_with_the_prefix() -> None:
    ids = found(html.inline(moved(), prefix="x"), "//@id")
    assert len(ids) == len(set(ids))
    assert all(one.startswith("x-r") for one in ids)


def test_long_unchanged_stretches_are_folded_with_their_count() -> None:
    same = [f"Paragraph number {n} of the long report." for n in range(12)]
    page = page_of(html.side_by_side(compare_paragraphs([*same, "It cost 12."], [*same, "It cost 15."])))
    assert found_in(page, "//summary/text()") == ["11 unchanged paragraphs"]
    assert len(found_in(page, "//tr")) == 13


def test_each_row_is_shown_once_whatever_is_folded() -> None:
    diff = moved()
    shown = [item for stretch in stretches(diff) for item in stretch.items]
    assert sorted(item.row for item in shown if not item.left) == list(range(len(diff.rows)))
    assert len(shown) == len(list(items(diff)))


def test_marks_mean_more_than_a_colour() -> None:
    shown = html.inline(compare_paragraphs(["It killed 12."], ["It killed 15."]))
    page = page_of(shown)
    assert found_in(page, "//del/span[@class='said']/text()") == ["removed: "]
    assert found_in(page, "//ins/span[@class='sign']/text()") == ["+"]


def test_paragraphs_carry_their_language_and_direction() -> None:
    cell = found(html.side_by_side(compare_paragraphs(["a"], ["b"]), language="ar"), "//td/p")[0]
    assert (cell.get("lang"), cell.get("dir")) == ("ar", "auto")


def test_a_spelling_fix_shows_its_letters() -> None:
    shown = html.inline(compare_paragraphs(["It was recieved."], ["It was received."]))
    assert found(shown, "//b[@class='letters']/text()") == ["i", "i"]


@pytest.mark.parametrize(("old", "new"), [("guilty", "harbour"), ("12", "15"), ("e\u0301tat", "état"), ("a", "b")])
def test_other_words_have_no_letters_to_show(old: str, new: str) -> None:
    assert letters(old, new) == ()


def test_wdiff_marks_read_as_text() -> None:
    diff = compare_paragraphs(["It killed 12 people."], ["It killed 15 people."], old_title="Storm", new_title="Storm!")
    assert text.wdiff(diff) == "Storm{+!+}\nIt killed [-12-] {+15+} people.\n"


def test_the_document_is_the_public_shape() -> None:
    diff = compare_paragraphs(["It killed 12."], ["It killed 15."], old_title="A", new_title="A")
    assert as_json.document(diff) == {
        "schema": 1,
        "title": [{"op": "equal", "old": "A", "new": "A"}],
        "standfirst": [],
        "rows": [
            {
                "kind": "changed",
                "moved": False,
                "typography": False,
                "old": [0],
                "new": [0],
                "runs": [
                    {"op": "equal", "old": "It killed ", "new": "It killed "},
                    {"op": "delete", "old": "12", "new": ""},
                    {"op": "insert", "old": "", "new": "15"},
                    {"op": "equal", "old": ".", "new": "."},
                ],
            }
        ],
        "kinds": ["number"],
        "stats": {"words_removed": 1, "words_added": 1, "similarity": 0.8571},
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["It killed 12.", "Same."], ["It killed 15.", "Same."]),
        ([HARBOUR, BOATS, MAYOR], [MAYOR, HARBOUR]),
        (["“a” – b…"], ['"a" - b...']),
        (["100 % of 日本 👨\u200d👩\u200d👧"], ["50 % of 日光 👩\u200d👧"]),
    ],
)
def test_the_patch_turns_the_old_text_into_the_new_one(old: list[str], new: list[str]) -> None:
    assert patch.apply(patch.patch(compare_paragraphs(old, new)), "\n".join(old)) == ("\n".join(new), True)


def test_a_terminal_without_colour_shows_signs() -> None:
    out = io.StringIO()
    console = Console(file=out, width=60, no_color=True, highlight=False)
    terminal.show(compare_paragraphs(["It killed 12 people."], ["It killed 15 people."]), console=console)
    assert "It killed [-12-] {+15+} people." in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_a_terminal_gets_no_escapes_from_the_text() -> None:
    out = io.StringIO()
    console = Console(file=out, width=200, no_color=True, highlight=False)
    terminal.show(compare_paragraphs(["a \x1b[2J b", "x"], ["a \x1b[2J \x9b c", "[red]y[/red]"]), console=console)
    assert "\x1b" not in out.getvalue()
    assert "\x9b" not in out.getvalue()
    assert "[red]" in out.getvalue()


def test_a_card_is_a_picture_of_its_size_with_words_for_it() -> None:
    diff = compare_paragraphs(["It killed 12 people."], ["It killed 15 people."], old_title="Storm", new_title="Storm")
    made = card.card(diff, outlet="The Post", when="edited between 10:02 and 10:40", notice=Notice.NONE_FOUND)
    picture = png(made)
    if picture is None:
        pytest.skip("no font with these letters on this machine")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1200, 675)
    assert card.alt(made) == (
        "The Post · Storm. “12 people” was changed to “15 people”. edited between 10:02 and 10:40 · no note found."
    )


def test_a_long_footer_stands_whole_on_two_lines_below_the_longest_sides() -> None:
    when = "edited between 28 Nov 2026, 04:23 and 28 Nov 2026, 04:23 UTC"
    whole, cut = (png(card.Card("h", "x " * 90, "y " * 90, f"{when}{note}")) for note in (" · no note found", ""))
    if whole is None or cut is None:
        pytest.skip("no font with these letters on this machine")
    inks = []
    for picture in (whole, cut):
        with Image.open(io.BytesIO(picture)) as opened:
            lines = [opened.crop((30, top, 1200, top + 38)).convert("L") for top in (495, 537, 579)]
            inks.append([min(line.tobytes()) < 200 for line in lines])  # is there anything darker than paper
    assert inks == [[False, True, True], [False, False, True]]


@pytest.mark.parametrize("letter", ["ب", "ไ", "\U0010fffe", "क"])
def test_no_card_rather_than_a_wrong_one(letter: str) -> None:
    diff = compare_paragraphs([f"It killed {letter} people."], ["It killed nobody at all."])
    assert png(card.card(diff, outlet=letter)) is None


def test_no_card_without_a_font() -> None:
    assert png(card.Card("a", "b", "c", "d"), fonts=("no-such-font.ttf",)) is None
