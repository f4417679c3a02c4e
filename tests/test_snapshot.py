from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Block, BlockKind, Text
from monitor.snapshot import canonical, fingerprint, fold, fold_all, fold_signs

TEXT = Text(
    title="Harbour reopens",
    standfirst="After three weeks",
    authors=("Ada Moss", "Ben Hale"),
    blocks=(
        Block(BlockKind.PARAGRAPH, "The harbour “reopened” on Monday."),
        Block(BlockKind.PARAGRAPH, "Twelve boats left."),
    ),
    language="en",
)


def with_block(text: str) -> Text:
    return replace(TEXT, blocks=(Block(BlockKind.PARAGRAPH, text), TEXT.blocks[1]))


@pytest.mark.parametrize(
    "published",
    [
        'The harbour "reopened" on Monday.',
        "The harbour «reopened» on Monday.",
        "The harbour\u00a0“reopened” on  Monday. ",
        "The har\u00adbour “reopened” on Mon\u200bday.",
        "The harbour\u202f“reopened”\ufeff on Monday.",
    ],
)
def test_typography_alone_makes_no_new_version(published: str) -> None:
    assert fingerprint(with_block(published)) == fingerprint(TEXT)


@pytest.mark.parametrize(
    "published",
    [
        "The harbour reopened on Monday.",  # quotation marks gone
        "The harbour “reopened” on Monday",
        "The harbour “reopened” on monday.",
        "The harbour “reopened” on Monday?",
        "The harbour “reopened” on Mon day.",
    ],
)
def test_any_other_difference_makes_a_new_version(published: str) -> None:
    assert fingerprint(with_block(published)) != fingerprint(TEXT)


def test_the_headline_the_standfirst_and_the_authors_count() -> None:
    others = (
        replace(TEXT, title="Harbour closes"),
        replace(TEXT, standfirst=""),
        replace(TEXT, authors=("Ada Moss",)),
    )
    assert len({fingerprint(text) for text in (TEXT, *others)}) == 4


def test_kinds_dates_and_metadata_do_not_count() -> None:
    heading = replace(TEXT, blocks=(replace(TEXT.blocks[0], kind=BlockKind.HEADING), TEXT.blocks[1]))
    saved = replace(TEXT, modified="2026-11-24T10:00:00Z", section="Sea", canonical="https://example.org/h")
    assert fingerprint(heading) == fingerprint(saved) == fingerprint(TEXT)


def test_an_empty_block_does_not_count() -> None:
    assert fingerprint(replace(TEXT, blocks=(*TEXT.blocks, Block(BlockKind.PARAGRAPH, " \u200b")))) == fingerprint(TEXT)


def test_words_that_move_between_fields_or_blocks_count() -> None:
    joined = replace(TEXT, blocks=(Block(BlockKind.PARAGRAPH, " ".join(block.text for block in TEXT.blocks)),))
    swapped = replace(TEXT, title=TEXT.standfirst, standfirst=TEXT.title)
    assert len({canonical(joined), canonical(swapped), canonical(TEXT)}) == 3


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_signs_stand_where_they_stood(text: str) -> None:
    assert len(fold_signs(text)) == len(text)


@given(st.text(st.characters()))
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert len(fingerprint(with_block(text))) == 64


@given(
    st.lists(
        st.text(st.sampled_from("ab \t\n\r\x0b\x1c\x85`’“…\u00ad\u0301e\u2028\u00a0\u3000İ"), max_size=6), max_size=5
    )
)
def test_folding_many_texts_is_folding_each(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
