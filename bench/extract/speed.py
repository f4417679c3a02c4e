"""CPU time per page, as ratios to trafilatura's fast mode on the same pages in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import trafilatura

from bench.extract.pages import Expected
from monitor.extract import extract, gate

ROUNDS = 3


def ratios(pages: Sequence[Expected]) -> tuple[float, float, float]:
    """Full extraction and gate as ratios, and trafilatura's own milliseconds per page; the best of some rounds each."""
    works: tuple[Callable[[Expected], object], ...] = (
        lambda p: trafilatura.extract(p.body, url=p.url, fast=True, include_comments=False),
        lambda p: extract(p.body, url=p.url),
        lambda p: gate(p.body),
    )
    rival = full = same = 0.0
    for page in pages:  # side by side, so that a neighbour on the machine slows all three
        one, two, three = _best(page, works)
        rival, full, same = rival + one, full + two, same + three
    return full / rival, same / rival, 1000 * rival / max(1, len(pages))


def _best(page: Expected, works: Sequence[Callable[[Expected], object]]) -> list[float]:
    """Each one's best CPU time for a page, in turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            began = time.process_time()
            work(page)
            best[i] = min(best[i], time.process_time() - began)
    return best
