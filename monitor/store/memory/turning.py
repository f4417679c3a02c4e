"""The memory twin of boxes that turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import ArticleId, SourceId, TurningBox
from monitor.model.turning import FORGOTTEN_AFTER
from monitor.ports import Clock
from monitor.store.keys import MAX_TURNING, MAX_TURNING_ARTICLES, MAX_TURNING_PATH
from monitor.store.states import whole_ms


class MemoryTurningBoxes:
    """The port TurningBoxes in memory, for one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[SourceId, dict[str, tuple[datetime, int, tuple[ArticleId, ...]]]] = {}

    async def learn(self, source: SourceId, article: ArticleId, paths: Sequence[str]) -> None:
        """These turned on this article just now."""
        now = whole_ms(self._clock.now())
        kept = self._kept.setdefault(source, {})
        for path in [one for one in dict.fromkeys(paths) if one and len(one) <= MAX_TURNING_PATH][:MAX_TURNING]:
            last, times, articles = kept.get(path, (now, 0, ()))
            if now - last >= FORGOTTEN_AFTER:
                times, articles = 0, ()
            kept[path] = now, times + 1, tuple(dict.fromkeys((*articles, article)))[:MAX_TURNING_ARTICLES]
        while len(kept) > MAX_TURNING:
            del kept[min(kept, key=lambda one: kept[one][0])]

    async def of(self, source: SourceId) -> tuple[TurningBox, ...]:
        """What turned within a month, by path."""
        kept = self._kept.get(source, {})
        return tuple(TurningBox(path, times, len(arts), last) for path, (last, times, arts) in sorted(kept.items()))
