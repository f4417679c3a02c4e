"""Comparing versions for pages and feeds: off the event loop, one at a time, the last ones kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from monitor import diff
from monitor.diff import Diff
from monitor.model import Version

KEPT: Final = 256
KEPT_CHARS: Final = 200_000  # a longer pair is compared again each time


class Differ:
    """Versions never change, so neither does the difference between two of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Diff] = OrderedDict()
        self._turn = asyncio.Semaphore(1)

    async def compare(self, old: Version, new: Version) -> Diff:
        """What changed from one version to the other."""
        key = (old.record_hash, new.record_hash)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        async with self._turn:
            if key in self._kept:
                return self._kept[key]
            result = await asyncio.to_thread(diff.compare, old.text, new.text)
        if all(key) and _chars(old) + _chars(new) < KEPT_CHARS:
            self._kept[key] = result
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return result


def _chars(version: Version) -> int:
    return sum(len(block.text) for block in version.text.blocks)
