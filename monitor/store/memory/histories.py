"""The histories' memory twin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from zlib import crc32

from monitor.model import Absence, ArticleId, ArticleState, Health, RemarkKind, SourceId, Validators, Version
from monitor.ports import Adopted, Claim, History, KeptVersion
from monitor.store import chaining
from monitor.store.annotations import place_of_tag
from monitor.store.chaining import Links
from monitor.store.event_ids import EPOCH_MS, PER_MS
from monitor.store.held_history import change_told, more_of
from monitor.store.history import NO_TEXT
from monitor.store.keys import MAX_EARLIER, MAX_SIGHTINGS, MAX_TITLE_CHARS
from monitor.store.memory.labellings import MemoryLabellings
from monitor.store.memory.shelf import Kept, MemoryShelf
from monitor.store.states import SHORT_FINGERPRINT
from monitor.store.wire import to_moment, to_ms


class MemoryHistories:
    """The port Histories in memory, for one process."""

    def __init__(self, shelf: MemoryShelf, labellings: MemoryLabellings) -> None:
        self._shelf = shelf
        self._labellings = labellings

    async def take(self, article: ArticleId) -> History | None:
        """All of an article."""
        kept = self._shelf.articles.get(article)
        if kept is None:
            return None
        return History(
            kept.article,
            tuple(
                KeptVersion(record, None if version.absence else version.text)
                for record, version in zip(kept.records, kept.versions, strict=True)
            ),
            kept.state.last_confirmed,
            tuple(event for _, event in kept.events),
            tuple(kept.sightings),
            tuple(kept.annotations),
            await self._labellings.of(article),
            kept.claims,
        )

    async def claims(self, article: ArticleId) -> tuple[Claim, ...]:
        """Which versions we did not see ourselves."""
        kept = self._shelf.articles.get(article)
        return kept.claims if kept else ()

    async def adopt(self, history: History) -> Adopted:
        """Add what is missing of a history, its claims as claims; see the port."""
        chaining.check(history, self._shelf.now())
        article = history.article.id
        held = await self.take(article)
        more = more_of(held, history)
        known = self._shelf.articles.get(article)
        kept = known or self._create(history)
        if held and history.last_confirmed and chaining.is_confirmed_later(held, history):
            self._confirm(kept, history.last_confirmed)
        before = len(kept.versions)
        kept.claims = chaining.claims_after(kept.claims, before, history.claims)
        if more.versions:
            self._versions(kept, history)
        for event in more.events:
            spread = crc32(f"{article}:{event.sequence}".encode())
            kept.events.append((chaining.historic_position(event, spread=spread), event))
        if more.events:
            kept.state = replace(kept.state, sequence=more.events[-1].sequence)
        for one in more.annotations:
            kept.annotations.append(one)
            told = change_told(kept.events, one.remark.version)
            if one.remark.kind is RemarkKind.TAG:
                kept.tags[one.remark.text, one.remark.version] = place_of_tag(one, told, kept.events)
            if one.remark.kind is RemarkKind.UNTAG:
                kept.tags.pop((one.remark.text, one.remark.version), None)
        for change in more.labellings:
            await self._labellings.put(change)
        return Adopted(article, known is None, len(more.versions), len(more.events), len(more.annotations))

    @staticmethod
    def _confirm(kept: Kept, at: datetime) -> None:
        looked = kept.state.looked
        kept.state = replace(kept.state, last_confirmed=at, looked=max(looked, at) if looked else at)
        kept.versions[-1] = replace(kept.versions[-1], last_confirmed=at)

    def _create(self, history: History) -> Kept:
        article = history.article
        listed = (to_ms(article.added) - EPOCH_MS) * PER_MS + crc32(article.id.encode()) % PER_MS
        names: tuple[SourceId | None, ...] = (None, *article.sources)
        kept = Kept(article, dict.fromkeys(names, listed))
        kept.state = ArticleState(looked=article.added)
        kept.sightings = list(history.sightings[-MAX_SIGHTINGS:])
        self._shelf.articles[article.id] = kept
        self._shelf.count(article, "articles")
        return kept

    def _versions(self, kept: Kept, history: History) -> None:
        read, before = chaining.links(history), len(kept.versions)
        kept.records = [one.record for one in history.versions]
        kept.versions = _versions(history, read)
        kept.candidate = None
        newest, count = kept.versions[-1], len(kept.versions)
        earlier = [one.fingerprint[:SHORT_FINGERPRINT] for one in kept.versions[:-1]]
        looked, had = kept.state.looked, kept.state.changes
        rereads = chaining.rereads(read)
        changes = [one for one in kept.versions[1:] if not one.evidence.is_no_change]
        kept.state = replace(
            kept.state,
            health=kept.state.health if before else Health.OK,
            versions=count,
            changes=count - 1 - rereads,
            rereads=rereads,
            fingerprint=newest.fingerprint,
            last_confirmed=newest.last_confirmed,
            last_change=changes[-1].first_seen if changes else None,
            looked=max(looked, newest.last_confirmed) if looked else newest.last_confirmed,
            validators=Validators(),
            title=newest.text.title[:MAX_TITLE_CHARS],
            earlier=tuple(earlier[::-1][:MAX_EARLIER]),
        )
        self._shelf.count(kept.article, "versions", count - before)
        self._shelf.count(kept.article, "changes", kept.state.changes - had)
        self._shelf.count(kept.article, "changed", int(had == 0 < kept.state.changes))


def _versions(history: History, read: Links) -> list[Version]:
    ends = [newer.link.before_ms for _, newer in pairwise(read.records)]
    ends.append(chaining.confirmed_ms(history, read))
    return [
        Version(
            history.article.id,
            record.link.number,
            to_moment(record.link.first_seen_ms),
            to_moment(end),
            kept.text or NO_TEXT,
            record.fingerprint,
            record.evidence,
            record.link.prev_hash.hex(),
            digest,
            absence=None if kept.text else Absence.DROPPED,
        )
        for kept, record, digest, end in zip(history.versions, read.records, read.hashes, ends, strict=True)
    ]
