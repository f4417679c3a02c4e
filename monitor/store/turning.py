"""Boxes that turn, in Redis: one hash a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.model import ArticleId, SourceId, TurningBox
from monitor.model.turning import FORGOTTEN_AFTER
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_TURNING, MAX_TURNING_ARTICLES, MAX_TURNING_PATH, Keys
from monitor.store.scripts import load
from monitor.store.wire import to_moment

_LIFETIME_MS: Final = round(FORGOTTEN_AFTER.total_seconds() * 1000)


class RedisTurningBoxes:
    """Behind the port TurningBoxes."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def learn(self, source: SourceId, article: ArticleId, paths: Sequence[str]) -> None:
        """These turned on this article just now."""
        kept = [path for path in dict.fromkeys(paths) if path and len(path) <= MAX_TURNING_PATH][:MAX_TURNING]
        if not kept:
            return
        tag = self._keys.book_tag(source)
        keys = [self._keys.test_mark(tag), self._keys.turning(tag, source)]
        caps = (_LIFETIME_MS, MAX_TURNING, MAX_TURNING_ARTICLES)
        await self._client.run(load("turning_learn"), keys, [self._client.now_arg(), article, *caps, *kept])

    async def of(self, source: SourceId) -> tuple[TurningBox, ...]:
        """What turned within a month, by path."""
        flat = await self._client.do("HGETALL", self._keys.turning(self._keys.book_tag(source), source))
        pairs = flat.items() if isinstance(flat, dict) else zip(flat[::2], flat[1::2], strict=True)
        return tuple(sorted((box(path, value) for path, value in pairs), key=lambda one: one.path))


def box(path: bytes, value: bytes) -> TurningBox:
    """The box in a field and its value."""
    ms, times, *articles = value.decode().split(" ")
    return TurningBox(path.decode("utf-8", "surrogatepass"), int(times), len(articles), to_moment(int(ms)))
