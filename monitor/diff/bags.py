"""What a paragraph is about: its content words, and which paragraphs share most of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from monitor.diff.chain import Link
from monitor.diff.stopwords import STOP_WORDS

LONGEST: Final = 20_000  # characters of a paragraph that are looked at
FEW: Final = 3  # with fewer content words, function words count too
CANDIDATES: Final = 8
MANY: Final = 5_000  # paragraphs: among more, one of common words alone has no telling partner
COMMON: Final = 200  # a word in so many pairs of paragraphs says nothing about which belong together

# Scripts written without spaces, or with endings glued on: compared by pairs of characters.
_DENSE: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_HAS_DENSE: Final = re.compile(f"[{_DENSE}]")
_MIXED: Final = re.compile(f"([{_DENSE}]+)|((?:(?![{_DENSE}])\\w)+)")
_WORD: Final = re.compile(r"\w+(?:'\w+)?")
# In ASCII every sign but letters, digits and the apostrophe is a gap between words: a look-up per character.
_ASCII: Final = "".join(c.lower() if c.isalnum() or c == "'" else " " for c in map(chr, range(128)))

Bag = frozenset[str]


def bag(folded: str) -> Bag:
    """The content words of a folded paragraph, each once; all its words if it has hardly any."""
    words = frozenset(_words(folded[:LONGEST]))
    content = words - STOP_WORDS
    return content if len(content) >= FEW else words


def counted(folded: str) -> Counter[str]:
    """The words of `bag` with how often each stands there."""
    kept = bag(folded)
    return Counter([word for word in _words(folded[:LONGEST]) if word in kept])


def _words(folded: str) -> list[str]:
    if folded.isascii():
        return folded.translate(_ASCII).split()
    lowered = folded.lower()
    if _HAS_DENSE.search(lowered):
        return [word for run, other in _MIXED.findall(lowered) for word in (_pairs(run) if run else (other,))]
    found: list[str] = _WORD.findall(lowered)
    return found


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def dice(a: Bag, b: Bag) -> float:
    """Shared words by the mean of both sides, 0..1."""
    total = len(a) + len(b)
    return 2 * len(a & b) / total if total else 0.0


def edges(old: Mapping[int, Bag], new: Mapping[int, Bag], least: float) -> Iterator[Link]:
    """(old, new, Dice) of the pairs that share more than `least`; at most eight for each old paragraph."""
    spread = Counter(chain.from_iterable(old.values()))
    known = frozenset(spread)
    index: defaultdict[str, list[int]] = defaultdict(list)
    for j, words in new.items():
        for word in words & known:
            index[word].append(j)
    telling = {word: places for word, places in index.items() if len(places) * spread[word] <= COMMON}
    tell = frozenset(telling)
    for i, words in old.items():
        places = [telling[word] for word in words & tell]
        if not places and len(old) <= MANY:
            places = _rarest(words, index)
        need = least / 2 * len(words)
        for j in _closest(Counter(chain.from_iterable(places))):
            same = len(words & new[j])
            if same > need and 2 * same > least * (size := len(words) + len(new[j])):
                yield i, j, 2 * same / size


def _rarest(words: Bag, index: Mapping[str, list[int]]) -> list[list[int]]:
    """The places of the rarest word of a paragraph that has only common ones, as many as are worth a look."""
    known = [word for word in words if word in index]
    return [index[min(known, key=lambda word: (len(index[word]), word))][:COMMON]] if known else []


def _closest(shared: Counter[int]) -> list[int]:
    """The paragraphs that share most of the telling words."""
    if len(shared) <= CANDIDATES:
        return sorted(shared)
    least = sorted(shared.values(), reverse=True)[CANDIDATES - 1]
    more = [j for j, n in shared.items() if n > least]
    as_many = sorted([j for j, n in shared.items() if n == least])
    return sorted(more) + as_many[: CANDIDATES - len(more)]
