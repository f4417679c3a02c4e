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
    rival = _best(pages, lambda p: trafilatura.extract(p.body, url=p.url, fast=True, include_comments=False))
    full = _best(pages, lambda p: extract(p.body, url=p.url))
    same = _best(pages, lambda p: gate(p.body))
    return full / rival, same / rival, 1000 * rival / max(1, len(pages))


def _best(pages: Sequence[Expected], work: Callable[[Expected], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for page in pages:
            work(page)
        times.append(time.process_time() - began)
    return min(times)
