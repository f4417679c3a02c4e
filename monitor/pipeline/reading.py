"""What an answer means, its page read in a child process where need be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor import verdict
from monitor.errors import ParseError, WorkerDied
from monitor.model import (
    Article,
    Candidate,
    Evidence,
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
        page = f"{head.article.id} {head.state.looks}"  # of a look that was killed and is made again, the same
        note = RuleNote(source, extraction.rule, not extraction.rule_failed, extraction.rule_fault, page)
        await world.book.heed_rule(note)
    await world.turning.learn(source, head.article.id, verdict.turning_places(head, extraction))
    again = Rereader(head.article, reading, extraction, world)
    waiting = await again.candidate(head, one)
    head = replace(await again.newest(head, one), candidate=waiting)
    meant = verdict.on_text(head, response, extraction, one)
    if not isinstance(meant, LookNote) or meant.candidate is not None:
        needed = verdict.needed_bodies(head)
        await world.originals.keep(head.article.id, response, one.id, one.at, beside=needed)
    return head, meant


@dataclass(frozen=True, slots=True)
class Rereader:
    """Reads pages that were kept in the way in which a new one was read, so that like is compared with like."""

    article: Article
    reading: Reading
    extraction: Extraction  # of the new page
    world: World

    async def newest(self, head: Head, one: verdict.Look) -> Head:
        """The head with its newest version read as the new page was; as it is where its page is not there."""
        if head.newest is None or not verdict.needs_rereading(head, self.extraction, one):
            return head
        baseline = await self._page(head.newest.evidence)
        meant = verdict.on_baseline(head, baseline, self.extraction, one, self.world.new_id()) if baseline else None
        if not isinstance(meant, Commit):
            return meant or head
        await self.world.archive.commit(meant)  # a conflict shows when the look itself is kept
        return await self.world.archive.head(head.article.id) or head

    async def candidate(self, head: Head, one: verdict.Look) -> Candidate | None:
        """The text that waits, its page read as the new one was; as it is where its page is not there."""
        waiting = head.candidate
        if waiting is None or not verdict.waits_in_another_reading(head, self.extraction):
            return waiting
        page = await self._page(waiting.evidence)
        return verdict.candidate_of(waiting, page, one) if page else waiting

    async def _page(self, seen: Evidence) -> Extraction | None:
        raw = await self.world.originals.body(self.article.id, seen.raw_sha256)
        if raw is None:
            return None
        try:
            return await self.world.workshop.read_page(
                raw,
                url=seen.final_url or self.article.url,
                content_type=verdict.content_type_of(seen),
                reading=verdict.reading_of_baseline(self.reading, self.extraction),
            )
        except (WorkerDied, ParseError):
            return None
