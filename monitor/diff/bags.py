"""What a paragraph is about: its content words with their counts, and how much two paragraphs share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitor.diff.chain import Link
from monitor.diff.stopwords import STOP_WORDS

FEW: Final = 3  # with fewer content words, function words count too
CANDIDATES: Final = 8
COMMON: Final = 400  # a word in so many pairs of paragraphs says nothing about which belong together

# Scripts written without spaces, or with endings glued on: compared by pairs of characters.
_DENSE: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_HAS_DENSE: Final = re.compile(f"[{_DENSE}]")
_MIXED: Final = re.compile(f"([{_DENSE}]+)|((?:(?![{_DENSE}])\\w)+)")
_WORD: Final = re.compile(r"\w+(?:'\w+)?")

Bag = Counter[str]


def bag(folded: str) -> Bag:
    """The content words of a folded paragraph; all its words if it has hardly any."""
    lowered = folded.lower()
    words = _WORD.findall(lowered)
    if not lowered.isascii() and _HAS_DENSE.search(lowered):
        words = [piece for run, word in _MIXED.findall(lowered) for piece in (_pairs(run) if run else (word,))]
    content = Counter([word for word in words if word not in STOP_WORDS])
    return content if len(content) >= FEW else Counter(words)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def shared(a: Bag, b: Bag) -> int:
    """How many words two bags share."""
    if len(a) > len(b):
        a, b = b, a
    return sum(min(n, b[word]) for word, n in a.items() if word in b)


def dice(a: Bag, b: Bag) -> float:
    """Shared words by the mean of both sides, 0..1."""
    total = a.total() + b.total()
    return 2 * shared(a, b) / total if total else 0.0


def edges(old: Mapping[int, Bag], new: Mapping[int, Bag]) -> Iterator[Link]:
    """(old, new, Dice) of the pairs that share most; at most eight for each old paragraph."""
    index: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for j, words in new.items():
        for word, n in words.items():
            index[word].append((j, n))
    spread = Counter([word for words in old.values() for word in words])
    totals = {j: words.total() for j, words in new.items()}
    for i, words in old.items():
        known = [word for word in words if word in index]
        telling = [word for word in known if len(index[word]) * spread[word] <= COMMON]
        if not telling and known:
            telling = [min(known, key=lambda word: (len(index[word]), word))]
        total = words.total()
        common = set(known).difference(telling)
        for j, same in _closest(words, index, telling):
            extra = sum([min(words[word], new[j][word]) for word in common]) if common else 0
            yield i, j, 2 * (same + extra) / (total + totals[j])


def _closest(words: Bag, index: Mapping[str, list[tuple[int, int]]], telling: Sequence[str]) -> list[tuple[int, int]]:
    """The paragraphs that share most of the telling words, and how many."""
    sums: defaultdict[int, int] = defaultdict(int)
    for word in telling:
        n = words[word]
        for j, m in index[word][:COMMON]:
            sums[j] += n if n < m else m  # noqa: FURB136 - the inner loop of it all; min() takes twice as long
    if len(sums) <= CANDIDATES:
        return list(sums.items())
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
