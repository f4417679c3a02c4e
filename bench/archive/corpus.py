"""Articles with seeded edits: as long as news articles are, edited as news articles are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from bench.diff.corpus import pairs
from monitor.demo.stories import load
from monitor.model import Block, BlockKind, Text

ARTICLE_BYTES = 2_400  # of the first version, at least: a raw key of a version then takes about 3,000 bytes
_NUMBER = re.compile(r"\d+")


def paragraphs() -> list[str]:
    """Real paragraphs where the data folder is there, our own invented ones where it is not."""
    real = [text for pair in pairs() for text in pair.new.paragraphs if 80 <= len(text) <= 900]
    return real or [text for story in load() for text in story.editions[0].paragraphs]


def histories(articles: int, versions: int, *, seed: int = 7) -> Iterator[list[Text]]:
    """So many articles with so many versions each, always the same ones."""
    pool, dice = paragraphs(), Random(seed)
    for number in range(articles):
        text = _first(pool, number, dice)
        found = [text]
        while len(found) < versions:
            text = _edited(text, pool, dice)
            found.append(text)
        yield found


def _first(pool: list[str], number: int, dice: Random) -> Text:
    at, blocks, size = dice.randrange(len(pool)), [], 0
    while size < ARTICLE_BYTES:
        words = pool[at % len(pool)]
        blocks.append(Block(BlockKind.PARAGRAPH, words))
        size, at = size + len(words.encode()), at + 1
    title = " ".join(blocks[0].text.split()[:9])
    return Text(f"{title} ({number})", tuple(blocks), authors=("A. Reporter",), language="en")


def _edited(text: Text, pool: list[str], dice: Random) -> Text:
    """The text after one to three edits of the kinds that newsrooms make."""
    title, blocks = text.title, list(text.blocks)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(blocks))
        match dice.randrange(6):
            case 0:
                blocks[at] = _worded(blocks[at], _NUMBER.sub(lambda _: str(dice.randint(2, 999)), blocks[at].text, 1))
            case 1 | 2:
                blocks[at] = _worded(blocks[at], _one_word(blocks[at].text, dice))
            case 3:
                blocks[at] = _worded(blocks[at], blocks[at].text + " " + dice.choice(pool).partition(". ")[0] + ".")
            case 4:
                blocks.insert(at, Block(BlockKind.PARAGRAPH, dice.choice(pool)))
            case _:
                title = _one_word(title, dice)
    return replace(text, title=title, blocks=tuple(blocks))


def _worded(block: Block, words: str) -> Block:
    return Block(block.kind, words)


def _one_word(text: str, dice: Random) -> str:
    words = text.split(" ")
    words[dice.randrange(len(words))] = dice.choice(("reported", "said", "about", "nearly", "former", "seven"))
    return " ".join(words)
