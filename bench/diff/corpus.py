"""The pairs that the engines are measured on, read in place from the data folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from monitor.diff.stopwords import STOP_WORDS
from monitor.diff.tokens import tokens

DATA = Path(os.environ.get("REDLINE_DATA", Path(__file__).parents[2] / "../shared/data"))


@dataclass(frozen=True)
class Half:
    """One side of a pair with the token list that all engines are judged on."""

    paragraphs: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """All paragraphs, a line each."""
        return "\n".join(self.paragraphs)

    @cached_property
    def per_paragraph(self) -> list[list[str]]:
        """Tokens of each paragraph."""
        return [tokens(text).keys for text in self.paragraphs]

    @cached_property
    def words(self) -> list[str]:
        """All tokens."""
        return [key for keys in self.per_paragraph for key in keys]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each token begins and ends in the whole text, spaces left out."""
        found = []
        offset = 0
        for text in self.paragraphs:
            cut = tokens(text)
            for begin, end in zip(cut.starts, cut.starts[1:], strict=False):
                piece = text[begin:end]
                lead = len(piece) - len(piece.lstrip())
                found.append((offset + begin + lead, offset + begin + len(piece.rstrip())))
            offset += len(text) + 1
        return found

    @cached_property
    def owner(self) -> list[int]:
        """The paragraph of each token."""
        return [n for n, keys in enumerate(self.per_paragraph) for _ in keys]

    @cached_property
    def first(self) -> list[int]:
        """The number of the first token of each paragraph."""
        return list(accumulate(map(len, self.per_paragraph), initial=0))

    @cached_property
    def content(self) -> list[Counter[str]]:
        """Content words of each paragraph."""
        return [Counter(key for key in keys if is_content(key)) for keys in self.per_paragraph]


def is_content(key: str) -> bool:
    """True for a word or number that says what a paragraph is about."""
    return key[0].isalnum() and key.lower() not in STOP_WORDS


@dataclass(frozen=True)
class Pair:
    """Two versions of a text."""

    id: str
    old: Half
    new: Half
    lang: str = ""


def pairs() -> list[Pair]:
    """The pairs of the data folder, in file order; empty if it is not there."""
    path = DATA / "pairs" / "pairs.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [
            Pair(p["id"], Half(tuple(p["old"].split("\n"))), Half(tuple(p["new"].split("\n"))), p["lang"])
            for p in map(json.loads, lines)
        ]


def rt_pair() -> tuple[Pair, dict[str, list[list[int]]]] | None:
    """The RT pair without its headline, and its known answers, or None."""
    folder = DATA / "rt-410107"
    if not folder.exists():
        return None
    old, new = (
        Half(tuple((folder / name).read_text("utf-8").rstrip("\n").split("\n")[1:])) for name in ("v5.txt", "v6.txt")
    )
    return Pair("rt-410107", old, new), json.loads((folder / "answers.json").read_text("utf-8"))
