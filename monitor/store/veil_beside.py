"""The doors that readers get to what lies beside versions: labellings, remarks, whole histories, delivery logs."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.model import Annotation, ArticleId, Attempt, Change, Page, Remark
from monitor.ports import Adopted, Annotated, Annotations, Claim, Histories, History, Labellings, Marks, Tagged
from monitor.store import veiling
from monitor.store.annotation_records import tags_of
from monitor.store.veiling import standing_of as _of


class VeiledLabellings:
    """The port Labellings as readers get it."""

    def __init__(self, inner: Labellings, marks: Marks) -> None:
        self._inner = inner
        self._marks = marks

    async def put(self, change: Change) -> bool:
        """Keep it; False if these rules have labelled this change before, or it may not be read."""
        standing = _of(await self._marks.of([change.article]), change.article)
        return not standing.withholds(change) and await self._inner.put(change)

    async def of(self, article: ArticleId) -> tuple[Change, ...]:
        """All of an article that may be read."""
        found, standing = await asyncio.gather(self._inner.of(article), self._marks.of([article]))
        return tuple(one for one in found if not _of(standing, article).withholds(one))


class VeiledAnnotations:
    """The port Annotations as readers get it: what is said of a hidden change may quote it."""

    def __init__(self, inner: Annotations, marks: Marks) -> None:
        self._inner = inner
        self._marks = marks

    async def add(self, remark: Remark) -> Annotated:
        """Keep it."""
        return await self._inner.add(remark)

    async def of(self, article: ArticleId) -> tuple[Annotation, ...]:
        """All of an article, without the words of those about what may not be read; raises Withheld."""
        found, known = await asyncio.gather(self._inner.of(article), self._marks.of([article]))
        standing = _of(known, article)
        veiling.check_article(standing)
        return tuple(veiling.annotation(one, standing) for one in found)

    async def tagged(self, tag: str, *, cursor: str = "", limit: int = 50) -> Page[Tagged]:
        """What carries this tag and may be read, newest change first."""
        page = await self._inner.tagged(tag, cursor=cursor, limit=limit)
        known = await self._marks.of([one.article for one in page.items])
        return Page(
            tuple(one for one in page.items if not veiling.is_silenced(one.version, _of(known, one.article))), page.next
        )

    async def tags(self) -> Mapping[str, int]:
        """All tags that readers may know of and how many things carry each, by name."""
        found = Counter(await self._inner.tags())
        async for article, standing in self._marks.all():
            if standing.withholds_any():
                carried = tags_of(await self._inner.of(article))
                found -= Counter(label for label, version in carried if veiling.is_silenced(version, standing))
        return dict(sorted(found.items()))


class VeiledHistories:
    """The port Histories as readers get it: what may not be read is not taken out, what was erased not taken in."""

    def __init__(self, inner: Histories, marks: Marks) -> None:
        self._inner = inner
        self._marks = marks

    async def take(self, article: ArticleId) -> History | None:
        """All of an article that may be read; raises Withheld."""
        found, known = await asyncio.gather(self._inner.take(article), self._marks.of([article]))
        standing = _of(known, article)
        veiling.check_article(standing)
        return veiling.history(found, standing) if found and standing.acts else found

    async def adopt(self, history: History) -> Adopted:
        """Add what is missing of a history and was not erased here."""
        article = history.article.id
        erased = veiling.erased_only(_of(await self._marks.of([article]), article))
        if erased.absence():
            return Adopted(article, refused=True)
        return await self._inner.adopt(veiling.history(history, erased) if erased.acts else history)

    async def claims(self, article: ArticleId) -> tuple[Claim, ...]:
        """Which versions we did not see ourselves."""
        return await self._inner.claims(article)


async def veiled_attempts(attempts: Sequence[Attempt], marks: Marks | None) -> list[Attempt]:
    """Attempts to deliver; what was sent and answered is left out where it may not be read any more."""
    asked = {ArticleId(subject) for one in attempts if one.body or one.sent for subject in one.subjects()}
    if marks is None or not asked:
        return list(attempts)
    known = await marks.of(sorted(asked))
    hidden = {article for article, standing in known.items() if standing.withholds_any()}
    return [replace(one, body="", sent="") if hidden & {*one.subjects()} else one for one in attempts]
