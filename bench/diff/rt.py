"""The pair of a real article whose links between paragraphs are known."""

from __future__ import annotations

import time

from bench.diff.corpus import rt_pair
from monitor.diff import compare_paragraphs


def figures() -> dict[str, float]:
    """Links found and wrong, moves flagged, words marked and time; empty if the pair is not there."""
    loaded = rt_pair()
    if loaded is None:
        return {}
    pair, answers = loaded
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        diff = compare_paragraphs(pair.old.paragraphs, pair.new.paragraphs)
        best = min(best, time.process_time() - began)
    links = {(i + 1, j + 1) for row in diff.rows for i in row.old for j in row.new}
    known = {(link[0], link[1]) for link in answers["links"]}
    moved = {(i + 1, j + 1) for row in diff.rows if row.moved for i in row.old for j in row.new}
    return {
        "rt_links": len(links & known),
        "rt_wrong": len(links - known),
        "rt_moved": len(moved & {(22, 13), (15, 9), (14, 7)}),
        "rt_words_removed": diff.stats.words_removed,
        "rt_words_added": diff.stats.words_added,
        "rt_ms": best * 1e3,
    }
