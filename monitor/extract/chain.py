"""Bytes to the text of an article: a site's rule first, then what the type of the page asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from monitor.extract import containers, generic, kept, live, metadata, page_types, pdf, siterule, turning, walls, whole
from monitor.extract.attempt import Attempt
from monitor.extract.metadata import Metadata
from monitor.extract.page import Page, Refused, parse
from monitor.extract.trace import Trace
from monitor.model import Block, Extraction, Mark, PageType, Pin, Reading, Text, masks_hash

VERSION: Final = f"3 ({kept.LIBRARY})"
ONLY_JSON_LD: Final = "from JSON-LD only: a teaser, or not laid out"


@dataclass(slots=True)
class Read:
    """What was read, before it is judged."""

    attempt: Attempt
    trail: tuple[str, ...]
    type: PageType
    facts: Metadata
    further: tuple[Block, ...] = ()  # the fields of a site rule
    failed: str = ""  # why the site rule does not hold any more
    variant: str = ""  # of the page, see containers


def extract(
    body: bytes, *, url: str, content_type: str = "", reading: Reading = Reading(), trace: Trace | None = None
) -> Extraction:
    """The article in these bytes; whatever they are, a result: degraded, with a reason, where it can not be trusted.

    `reading.pin` says how the page was read before: it is read the same way for as long as that gives its text.
    """
    if pdf.is_pdf(body):
        return pdf.extract(body, url=url, trace=trace)
    page = parse(body, content_type, encoding=reading.pin.encoding)
    if isinstance(page, Refused):
        return Extraction(Text("", ()), "none", VERSION, degraded=True, reason=page.reason, notes=page.notes)
    read = _by_rule(page, url, reading, trace) if reading.rule else None
    if read is None or read.failed:
        failed = read.failed if read else ""
        if read is not None:
            page = _again(page)
            if trace is not None:
                trace.boxes.clear()
        read = replace(_generic(page, url, reading, metadata.read(page.tree), trace), failed=failed)
    return _judged(page, read, reading)


def _again(page: Page) -> Page:
    """The page as it was before a rule altered it."""
    again = parse(page.markup.encode("utf-8", "replace"))
    return page if isinstance(again, Refused) else replace(again, notes=page.notes)


def _by_rule(page: Page, url: str, reading: Reading, trace: Trace | None) -> Read:
    """The page as its site's rule says; `failed` where the rule does not hold."""
    rule = reading.rule
    assert rule is not None  # noqa: S101 - asked only where there is one
    facts = metadata.read(page.tree)
    variant = containers.variant(page.tree)
    ruled = siterule.apply(rule, page.tree, facts, trace)
    further = tuple(siterule.field_blocks(rule, page.tree)) if not ruled.failed else ()
    name = f"site rule {rule.name}"
    if ruled.failed:
        return Read(Attempt(name), (name,), PageType.NEWS, facts, failed=ruled.failed)
    if not ruled.content:
        read = _generic(page, url, reading, facts, trace)
        return replace(read, trail=(name, *read.trail), further=further)
    kind = page_types.page_type(reading.type, page.tree, facts, url)
    if kind is PageType.PAGE:
        attempt = whole.read(page.tree, facts, url=url, content=ruled.content, trace=trace)
    else:
        attempt = generic.inside(ruled.content, facts, page.tree, trace)
    attempt = replace(attempt, step=name, whys=siterule.ignored(rule, attempt.found, attempt.whys))
    few = attempt.chars < rule.min_chars
    failed = f"{attempt.chars} characters, fewer than min_chars" if few else ""
    return Read(attempt, (name,), kind, facts, further, failed=failed, variant=variant)


def _generic(page: Page, url: str, reading: Reading, facts: Metadata, trace: Trace | None) -> Read:
    """The page without a rule for its content."""
    kind = page_types.page_type(reading.type, page.tree, facts, url)
    variant = containers.variant(page.tree)
    trail: tuple[str, ...]
    if kind is PageType.LIVE:
        attempt, trail = live.read(page, facts, url, reading.pin, trace)
    elif kind is PageType.PAGE:
        attempt = whole.read(page.tree, facts, url=url, content=(), trace=trace)
        trail = (attempt.step,)
    else:
        attempt, trail = generic.read(page, facts, url, reading.pin, trace)
    whys = siterule.ignored(reading.rule, attempt.found, attempt.whys)
    if kind is PageType.NEWS:
        whys = turning.left_out(reading.left_out, attempt.found, whys)
    attempt = replace(attempt, whys=whys)
    return Read(attempt, trail, kind, facts, variant=variant)


def _judged(page: Page, read: Read, reading: Reading) -> Extraction:
    """The result, degraded where something else than the article was read."""
    attempt, rule = read.attempt, reading.rule
    size = attempt.size
    reason = walls.reason(page.markup, read.facts, size=size) if size < walls.SHORT else ""
    if not reason and size < generic.MIN_CHARS and not (attempt.blocks and read.type is PageType.PAGE):
        reason = "empty page" if not attempt.blocks else "too little text"
    notes = page.notes
    if attempt.step == generic.JSON_LD:
        notes = (*notes, ONLY_JSON_LD)
    if rule is not None and read.failed:
        notes = (*notes, f"site rule {rule.name} does not hold any more ({read.failed}); read by the generic chain")
    version = VERSION if rule is None or read.failed else f"{VERSION}, rule {rule.name} {rule.hash}"
    blocks = (*read.further, *attempt.blocks)
    return Extraction(
        _text(read, siterule.masked(rule, blocks) if rule and not read.failed else blocks),
        attempt.step if blocks else "none",
        version,
        degraded=bool(reason),
        reason=reason,
        notes=notes,
        trail=read.trail,
        rule=rule.name if rule else "",
        rule_failed=bool(read.failed),
        rule_fault=read.failed,
        pin=Pin(
            attempt.step,
            VERSION,
            attempt.container,
            page.encoding,
            read.variant,
            rule.hash if rule and not read.failed else "",
            masks_hash(reading.left_out),
        ),
        paths=(*("" for _ in (*read.further, *attempt.loose)), *_paths(attempt)),
    )


def _paths(attempt: Attempt) -> Iterator[str]:
    return (turning.path(found.element) for found, why in zip(attempt.found, attempt.whys, strict=True) if not why)


def _text(read: Read, blocks: tuple[Block, ...]) -> Text:
    facts, shift = read.facts, len(read.further)
    return Text(
        facts.title,
        blocks,
        authors=() if read.type is PageType.PAGE else facts.authors,
        published=facts.published,
        modified=facts.modified,
        canonical=facts.canonical,
        language=facts.language,
        section=facts.section,
        type=read.type,
        effective=read.attempt.effective,
        og_title=facts.og_title if facts.og_title != facts.title else "",
        data_title=facts.data_title if facts.data_title != facts.title else "",
        links=read.attempt.links,
        marks=tuple(Mark(mark.name, mark.first + shift) for mark in read.attempt.marks),
    )
