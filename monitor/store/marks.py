"""Hidings, erasures and holds in Redis, beside the archive: one field an article that has any.

The value is a letter and JSON. The letter `E` says that the whole article was erased: the scripts of the archive look
at it alone and take nothing for such an article any more.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from monitor.errors import DamagedRecord, StoreError
from monitor.model import WHOLE, Absence, Act, ArticleId, Deed, Standing
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_ACTS, MAX_REASON_CHARS, Keys
from monitor.store.scripts import load

SCHEMA: Final = 1
ERASED: Final = b"E"
_NOT_ERASED: Final = b"-"
_RACES: Final = 20
_SCAN: Final = 500


class RedisMarks:
    """Behind the port Marks."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def add(self, article: ArticleId, act: Act) -> Standing:
        """Keep the act; what the article's acts come to now."""
        return await self._change(article, lambda known: with_act(known, act))

    async def _change(self, article: ArticleId, change: Callable[[Standing], Standing]) -> Standing:
        key = self._keys.marks(self._keys.archive_tag(article))
        for _ in range(_RACES):
            before = await self._client.do("HGET", key, article)
            after = change(_read(article, before))
            if await self._client.run(load("replace_field"), [key], [article, before or b"", pack(after)]):
                return after
        raise StoreError(f"the marks of article {article} change faster than they can be written")

    async def keep_records(self, article: ArticleId, hashes: Sequence[str]) -> None:
        """Remember the hashes of the records of an article that is about to be nowhere else."""
        await self._change(article, lambda known: replace(known, records=known.records or tuple(hashes)))

    async def of(self, articles: Sequence[ArticleId]) -> dict[ArticleId, Standing]:
        """Those of these articles about which anything was decided."""
        by_tag: dict[str, list[ArticleId]] = {}
        for article in dict.fromkeys(articles):
            by_tag.setdefault(self._keys.archive_tag(article), []).append(article)
        replies = await self._client.all([("HMGET", self._keys.marks(tag), *ids) for tag, ids in by_tag.items()])
        return {
            article: _read(article, value)
            for ids, values in zip(by_tag.values(), replies, strict=True)
            for article, value in zip(ids, values, strict=True)
            if value
        }

    async def all(self) -> AsyncIterator[tuple[ArticleId, Standing]]:
        """Every article about which anything was decided."""
        for tag in self._keys.archive_tags():
            cursor = b"0"
            while True:
                cursor, flat = await self._client.do("HSCAN", self._keys.marks(tag), cursor, "COUNT", _SCAN)
                for name, value in zip(flat[::2], flat[1::2], strict=True):
                    article = ArticleId(name.decode())
                    yield article, _read(article, value)
                if cursor == b"0":
                    break


def with_act(standing: Standing, act: Act) -> Standing:
    """The standing with one more act; raises StoreError where an article has had too many."""
    if len(standing.acts) >= MAX_ACTS and act.deed not in {Deed.ERASE, Deed.ERASED}:
        raise StoreError(f"this article was marked {MAX_ACTS} times already")
    return replace(standing, acts=(*standing.acts, replace(act, reason=act.reason[:MAX_REASON_CHARS])))


def pack(standing: Standing) -> bytes:
    """The field's value."""
    acts = [[a.deed.value, a.number, round(a.at.timestamp() * 1000), a.by, a.reason] for a in standing.acts]
    letter = ERASED if standing.absence(WHOLE) is Absence.ERASED else _NOT_ERASED
    return letter + json.dumps([SCHEMA, acts, list(standing.records)], separators=(",", ":")).encode()


def _read(article: ArticleId, value: bytes | None) -> Standing:
    if not value:
        return Standing()
    try:
        schema, acts, records = json.loads(value[1:])
        if schema != SCHEMA:
            raise ValueError(f"schema {schema}, this Redline reads {SCHEMA}")  # noqa: TRY301 - told as any other fault
        return Standing(tuple(_act(one) for one in acts), tuple(records))
    except (ValueError, TypeError) as error:
        raise DamagedRecord(f"marks of article {article}", f"they can not be read: {error}") from error


def _act(one: list[Any]) -> Act:
    deed, number, ms, by, reason = one
    return Act(Deed(deed), int(number), datetime.fromtimestamp(ms / 1000, UTC), str(by), str(reason))
