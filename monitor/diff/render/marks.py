"""Runs as HTML: <del> and <ins> with signs, words for screen readers and the letters of a spelling fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from monitor.diff.letters import letters
from monitor.diff.render.text import spaced
from monitor.diff.result import Op, Run

_SAID: Final = {Op.DELETE: "removed: ", Op.INSERT: "added: "}
_TAGS: Final = {Op.DELETE: "del", Op.INSERT: "ins"}
_SIGNS: Final = {Op.DELETE: "\u2212", Op.INSERT: "+"}


def plain(runs: Sequence[Run]) -> str:
    """Runs with bare <del> and <ins>, a space between them: for feed readers, which drop classes and styles."""
    return "".join(f"{lead}{_element(op, escape(text))}{trail}" for op, lead, text, trail in spaced(runs))


def rich(runs: Sequence[Run]) -> str:
    """Runs with signs, hidden words and letter marks: for pages."""
    spelt = _spellings(runs)
    return "".join(
        f"{lead}{_element(op, _inner(op, text, spelt.get(at, ())))}{trail}"
        for at, (op, lead, text, trail) in enumerate(spaced(runs))
    )


def paragraphs(runs: Sequence[Run], side: Op | None = None) -> Iterator[Sequence[Run]]:
    """The runs of one side (None = both) cut where a paragraph ends."""
    now: list[Run] = []
    for run in runs:
        if side and run.op not in (Op.EQUAL, side):
            continue
        text = run.old if (side or run.op) is Op.DELETE else run.new
        first, *more = text.split("\n")
        now.append(_with_text(run, first))
        for piece in more:
            yield now
            now = [_with_text(run, piece)]
    yield now


def _with_text(run: Run, text: str) -> Run:
    return Run(run.op, text if run.op is not Op.INSERT else "", text if run.op is not Op.DELETE else "")


def _spellings(runs: Sequence[Run]) -> dict[int, tuple[Run, ...]]:
    """For the deletions and insertions that are one word spelt in two ways: their letters."""
    found: dict[int, tuple[Run, ...]] = {}
    for at, (old, new) in enumerate(pairwise(runs)):
        if old.op is Op.DELETE and new.op is Op.INSERT:
            found[at] = found[at + 1] = letters(old.old.strip(), new.new.strip())
    return found


def _inner(op: Op, text: str, spelt: Sequence[Run]) -> str:
    if op is Op.EQUAL:
        return escape(text)
    inner = "".join(_letter(one, op) for one in spelt) if spelt else escape(text)
    return f'<span class="sign" aria-hidden="true">{_SIGNS[op]}</span><span class="said">{_SAID[op]}</span>{inner}'


def _letter(run: Run, side: Op) -> str:
    if run.op is Op.EQUAL:
        return escape(run.new)
    return f'<b class="letters">{escape(run.old or run.new)}</b>' if run.op is side else ""


def _element(op: Op, inner: str) -> str:
    return inner if op is Op.EQUAL else f"<{_TAGS[op]}>{inner}</{_TAGS[op]}>"
