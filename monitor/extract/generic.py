"""The chain of ways to read an article without a rule: each is tried when the one before gave too little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree, html

from monitor.extract import containers, kept
from monitor.extract.attempt import Attempt
from monitor.extract.blocks import Found, blocks_of
from monitor.extract.characters import letters
from monitor.extract.choosing import Choice
from monitor.extract.cleaning import UNREAD, Cleaned, prose, without_boxes
from monitor.extract.items import is_turning
from monitor.extract.metadata import Metadata
from monitor.extract.page import Page, Refused, parse
from monitor.extract.targets import targets_of
from monitor.extract.teaser import paragraphs_of
from monitor.extract.trace import Trace
from monitor.model import Pin

MIN_CHARS: Final = 140  # less is no article
MIN_SHARE: Final = 0.45  # of the prose that is there; with less, the next step is asked too
CLEARLY_MORE: Final = 1.5
CLEANED: Final = "cleaned tree"
UNTOUCHED: Final = "untouched page"
JSON_LD: Final = "JSON-LD"


def read(page: Page, facts: Metadata, url: str, pin: Pin, trace: Trace | None) -> tuple[Attempt, tuple[str, ...]]:
    """The first step that reads enough, else the one that reads most; the pinned step as long as it reads enough."""
    cleaned = without_boxes(page.tree, trace)
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
        other = Attempt(JSON_LD, loose=paragraphs_of(facts.body))
        best = other if other.chars > best.chars or _is_better(other, best, pin) else best
    best.links = targets_of([b.element for b, why in zip(best.found, best.whys, strict=True) if not why], url)
    if trace is not None:
        trace.decided(best.found, best.whys, f"read from the {best.step}")
    return best, tuple(trail)


def inside(
    content: Sequence[html.HtmlElement], facts: Metadata, root: html.HtmlElement, trace: Trace | None
) -> Attempt:
    """All blocks of elements that a rule has named, without boxes and lines that turn."""
    without_boxes(root, trace)
    found = [block for element in content for block in blocks_of(element)]
    title = letters(facts.title)
    whys = [
        "the headline again" if letters(b.text) == title else "promotion, a counter or a time" if is_turning(b) else ""
        for b in found
    ]
    if trace is not None:
        trace.decided(found, whys, "in the content that the site rule names")
    return Attempt("", found, whys)


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
    attempt = _choose(UNTOUCHED, blocks, names, facts, pin)
    if 2 * cleaned.gone > cleaned.prose or attempt.chars < MIN_CHARS:
        etree.strip_elements(again.tree, *UNREAD, "button", "nav", with_tail=False)
        all_of_it = _choose(UNTOUCHED, blocks_of(again.tree), names, facts, pin)
        attempt = all_of_it if all_of_it.chars > CLEARLY_MORE * attempt.chars else attempt
    return attempt


def _choose(step: str, blocks: list[Found], names: kept.Kept, facts: Metadata, pin: Pin) -> Attempt:
    container = pin.container if pin.step == step else ""
    choice = Choice(blocks, names, facts.title, facts.description, facts.authors, pinned=container)
    whys = choice.run()
    return Attempt(step, blocks, whys, container=containers.path(choice.container))
