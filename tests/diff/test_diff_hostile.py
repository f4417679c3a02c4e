"""Texts that nobody writes: whatever comes, both come back from the rows, and kinds and summary are told."""

from __future__ import annotations

import pytest

from monitor.diff import Op, RowKind, compare_paragraphs
from monitor.diff.comparing import MOST
from monitor.diff.kinds.edits import MANY
from monitor.diff.render.summary import summary

SIZE = 60_000
CASES = {
    "one word": (["a" * SIZE], ["a" * (SIZE - 1) + "b"]),
    "marks that combine": (["\u0301" * SIZE], ["\u0301" * (SIZE - 3) + "x"]),
    "joined emoji": (["👨\u200d" * (SIZE // 2)], ["👨\u200d" * (SIZE // 2 - 4) + "x👩"]),
    "half surrogates": (["\ud800" * SIZE], ["\udfff\ud800" * (SIZE // 2)]),
    "spaces": ([" " * SIZE], [" \u00a0" * (SIZE // 2)]),
    "empty paragraphs": ([""] * SIZE, [""] * (SIZE - 1)),
    "letters as paragraphs": (list("abc" * (SIZE // 12)), list("bca" * (SIZE // 15))),
    "quotes": (['"' * SIZE], ["'" * SIZE]),
    "open quotes": (['"a b ' * (SIZE // 5)], ['"a c ' * (SIZE // 5)]),
    "figures": (["1,2" * (SIZE // 3)], ["1.2" * (SIZE // 3)]),
    "dates": (["5 May 2020, " * (SIZE // 12)], ["6 May 2020, " * (SIZE // 12)]),
    "names": (["Mr John Smith " * (SIZE // 14)], ["Mr John Smyth " * (SIZE // 14)]),
    "addresses": (["http://a.b/" * (SIZE // 11)], ["http://a.c/" * (SIZE // 11)]),
    "controls": (["\x00\x1b[2J\x1c " * (SIZE // 7)], ["\x00\x1b[1J\x85 " * (SIZE // 7)]),
}


@pytest.mark.parametrize("name", CASES)
def test_any_text_comes_back_and_is_told_in_a_line(name: str) -> None:
    old, new = CASES[name]
    diff = compare_paragraphs(old, new)
    assert not diff.fallback
    for side, whole in (("old", old), ("new", new)):
        texts = {
            row_indexes[0]: "".join(getattr(run, side) for run in row.runs)
            for row in diff.rows
            if (row_indexes := getattr(row, side))
        }
        assert "\n".join(texts[at] for at in sorted(texts)) == "\n".join(whole)
    assert len(summary(diff)) <= 120


def test_many_edits_are_all_shown_and_a_note_behind_them_is_still_found() -> None:
    old = [f"Boat {n} left the harbour at noon with {n} crates of fish." for n in range(2 * MANY)]
    new = [text.replace("noon", "dawn") for text in old]
    diff = compare_paragraphs(old, [*new, "Correction: an earlier version of this article had the wrong hour."])
    assert sum(run.op is Op.INSERT for row in diff.rows for run in row.runs) == len(old) + 1
    assert {"wording", "correction_notice", "paragraph_added"} <= set(diff.kinds)


def test_more_paragraphs_than_any_article_has_are_shown_by_position() -> None:
    diff = compare_paragraphs(["a"] * (MOST // 2), ["a"] * (MOST // 2) + ["b"])
    assert diff.fallback == "too many paragraphs"
    assert [row.kind for row in diff.rows[-2:]] == [RowKind.EQUAL, RowKind.ADDED]
