"""Live blogs: entries that are added one by one, each known by its id or its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import html

from monitor.extract import generic
from monitor.extract.attempt import Attempt
from monitor.extract.blocks import Found, blocks_of
from monitor.extract.characters import letters, tidy
from monitor.extract.choosing import is_dateline
from monitor.extract.cleaning import BOX_TAGS
from monitor.extract.items import is_turning
from monitor.extract.metadata import Metadata, moment
from monitor.extract.names import Says, says
from monitor.extract.page import Page
from monitor.extract.targets import targets_of
from monitor.extract.teaser import paragraphs_of
from monitor.extract.trace import Trace
from monitor.model import Block, BlockKind, Mark, Pin

STEP: Final = "live blog"
FROM_DATA: Final = "live blog in JSON-LD"
MIN_ENTRIES: Final = 5  # timed entries that make a page a live blog where it does not say so itself
MIN_DECLARED: Final = 2
MIN_CHARS: Final = 60  # of an entry, on average and without links
DISTINCT: Final = 0.8  # of the entries have a time of their own
PROSE_SHARE: Final = 0.5  # of the page's paragraphs that stand in the entries
MAX_TIMES: Final = 3_000
IDS: Final = ("id", "data-id", "data-post-id", "data-entry-id", "data-block-id", "data-update-id", "itemid")
MAX_KEY: Final = 120
OUTSIDE: Final = "outside the entries"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry and what it is known by."""

    key: str
    element: html.HtmlElement


def is_declared(facts: Metadata) -> bool:
    """True if the page calls itself a live blog."""
    return "liveblogposting" in facts.schema_types


def entries_of(tree: html.HtmlElement, *, least: int = MIN_ENTRIES) -> list[Entry]:
    """The entries of a page, in its order; [] where there are fewer than `least`, or most of the text is elsewhere."""
    named = [
        e for e in tree.iter("div", "article", "li", "section") if "liveBlogUpdate" in str(e.get("itemprop") or "")
    ]
    if len(named) >= least:
        return _keyed(named)
    groups: dict[html.HtmlElement, dict[html.HtmlElement, str]] = {}
    for _, time in zip(range(MAX_TIMES), tree.iter("time"), strict=False):
        told = moment(str(time.get("datetime") or ""))
        below = time
        for above in time.iterancestors() if told else ():
            if above.tag == "body" or (len(groups.get(above, ())) == 0 and _is_box(above)):
                break
            groups.setdefault(above, {}).setdefault(below, told)
            below = above
    best = max((list(group.items()) for group in groups.values() if len(group) >= least), key=len, default=[])
    elements = [element for element, _ in best]
    if len({told for _, told in best}) < DISTINCT * len(best) or not _hold_the_text(elements, tree):
        return []
    return _keyed(elements)


def read(page: Page, facts: Metadata, url: str, pin: Pin, trace: Trace | None) -> tuple[Attempt, tuple[str, ...]]:
    """A live blog: its entries, and around them what any article would keep; as any article where it has none."""
    attempt, trail = generic.read(page, facts, url, pin, trace)
    entries = _declared(page.tree, facts) or entries_of(page.tree, least=MIN_DECLARED)
    if entries:
        return _with_entries(page, attempt, entries, facts, url, trace), (*trail, STEP)
    loose: list[Block] = []
    marks: list[Mark] = []
    for update in facts.updates:
        key = _key(update)
        body = paragraphs_of(str(update.get("articleBody") or ""))
        headline = tidy(str(update.get("headline") or ""))
        if key and (body or headline):
            marks.append(Mark(key, len(loose)))
            loose += [Block(BlockKind.HEADING, headline)] if headline else []
            loose += body
    told = Attempt(FROM_DATA, loose=tuple(loose), marks=tuple(marks))
    return (told, (*trail, FROM_DATA)) if told.chars > attempt.chars else (attempt, trail)


def _key(update: dict[str, Any]) -> str:
    return str(update.get("@id") or update.get("url") or update.get("datePublished") or "")[:MAX_KEY]


def _declared(tree: html.HtmlElement, facts: Metadata) -> list[Entry]:
    """The elements that the JSON-LD of the page links to, entry by entry."""
    wanted = {name for update in facts.updates if (name := _key(update).rpartition("#")[2])}
    found = [element for element in tree.iter() if element.get("id") in wanted] if wanted else []
    return _keyed(found) if len(found) >= MIN_DECLARED else []


def _with_entries(
    page: Page, attempt: Attempt, entries: Sequence[Entry], facts: Metadata, url: str, trace: Trace | None
) -> Attempt:
    owner = {element: entry for entry in entries for element in entry.element.iter()}
    title = letters(facts.title)
    found = blocks_of(page.tree)
    chosen = {id(b.element) for b, why in zip(attempt.found, attempt.whys, strict=True) if not why}
    whys: list[str] = []
    marks: list[Mark] = []
    kept, key = 0, ""
    for block in found:
        entry = owner.get(block.element)
        why = _why(block, title, inside=entry is not None)
        if why == OUTSIDE and id(block.element) in chosen:
            why = ""
        if not why:
            if entry is not None and entry.key != key:
                key = entry.key
                marks.append(Mark(key, kept))
            elif entry is None and key:
                key = ""
                marks.append(Mark("", kept))
            kept += 1
        whys.append(why)
    if trace is not None:
        trace.decided(found, whys, "an entry of the live blog, or what introduces it")
    links = targets_of([entry.element for entry in entries], url)
    return Attempt(STEP, found, whys, marks=tuple(marks), links=links, container=attempt.container)


def _why(block: Found, title: str, *, inside: bool) -> str:
    if letters(block.text) == title:
        return "the headline again"
    if is_turning(block) or block.element.tag == "time" or is_dateline(block):
        return "promotion, a counter or a time"
    return "" if inside else OUTSIDE


def _keyed(elements: Sequence[html.HtmlElement]) -> list[Entry]:
    """Each with its id, else its time; a second one of the same name is told apart by its number."""
    seen: dict[str, int] = {}
    found = []
    for number, element in enumerate(elements):
        key = _id(element) or f"entry {number + 1}"
        seen[key] = seen.get(key, 0) + 1
        found.append(Entry(key if seen[key] == 1 else f"{key} {seen[key]}", element))
    return found


def _id(element: html.HtmlElement) -> str:
    told = next((str(element.get(name)) for name in IDS if element.get(name)), "")
    if told:
        return told[:MAX_KEY]
    for time in element.iter("time"):
        at = moment(str(time.get("datetime") or ""))
        if at:
            return at
    return ""


def _hold_the_text(elements: Sequence[html.HtmlElement], tree: html.HtmlElement) -> bool:
    """True if these are texts of their own, not headlines that lead to others, and most of what the page says."""
    free = [_free(element) for element in elements]
    if not free or sum(free) < MIN_CHARS * len(free):
        return False
    linked = sum(len(tidy("".join(a.itertext()))) for e in elements for a in e.iter("a"))
    whole = sum(_free(p) for p in tree.iter("p"))
    return linked <= sum(free) / 2 and sum(free) >= PROSE_SHARE * whole


def _free(element: html.HtmlElement) -> int:
    """Characters in no link."""
    return len(tidy("".join(element.itertext()))) - sum(len(tidy("".join(a.itertext()))) for a in element.iter("a"))


def _is_box(element: html.HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in BOX_TAGS or says(names) is Says.BOX
