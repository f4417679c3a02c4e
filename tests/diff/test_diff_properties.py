from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff import Diff, Op, RowKind, compare_paragraphs
from monitor.snapshot import fold

WORDS = st.sampled_from(
    [
        "the",
        "a",
        "of",
        "mayor",
        "said",
        "12",
        "15",
        "killed",
        "boats",
        "not",
        "Anna",
        "Berg",
        "3.5",
        *"“”.,?é日本",
        "👍🏽",
    ]
)
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)
TEXTS = st.lists(SENTENCES, max_size=8)
ANY = st.lists(st.text(), max_size=4)


def sides(diff: Diff) -> tuple[list[str], list[str]]:
    old = {
        i: text
        for row in diff.rows
        for i, text in _texts(row.old, "".join(run.old for run in row.runs), diff.old.paragraphs)
    }
    new = {
        j: text
        for row in diff.rows
        for j, text in _texts(row.new, "".join(run.new for run in row.runs), diff.new.paragraphs)
    }
    return [old[i] for i in sorted(old)], [new[j] for j in sorted(new)]


def _texts(indexes: Sequence[int], joined: str, paragraphs: Sequence[str]) -> list[tuple[int, str]]:
    found = []
    at = 0
    for index in indexes:
        size = len(paragraphs[index])
        found.append((index, joined[at : at + size]))
        at += size + 1
    return found


@given(TEXTS, TEXTS)
@settings(max_examples=300)
def test_both_texts_come_back_from_the_rows(old: list[str], new: list[str]) -> None:
    diff = compare_paragraphs(old, new)
    assert sides(diff) == (old, new)
    assert diff.fallback == ""


@given(ANY, ANY)
@settings(max_examples=300)
def test_any_unicode_is_taken_and_given_back(old: list[str], new: list[str]) -> None:
    diff = compare_paragraphs(old, new)
    assert sides(diff) == (old, new)
    assert diff.fallback == ""


@given(TEXTS, TEXTS)
def test_every_paragraph_is_in_exactly_one_row(old: list[str], new: list[str]) -> None:
    rows = compare_paragraphs(old, new).rows
    assert sorted(i for row in rows for i in row.old) == list(range(len(old)))
    assert sorted(j for row in rows for j in row.new) == list(range(len(new)))


@given(ANY)
def test_a_text_and_itself_differ_in_nothing(text: list[str]) -> None:
    diff = compare_paragraphs(text, text)
    assert diff.is_empty
    assert diff.kinds == ()
    assert diff.stats.similarity == 1.0


@given(TEXTS, TEXTS)
def test_no_two_neighbouring_runs_are_of_one_kind(old: list[str], new: list[str]) -> None:
    for row in compare_paragraphs(old, new).rows:
        assert all(a.op is not b.op for a, b in pairwise(row.runs))
        assert all(run.old or run.new for run in row.runs)


@given(TEXTS, TEXTS)
@settings(max_examples=200)
def test_kept_words_are_the_same_words_on_both_sides(old: list[str], new: list[str]) -> None:
    for row in compare_paragraphs(old, new).rows:
        for run in row.runs:
            if run.op is Op.EQUAL:
                assert fold(run.old).replace(" ", "") == fold(run.new).replace(" ", "")


@given(TEXTS, TEXTS)
@settings(max_examples=300)
def test_swapping_the_sides_swaps_what_came_and_what_went(old: list[str], new: list[str]) -> None:
    there = compare_paragraphs(old, new, old_title="a b", new_title="b c").stats
    back = compare_paragraphs(new, old, old_title="b c", new_title="a b").stats
    assert (there.words_added, there.words_removed) == (back.words_removed, back.words_added)


@given(TEXTS, TEXTS)
def test_the_same_texts_give_the_same_diff(old: list[str], new: list[str]) -> None:
    assert compare_paragraphs(old, new) == compare_paragraphs(list(old), list(new))


@given(ANY, ANY)
def test_no_run_begins_or_ends_inside_a_grapheme_cluster(old: list[str], new: list[str]) -> None:
    for row in compare_paragraphs(old, new).rows:
        for side in ("old", "new"):
            text = "".join(getattr(run, side) for run in row.runs)
            borders = {0, *(match.end() for match in regex.finditer(r"\X", text))}
            at = 0
            for run in row.runs:
                at += len(getattr(run, side))
                assert at in borders


@given(TEXTS, TEXTS)
def test_an_equal_row_holds_nothing_but_equal_words(old: list[str], new: list[str]) -> None:
    for row in compare_paragraphs(old, new).rows:
        ops = {run.op for run in row.runs}
        if row.kind is RowKind.EQUAL:
            assert ops <= {Op.EQUAL}
        if row.kind is RowKind.ADDED:
            assert ops <= {Op.INSERT}
        if row.kind is RowKind.REMOVED:
            assert ops <= {Op.DELETE}
