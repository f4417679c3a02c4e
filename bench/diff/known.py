"""Known answers: real texts edited by a seed, so that what belongs together is known and not read out of the words.

The gold of the pairs says what shares words; here the edits are our own, so a paragraph that was split, moved or
reworded by 40 % has one true partner. Seeds 1 and 2 were looked at while the rules were made, 3 and 4 were not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bench.diff.corpus import Half, Pair, is_content
from bench.diff.engines import ours, read_ours

SEEDS: Final = (3, 4)
LONG: Final = 12  # words of a paragraph that is edited
PART: Final = 8  # words of each part of one that is split
SHARED: Final = 3  # content words without which no link can be seen
SHARES: Final = (0.03, 0.1, 0.25, 0.4)  # of the words that are other ones
REPLACED, LEFT_OUT = 0.6, 0.8  # of the edited words; the rest are put in
REWORDED, SPLIT, MERGED, REMOVED = 0.30, 0.36, 0.42, 0.47  # of the long paragraphs, each up to here; the rest stay
EVEN: Final = 0.5
ADDED: Final = 0.06  # foreign paragraphs, and those that move
NEAR: Final = 2  # places that a paragraph moves at least beyond
FEWEST, MOST = 5, 400  # paragraphs: articles, not books
_SENTENCE: Final = re.compile(r"[.!?。] ")
Link = tuple[int, int]


@dataclass
class Edited:
    """A text after its edits, and what each of its paragraphs was made of."""

    texts: list[str] = field(default_factory=list)
    origins: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)  # (what was done, old paragraphs)

    def add(self, text: str, what: str, *old: int) -> None:
        """One paragraph more."""
        self.texts.append(text)
        self.origins.append((what, old))


@dataclass(frozen=True)
class Editor:
    """Edits texts by a seed; foreign words and paragraphs come from another text of the same language."""

    dice: Random
    foreign: Sequence[str]

    def reworded(self, text: str, share: float) -> str:
        """Words replaced, left out and put in."""
        words = text.split(" ")
        for _ in range(max(1, round(share * len(words)))):
            at, what = self.dice.randrange(len(words)), self.dice.random()
            word = self.dice.choice(self.dice.choice(self.foreign).split(" "))
            if what < 0.6:
                words[at] = word
            elif what < 0.8 and len(words) > PART:
                del words[at]
            else:
                words.insert(at, word)
        return " ".join(words)

    def maybe_reworded(self, text: str, share: float) -> str:
        """The text, or half of the time one that is reworded."""
        return self.reworded(text, share) if self.dice.random() < 0.5 else text

    def edited(self, old: Sequence[str]) -> Edited:
        """Of the long paragraphs 30 % reworded, 6 % split, 6 % merged with the next; 5 % of all removed, 6 % added."""
        done = Edited()
        waiting = list(enumerate(old))
        while waiting:
            at, text = waiting.pop(0)
            chance = self.dice.random() if len(text.split(" ")) >= LONG else 1 - (1 - MERGED) * self.dice.random()
            parts = self._parts(text)
            if chance < 0.30:
                done.add(self.reworded(text, self.dice.choice(SHARES)), "reworded", at)
            elif chance < 0.36 and parts:
                for part in parts:
                    done.add(self.maybe_reworded(part, 0.1), "split", at)
            elif chance < 0.42 and waiting and len(waiting[0][1].split(" ")) >= PART:
                done.add(self.maybe_reworded(f"{text} {waiting.pop(0)[1]}", 0.1), "merged", at, at + 1)
            elif not 0.42 <= chance < 0.47:
                done.add(text, "same", at)
            if self.dice.random() < 0.06:
                done.add(self.dice.choice(self.foreign), "foreign")
        self._move(done)
        return done

    def _parts(self, text: str) -> tuple[str, str] | None:
        cuts = [match.end() for match in _SENTENCE.finditer(text)]
        cuts = [at for at in cuts if min(len(text[:at].split(" ")), len(text[at:].split(" "))) >= PART]
        at = self.dice.choice(cuts) if cuts else 0
        return (text[:at].rstrip(), text[at:]) if at else None

    def _move(self, done: Edited) -> None:
        """6 % of the paragraphs go elsewhere, half of those that are the same reworded."""
        able = [n for n, (what, _) in enumerate(done.origins) if what in {"same", "reworded"}]
        able = [n for n in able if len(done.texts[n].split(" ")) >= LONG]
        chosen = sorted(self.dice.sample(able, min(len(able), round(ADDED * len(done.texts)))), reverse=True)
        for at, text, (what, old) in [(n, done.texts.pop(n), done.origins.pop(n)) for n in chosen]:
            to = self.dice.choice([n for n in range(len(done.texts) + 1) if abs(n - at) > 2] or [0])
            done.texts.insert(to, self.maybe_reworded(text, 0.2) if what == "same" else text)
            done.origins.insert(to, ("moved", old))


def figures(corpus: Sequence[Pair]) -> dict[str, float]:
    """For each kind of edit the share of links found, and the share of words kept between what does not belong."""
    found: Counter[str] = Counter()
    there: Counter[str] = Counter()
    wrong = kept = 0
    for seed in SEEDS:
        for pair, links in _known(corpus, seed):
            words, content = _kept(pair)
            for (i, j), what in links.items():
                shared = (pair.old.content[i] & pair.new.content[j]).total()
                there[what] += shared >= SHARED
                found[what] += shared >= SHARED and 2 * content[i, j] >= shared
            kept += words.total()
            wrong += sum(n for link, n in words.items() if link not in links and _differ(pair, link))
    shares = {f"known_{what}_share": found[what] / there[what] for what in sorted(there)}
    return shares | {"known_wrong_share": wrong / max(1, kept)}


def _known(corpus: Sequence[Pair], seed: int) -> list[tuple[Pair, dict[Link, str]]]:
    dice = Random(seed)
    made = []
    for pair in corpus:
        old = [text for text in pair.new.paragraphs if text.strip()]
        others = [one for one in corpus if one.lang == pair.lang and one is not pair]
        foreign = [text for text in dice.choice(others or corpus).old.paragraphs if text.strip()]
        if 5 <= len(old) <= 400 and foreign:
            done = Editor(dice, foreign).edited(old)
            links = {(i, j): what for j, (what, origins) in enumerate(done.origins) for i in origins}
            made.append((Pair(pair.id, Half(tuple(old)), Half(tuple(done.texts)), pair.lang), links))
    return made


def _kept(pair: Pair) -> tuple[Counter[Link], Counter[Link]]:
    """Words and content words that are kept, by the paragraphs that they link."""
    words: Counter[Link] = Counter()
    content: Counter[Link] = Counter()
    for a, b in read_ours(pair, ours(pair)):
        link = (pair.old.owner[a], pair.new.owner[b])
        words[link] += 1
        content[link] += is_content(pair.old.words[a])
    return words, content


def _differ(pair: Pair, link: Link) -> bool:
    """False for equal paragraphs: one of several is as good as the other."""
    return pair.old.paragraphs[link[0]] != pair.new.paragraphs[link[1]]
