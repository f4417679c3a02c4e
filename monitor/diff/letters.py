"""The letters that differ inside a replaced word: a spelling fix shows them; diff-match-patch finds them."""

from __future__ import annotations

import unicodedata
from typing import Final

from diff_match_patch import diff_match_patch

from monitor.diff.result import Op, Run

MAX_LETTERS: Final = 40
MIN_KEPT: Final = 0.6  # of the letters of both words: less, and it is another word


def letters(old: str, new: str) -> tuple[Run, ...]:
    """The runs of letters from one word to another, or () if they are not one word spelt in two ways.

    >>> [(str(run.op), run.old or run.new) for run in letters("recieved", "received")]
    [('equal', 'rec'), ('delete', 'i'), ('equal', 'e'), ('insert', 'i'), ('equal', 'ved')]
    """
    if not (_is_word(old) and _is_word(new)):
        return ()
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # never look at a clock
    found = engine.diff_main(old, new, checklines=False)
    kept = sum(len(text) for op, text in found if op == engine.DIFF_EQUAL)
    if 2 * kept < MIN_KEPT * (len(old) + len(new)):
        return ()
    return tuple(_run(op, text) for op, text in found)


def _is_word(text: str) -> bool:
    """True for one word of letters that can be cut anywhere: no marks that combine, no digits."""
    return (
        2 < len(text) <= MAX_LETTERS  # noqa: PLR2004 - letters
        and text.isalpha()
        and not any(unicodedata.combining(sign) for sign in text)
    )


def _run(op: int, text: str) -> Run:
    if op == 0:
        return Run(Op.EQUAL, text, text)
    return Run(Op.DELETE, text, "") if op < 0 else Run(Op.INSERT, "", text)
