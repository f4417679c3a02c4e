"""Annotations in Redis: a chain of records per article, in the article's slot; tags have indexes for lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.errors import NotFound, Refused, StoreError
from monitor.model import Annotation, Article, ArticleId, Event, Page, Remark, RemarkKind
from monitor.ports import Annotated, Tagged
from monitor.store import telling
from monitor.store.annotation_records import checked, made, pack_annotation, target, unpack_annotations
from monitor.store.archive_calls import Caps
from monitor.store.article_records import unpack_article
from monitor.store.client import Call, StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.event_ids import next_position
from monitor.store.event_records import pack_event, unpack_event
from monitor.store.keys import MAX_ANNOTATIONS, Keys
from monitor.store.merging import newest_first
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.wire import to_ms

_RACES: Final = 20
_KEPT, _UNKNOWN, _FULL = 1, -1, -3


@dataclass(frozen=True, slots=True)
class _Held:
    """What an annotation is made after."""

    now: datetime
    article: Article
    versions: int
    before: tuple[Annotation, ...]
    events: tuple[tuple[int, Event], ...]  # with their positions


class RedisAnnotations:
    """Behind the port Annotations."""

    def __init__(
        self,
        client: StoreClient,
        keys: Keys,
        caps: Caps | None = None,
        *,
        max_annotations: int = MAX_ANNOTATIONS,
        cold: ColdStore | None = None,
    ) -> None:
        self._cold = cold
        self._client = client
        self._keys = keys
        self._caps = caps or Caps()
        self._max = max_annotations

    async def add(self, remark: Remark) -> Annotated:
        """Keep it with the event that it makes, all or nothing; see the port."""
        remark = checked(remark)
        if self._cold is not None:
            await self._cold.ice.thaw(remark.article)
        for _ in range(_RACES):
            held = await self._read(remark.article)
            told = target(remark, held.versions, [event for _, event in held.events])
            new = made(remark, held.before[-1] if held.before else None, held.now)
            newest = held.events[-1][1] if held.events else None
            event = telling.of_withdrawal(new, told, held.article, newest) if told else None
            status = await self._client.send(self._call(new, held, told, event))
            if status == _KEPT:
                return Annotated(new, event)
            if status == _UNKNOWN:
                raise _unknown(remark.article)
            if status == _FULL:
                raise Refused(f"article {remark.article} has {self._max} annotations, more are not kept")
        raise StoreError(f"article {remark.article} changes faster than it can be written")

    async def of(self, article: ArticleId) -> tuple[Annotation, ...]:
        """All of an article, oldest first; raises DamagedRecord."""
        key = self._keys.annotations(self._keys.archive_tag(article), article)
        lines = await self._client.do("LRANGE", key, 0, -1)
        if not lines and self._cold is not None and (frozen := await self._cold.ice.peek([article])):
            lines = frozen[article].annotations
        return unpack_annotations(article, lines)

    async def tagged(self, tag: str, *, cursor: str = "", limit: int = 50) -> Page[Tagged]:
        """What carries this tag, newest change first."""
        names = [self._keys.tagged(shard, tag) for shard in self._keys.archive_tags()]
        places, after = await newest_first(self._client, names, cursor=cursor, limit=limit)
        members = [member.decode().partition(":") for _, member in places]
        return Page(tuple(Tagged(ArticleId(article), int(version)) for article, _, version in members), after)

    async def tags(self) -> Mapping[str, int]:
        """All tags in use and how many things carry each, by name."""
        found: Counter[str] = Counter()
        for flat in await self._client.all([("HGETALL", self._keys.tags(tag)) for tag in self._keys.archive_tags()]):
            for label, count in zip(flat[::2], flat[1::2], strict=True):
                found[label.decode()] += int(count)
        return dict(sorted(found.items()))

    # ------------------------------------------------ inside
    async def _read(self, article: ArticleId) -> _Held:
        keys, tag = self._keys, self._keys.archive_tag(article)
        now = await self._client.now()
        packed, versions, records, events = await self._client.all(
            [
                ("HGET", keys.articles(tag), article),
                ("HGET", keys.state(tag, article), "n"),
                ("LRANGE", keys.annotations(tag, article), 0, -1),
                ("LRANGE", keys.events(tag, article), 0, -1),
            ]
        )
        if packed is None:
            raise _unknown(article)
        return _Held(
            now,
            unpack_article(article, packed),
            int(versions or 0),
            unpack_annotations(article, records),
            tuple(unpack_event(line, article) for line in events),
        )

    def _call(self, new: Annotation, held: _Held, told: Event | None, event: Event | None) -> Call:
        keys, remark, tag = self._keys, new.remark, self._keys.archive_tag(new.remark.article)
        label = remark.text if remark.kind in {RemarkKind.TAG, RemarkKind.UNTAG} else ""
        kind = event.type.value if event else ""
        names = [
            keys.test_mark(tag),
            keys.articles(tag),
            keys.state(tag, remark.article),
            keys.annotations(tag, remark.article),
            keys.events(tag, remark.article),
            keys.stream(tag),
            keys.counts(tag),
            keys.tags(tag),
            keys.tagged(tag, label),
            keys.told(tag, kind),
            *(keys.told(tag, kind, source) for source in (held.article.sources if event else ())),
        ]
        args: list[Arg] = [
            self._client.now_arg(),
            remark.article,
            len(held.before),
            self._max,
            pack_annotation(new),
            label,
            f"{remark.article}:{remark.version}",
            place_of_tag(new, told, held.events) if remark.kind is not RemarkKind.UNTAG else "",
            pack_event(event) if event else b"",
            kind,
            len(held.events),
            self._caps.stream,
            self._caps.indexed,
            self._caps.indexed_of_source,
        ]
        return Call(load("annotate"), names, args)


def place_of_tag(new: Annotation, told: Event | None, events: Sequence[tuple[int, Event]]) -> int:
    """Where a tagged thing stands in lists: at its change, or at the time of the tagging."""
    found = [position for position, event in events if event == told]
    return found[0] if found else next_position(0, to_ms(new.at))


def _unknown(article: ArticleId) -> NotFound:
    return NotFound(f"there is no article {article}")
