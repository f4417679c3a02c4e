"""What an answer means, its page read in a child process where need be."""

from __future__ import annotations

from monitor import verdict
from monitor.errors import ParseError, WorkerDied
from monitor.model import (
    Extraction,
    FetchResult,
    Head,
    Reading,
    SourceRules,
)
from monitor.pipeline.world import World
from monitor.ports import (
    Commit,
    LookNote,
    RuleNote,
)


async def read(
    head: Head, rules: SourceRules, result: FetchResult, one: verdict.Look, world: World
) -> tuple[Head, LookNote | verdict.ToKeep]:
    """What the answer means, its body read in a child process where need be, and the head it was compared with."""
    finding = verdict.on_answer(head, result, one)
    if isinstance(finding, LookNote):
        return head, finding
    response, source = finding.response, head.article.source
    boxes = verdict.left_out(await world.turning.of(source), one)
    reading = verdict.reading(head, rules, world.rulebook, boxes)
    try:
        extraction = await world.workshop.read_page(
            response.body,
            url=response.final_url,
            content_type=response.header("content-type"),
            gate=verdict.known_gate(head),
            reading=reading,
        )
    except (WorkerDied, ParseError) as error:
        return head, verdict.on_crash(head, one, str(error))
    if extraction.rule:
        note = RuleNote(source, extraction.rule, not extraction.rule_failed, extraction.rule_fault)
        await world.book.heed_rule(note)
    await world.turning.learn(source, head.article.id, verdict.turning_places(head, extraction))
    if verdict.needs_rereading(head, extraction, one):
        head = await _read_again(head, extraction, reading, one, world)
    meant = verdict.on_text(head, response, extraction, one)
    if not isinstance(meant, LookNote) or meant.candidate is not None:
        needed = verdict.needed_bodies(head)
        await world.originals.keep(head.article.id, response, one.id, one.at, beside=needed)
    return head, meant


async def _read_again(head: Head, extraction: Extraction, reading: Reading, one: verdict.Look, world: World) -> Head:
    """The head with its newest version read as the new page was; as it is where that version's page is not there."""
    newest = head.newest
    raw = await world.originals.body(head.article.id, newest.evidence.raw_sha256) if newest else None
    if newest is None or raw is None:
        return head
    try:
        baseline = await world.workshop.read_page(
            raw,
            url=newest.evidence.final_url or head.article.url,
            content_type=verdict.content_type_of(newest),
            reading=verdict.reading_of_baseline(reading, extraction),
        )
    except (WorkerDied, ParseError):
        return head
    meant = verdict.on_baseline(head, baseline, extraction, one, world.new_id())
    if not isinstance(meant, Commit):
        return meant or head
    await world.archive.commit(meant)  # a conflict shows when the look itself is kept
    return await world.archive.head(head.article.id) or head
