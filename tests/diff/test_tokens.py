from __future__ import annotations

import re
import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.diff.tokens import count_words, is_plain, tokens


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("It's 1,200 or 12:30 or 3.5.", ["It's", "1,200", "or", "12:30", "or", "3.5", "."]),
        ("the U.S. and example.com end.Next", ["the", "U.S", ".", "and", "example.com", "end", ".", "Next"]),
        ("co-op — “yes” …", ["co", "-", "op", "-", '"', "yes", '"', "..."]),
        ("e\u0301te\u0301 co\u00adop", ["été", "coop"]),
        ("👨\u200d👩\u200d👧 🇫🇷🇩🇪 1\ufe0f\u20e3", ["👨\u200d👩\u200d👧", "🇫🇷", "🇩🇪", "1\ufe0f\u20e3"]),
        ("日本語3.5億", ["日", "本", "語", "3.5", "億"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("", []),
        (" \t ", []),
    ],
)
def test_words_numbers_and_clusters_are_whole(text: str, keys: list[str]) -> None:
    assert tokens(text).keys == keys


@given(st.text())
def test_the_pieces_give_the_text_back(text: str) -> None:
    cut = tokens(text)
    if cut.keys:
        assert cut.slice(0, len(cut.keys)) == text
        assert all(begin < end for begin, end in zip(cut.starts, cut.starts[1:], strict=False))
        assert all(cut.keys)


@example("0ำ ำຳ")
@given(st.text())
def test_no_cut_falls_inside_a_grapheme_cluster(text: str) -> None:
    borders = {match.end() for match in regex.finditer(r"\X", text)}
    cut = tokens(text)
    assert set(cut.starts[1:-1]) <= borders


@example("0.²")
@example("².a b")
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x24F)))
def test_the_fast_pattern_and_the_full_one_agree_on_plain_text(text: str) -> None:
    plain = "".join(sign for sign in text if is_plain(sign))
    with_emoji = tokens(f"{plain} 👨\u200d👩\u200d👧").keys
    assert with_emoji[:-1] == tokens(plain).keys


@given(st.text())
def test_typography_and_composition_do_not_change_the_keys(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert tokens(composed).keys == [unicodedata.normalize("NFC", key) for key in tokens(composed).keys]
    if not re.search(r"[\u1100-\u11ff\uac00-\ud7af]", text) and composed.isascii():
        assert tokens(decomposed).keys == tokens(composed).keys


def test_words_are_counted_by_spaces_or_by_characters_where_there_are_none() -> None:
    assert count_words("twelve boats left, then more") == 5
    assert count_words("日本語のテキスト") == 8
