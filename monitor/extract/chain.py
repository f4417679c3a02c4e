"""The chain of ways to read a page: each step is tried when the one before gave too little of what is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree, html

from monitor.extract import containers, kept, metadata, walls
from monitor.extract.blocks import Found, blocks_of
from monitor.extract.choosing import Choice
from monitor.extract.cleaning import UNREAD, Cleaned, prose, without_boxes
from monitor.extract.metadata import Metadata
from monitor.extract.page import Page, Refused, parse
from monitor.extract.teaser import paragraphs_of
from monitor.model import Block, Extraction, Pin, Reading, Text

VERSION: Final = f"1 ({kept.LIBRARY})"
MIN_CHARS: Final = 140  # less is no article
MIN_SHARE: Final = 0.45  # of the prose that is there; with less, the next step is asked too
CLEARLY_MORE: Final = 1.5
CLEANED: Final = "cleaned tree"
UNTOUCHED: Final = "untouched page"
JSON_LD: Final = "JSON-LD"
DENSE: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(slots=True)
class Attempt:
    """What one step of the chain read."""

    step: str
    blocks: tuple[Block, ...] = ()
    container: str = ""  # path of the element that holds them

    @property
    def chars(self) -> int:
        """Characters of text."""
        return sum(len(block.text) for block in self.blocks)

    @property
    def size(self) -> int:
        """Characters as an alphabet would need them: one Chinese, Japanese or Korean sign says as much as three."""
        return self.chars + 2 * sum(len(DENSE.findall(block.text)) for block in self.blocks)


def extract(body: bytes, *, url: str, content_type: str = "", reading: Reading = Reading()) -> Extraction:
    """The article in these bytes; whatever they are, a result: degraded, with a reason, where it can not be trusted.

    `reading.pin` says how the page was read before: it is read the same way for as long as that gives its text.
    """
    pin = reading.pin
    page = parse(body, content_type, encoding=pin.encoding)
    if isinstance(page, Refused):
        return Extraction(Text("", ()), "none", VERSION, degraded=True, reason=page.reason, notes=page.notes)
    facts = metadata.read(page.tree)
    cleaned = without_boxes(page.tree)
    variant = containers.variant(page.tree)
    best, trail = _read(page, cleaned, facts, url, pin)
    reason = walls.reason(page.markup, facts, size=best.size) if best.size < walls.SHORT else ""
    if not reason and best.size < MIN_CHARS:
        reason = "empty page" if not best.blocks else "too little text"
    notes = (*page.notes, "from JSON-LD only: a teaser, or not laid out") if best.step == JSON_LD else page.notes
    return Extraction(
        _text(facts, best.blocks),
        best.step if best.blocks else "none",
        VERSION,
        degraded=bool(reason),
        reason=reason,
        notes=notes,
        trail=trail,
        pin=Pin(best.step, VERSION, best.container, page.encoding, variant),
    )


def _read(page: Page, cleaned: Cleaned, facts: Metadata, url: str, pin: Pin) -> tuple[Attempt, tuple[str, ...]]:
    """The first step that reads enough, else the one that reads most; the pinned step as long as it reads enough."""
    blocks = blocks_of(page.tree)
    best = _choose(CLEANED, blocks, kept.named(page.tree, url=url), facts, pin)
    trail = [CLEANED]
    share = MIN_SHARE / 2 if pin.step == CLEANED else MIN_SHARE
    if pin.step == UNTOUCHED or best.size < MIN_CHARS or best.chars < share * prose(page.tree):
        trail.append(UNTOUCHED)
        other = _untouched(page, cleaned, blocks, facts, url, pin)
        best = other if _is_better(other, best, pin) else best
    if facts.body and (best.size < MIN_CHARS or pin.step == JSON_LD):
        trail.append(JSON_LD)
        other = Attempt(JSON_LD, paragraphs_of(facts.body))
        best = other if other.chars > best.chars or _is_better(other, best, pin) else best
    return best, tuple(trail)


def _is_better(other: Attempt, best: Attempt, pin: Pin) -> bool:
    """True if a later step is to be believed: it reads clearly more, or is pinned and does not read clearly less."""
    if other.step == pin.step:
        return other.size >= MIN_CHARS and CLEARLY_MORE * other.chars >= best.chars
    return other.chars > CLEARLY_MORE * best.chars


def _untouched(page: Page, cleaned: Cleaned, blocks: list[Found], facts: Metadata, url: str, pin: Pin) -> Attempt:
    """What is named on the page as it came, boxes and all; read from the cleaned tree unless that lost the body."""
    again = parse(page.markup.encode("utf-8", "replace"))
    if isinstance(again, Refused):
        return Attempt(UNTOUCHED)
    names = kept.named(again.tree, url=url, recall=True)
    reading = _choose(UNTOUCHED, blocks, names, facts, pin)
    if 2 * cleaned.gone > cleaned.prose or reading.chars < MIN_CHARS:
        _unread(again.tree)
        whole = _choose(UNTOUCHED, blocks_of(again.tree), names, facts, pin)
        reading = whole if whole.chars > CLEARLY_MORE * reading.chars else reading
    return reading


def _unread(tree: html.HtmlElement) -> None:
    etree.strip_elements(tree, *UNREAD, "button", "nav", with_tail=False)


def _choose(step: str, blocks: list[Found], names: kept.Kept, facts: Metadata, pin: Pin) -> Attempt:
    container = pin.container if pin.step == step else ""
    choice = Choice(blocks, names, facts.title, facts.description, facts.authors, pinned=container)
    found = tuple(Block(block.kind, block.text) for block in choice.run())
    return Attempt(step, found, containers.path(choice.container))


def _text(facts: Metadata, blocks: tuple[Block, ...]) -> Text:
    return Text(
        facts.title,
        blocks,
        authors=facts.authors,
        published=facts.published,
        modified=facts.modified,
        canonical=facts.canonical,
        language=facts.language,
        section=facts.section,
    )
