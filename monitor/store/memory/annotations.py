"""The annotations' memory twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from monitor.errors import NotFound, Refused
from monitor.model import Annotation, ArticleId, Page, Remark, RemarkKind
from monitor.ports import Annotated, Tagged
from monitor.store import telling
from monitor.store.annotation_records import checked, made, target
from monitor.store.annotations import place_of_tag
from monitor.store.keys import MAX_ANNOTATIONS
from monitor.store.memory.catalog import page_of
from monitor.store.memory.shelf import MemoryShelf


class MemoryAnnotations:
    """The port Annotations in memory, for one process."""

    def __init__(self, shelf: MemoryShelf, *, max_annotations: int = MAX_ANNOTATIONS) -> None:
        self._shelf = shelf
        self._max = max_annotations

    async def add(self, remark: Remark) -> Annotated:
        """Keep it with the event that it makes; see the port."""
        remark = checked(remark)
        kept = self._shelf.articles.get(remark.article)
        if kept is None:
            raise NotFound(f"there is no article {remark.article}")
        told = target(remark, kept.state.versions, [event for _, event in kept.events])
        if len(kept.annotations) >= self._max:
            raise Refused(f"article {remark.article} has {self._max} annotations, more are not kept")
        new = made(remark, kept.annotations[-1] if kept.annotations else None, self._shelf.now())
        newest = kept.events[-1][1] if kept.events else None
        event = telling.of_withdrawal(new, told, kept.article, newest) if told else None
        if remark.kind is RemarkKind.TAG:
            kept.tags[remark.text, remark.version] = place_of_tag(new, told, kept.events)
        if remark.kind is RemarkKind.UNTAG:
            kept.tags.pop((remark.text, remark.version), None)
        kept.annotations.append(new)
        if event:
            kept.state = telling.told_in_state(kept.state, event)
            self._shelf.tell(self._shelf.shard("a", remark.article), kept.events, event)
        return Annotated(new, event)

    async def of(self, article: ArticleId) -> tuple[Annotation, ...]:
        """All of an article, oldest first."""
        kept = self._shelf.articles.get(article)
        return tuple(kept.annotations) if kept else ()

    async def tagged(self, tag: str, *, cursor: str = "", limit: int = 50) -> Page[Tagged]:
        """What carries this tag, newest change first."""
        found = [
            ((position, f"{article}:{version}"), Tagged(article, version))
            for article, kept in self._shelf.articles.items()
            for (label, version), position in kept.tags.items()
            if label == tag
        ]
        return page_of(found, cursor, limit)

    async def tags(self) -> Mapping[str, int]:
        """All tags in use and how many things carry each, by name."""
        labels = (label for kept in self._shelf.articles.values() for label, _ in kept.tags)
        return dict(sorted(Counter(labels).items()))
