"""Messages for people, made of what waits for one channel: joined edits, digests, the picture of a single change."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from monitor.deliver.background import compare_beside
from monitor.deliver.subjects import Subjects
from monitor.diff.render.card import alt, card
from monitor.diff.result import Diff
from monitor.errors import Withheld
from monitor.event import letter
from monitor.event.chat_text import calm
from monitor.event.letter import Note
from monitor.event.pacing import Batch
from monitor.model import Article, Delivery, Event, EventType
from monitor.ports import Letter, Picture

COMPARED: Final = 25  # changes of a digest that show their words; the others show their summary line
_WHY: Final = {"digest": "digest", "late": "found late", "rest": "those beyond the limit", "joined": "", "one": ""}


class Letters:
    """Writes messages; the same deliveries give the same id."""

    def __init__(self, subjects: Subjects, *, base_url: str = "", pictures: bool = True) -> None:
        self._subjects = subjects
        self._base_url = base_url
        self._pictures = pictures

    async def write(self, batch: Batch) -> Letter | None:
        """The message that tells of these; None if the records of all of them are gone.

        Raises Withheld if none of them may be told; of several, those are left out.
        """
        told, withheld = await self._read(batch.deliveries)
        if not told and withheld is not None:
            raise withheld
        if not told:
            return None
        by_subject: dict[str, list[tuple[Event, object]]] = defaultdict(list)
        for event, about in told:
            key = event.subject if event.type is EventType.CHANGED else event.id
            by_subject[key].append((event, about))
        groups = list(by_subject.values())
        notes = [await self._note(group, compared=at < COMPARED) for at, group in enumerate(groups)]
        if len(notes) == 1:
            words, picture = letter.one(notes[0], self._base_url), await self._picture(notes[0])
        else:
            since = min(one.queued for one in batch.deliveries)
            total = sum(note.edits for note in notes)
            words = letter.many(notes, self._base_url, why=_WHY[batch.why], since=since, total=total)
            picture = None
        return Letter(batch.id, words.title, words.text, words.html, words.markdown, picture)

    async def _read(self, deliveries: Sequence[Delivery]) -> tuple[list[tuple[Event, object]], Withheld | None]:
        told: list[tuple[Event, object]] = []
        withheld = None
        for one in deliveries:
            try:
                found = await self._subjects.of(one)
            except Withheld as error:
                withheld = error
                continue
            if found is not None:
                told.append((found.event, found.about))
        return told, withheld

    async def _note(self, group: Sequence[tuple[Event, object]], *, compared: bool) -> Note:
        """One subject's events as one thing to tell."""
        events = [event for event, _ in group]
        first, last = events[0], events[-1]
        about = group[-1][1]
        diff = await self._diff(first, last) if compared else None
        joined = first if first is not last else None
        return Note(last, about, diff, len(events), joined)  # type: ignore[arg-type]  # a subject of an event

    async def _diff(self, first: Event, last: Event) -> Diff | None:
        if first.change is None or last.change is None:
            return None
        old, new = await asyncio.gather(
            self._subjects.text(last.change.article, first.change.from_version),
            self._subjects.text(last.change.article, last.change.to_version),
        )
        return await compare_beside(old, new) if old and new else None

    async def _picture(self, note: Note) -> Picture | None:
        change = note.event.change
        if not self._pictures or note.diff is None or change is None or not isinstance(note.about, Article):
            return None
        from monitor.diff.render.picture import png

        begin = (note.first or note.event).change or change
        when = f"edited between {begin.interval.not_before:%d %b %Y, %H:%M} and {change.interval.not_after:%H:%M} UTC"
        outlet = (urlsplit(note.about.url).hostname or "").removeprefix("www.")
        shown = card(note.diff, outlet=outlet, when=when, notice=change.notice)
        image = await asyncio.to_thread(png, shown)
        return Picture(image, calm(alt(shown))) if image else None
