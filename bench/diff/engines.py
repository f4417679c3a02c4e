"""The engines that the diff is measured beside; each answers with the pairs of tokens that it keeps."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Final

from bench.diff.corpus import Pair
from bench.diff.metrics import Links
from monitor.diff import Op, compare_paragraphs
from monitor.diff.tokens import tokens
from monitor.diff.words import code_points, matching_blocks

Engine = Callable[[Pair], Any]  # what is timed
Reading = Callable[[Pair, Any], Links]  # what its answer means; not timed

PATIENCE: Final = """
import json, sys
from patiencediff import PatienceSequenceMatcher
import time
for line in sys.stdin:
    old, new = json.loads(line)
    began = time.process_time()
    blocks = PatienceSequenceMatcher(None, old, new).get_matching_blocks()
    print(json.dumps([time.process_time() - began, [list(block) for block in blocks]]), flush=True)
"""


def ours(pair: Pair) -> Any:
    """This project's diff, with rows, runs, kinds and statistics."""
    return compare_paragraphs(pair.old.paragraphs, pair.new.paragraphs)


def read_ours(pair: Pair, diff: Any) -> Links:
    """The tokens that the equal runs keep."""
    found: Links = []
    for row in diff.rows:
        old = [pair.old.first[i] + n for i in row.old for n in range(len(pair.old.per_paragraph[i]))]
        new = [pair.new.first[j] + n for j in row.new for n in range(len(pair.new.per_paragraph[j]))]
        i = j = 0
        for run in row.runs:
            before, after = len(tokens(run.old).keys), len(tokens(run.new).keys)
            if run.op is Op.EQUAL:
                found += zip(old[i : i + before], new[j : j + after], strict=True)
            i, j = i + before, j + after
    return found


def lcs(pair: Pair) -> Any:
    """A longest common subsequence over all words: rapidfuzz."""
    a, b = code_points(tokens("\n".join(pair.old.paragraphs)).keys, tokens("\n".join(pair.new.paragraphs)).keys)
    return matching_blocks(a, b) if a and b else []


def read_blocks(_pair: Pair, blocks: Any) -> Links:
    """Blocks of (old token, new token, length) as pairs."""
    return [(i + n, j + n) for i, j, size in blocks for n in range(size)]


def by_position(pair: Pair) -> Any:
    """Paragraph n against paragraph n after exact ones are matched in order, words by LCS: NewsSniffer's scheme."""
    a, b = code_points(list(pair.old.paragraphs), list(pair.new.paragraphs))
    found = []
    i = j = 0
    for i2, j2, size in (*(matching_blocks(a, b) if a and b else []), (len(a), len(b), 0)):
        for x, y in [*zip(range(i, i2), range(j, j2), strict=False), *((i2 + n, j2 + n) for n in range(size))]:
            found.append((x, y, _words(pair.old.paragraphs[x], pair.new.paragraphs[y])))
        i, j = i2 + size, j2 + size
    return found


def _words(old: str, new: str) -> list[tuple[int, int, int]]:
    a, b = code_points(tokens(old).keys, tokens(new).keys)
    return matching_blocks(a, b) if a and b else []


def read_rows(pair: Pair, rows: Any) -> Links:
    """Blocks inside rows as pairs of tokens of the whole."""
    return [
        (pair.old.first[x] + i + n, pair.new.first[y] + j + n)
        for x, y, blocks in rows
        for i, j, size in blocks
        for n in range(size)
    ]


def fast_dmp(pair: Pair) -> Any:
    """fast-diff-match-patch over words, semantic clean-up."""
    from fast_diff_match_patch import diff

    old, new = code_points(tokens(pair.old.text).keys, tokens(pair.new.text).keys)
    return diff(old, new, timelimit=0, checklines=False, cleanup="Semantic")


def read_fast_dmp(_pair: Pair, edits: Any) -> Links:
    """Its (sign, length) edits as pairs of tokens."""
    return _from_edits([({"=": 0, "-": -1, "+": 1}[sign], size) for sign, size in edits])


def dmp_characters(pair: Pair) -> Any:
    """diff-match-patch on the characters of the whole texts, semantic clean-up, its limit of one second."""
    from diff_match_patch import diff_match_patch

    engine = diff_match_patch()
    edits = engine.diff_main(pair.old.text, pair.new.text)
    engine.diff_cleanupSemantic(edits)
    return edits


def read_characters(pair: Pair, edits: Any) -> Links:
    """Tokens that lie whole inside an equality."""
    ends = {span: number for number, span in enumerate(pair.new.spans)}
    found: Links = []
    spans = pair.old.spans
    at = i = j = 0
    for op, text in edits:
        if op == 0:
            while at < len(spans) and spans[at][0] < i:
                at += 1
            while at < len(spans) and spans[at][1] <= i + len(text):
                span = spans[at][0] - i + j, spans[at][1] - i + j
                if span in ends:
                    found.append((at, ends[span]))
                at += 1
        i, j = i + len(text) * (op <= 0), j + len(text) * (op >= 0)
    return found


def _from_edits(edits: Sequence[tuple[int, int]]) -> Links:
    found: Links = []
    i = j = 0
    for op, size in edits:
        if op == 0:
            found += zip(range(i, i + size), range(j, j + size), strict=True)
        i, j = i + size * (op <= 0), j + size * (op >= 0)
    return found


def patience(pairs: Sequence[Pair]) -> list[tuple[float, Links]] | None:
    """CPU time and answer for each pair, from a process of its own, because it panics; None if it did."""
    lines = "".join(json.dumps([pair.old.words, pair.new.words]) + "\n" for pair in pairs)
    done = subprocess.run([sys.executable, "-c", PATIENCE], input=lines, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    answers = map(json.loads, done.stdout.splitlines())
    return [(took, read_blocks(pair, blocks)) for pair, (took, blocks) in zip(pairs, answers, strict=True)]


ENGINES: Final[dict[str, tuple[Engine, Reading, str]]] = {
    "Redline": (ours, read_ours, "monitor"),
    "rapidfuzz LCS over all words": (lcs, read_blocks, "rapidfuzz"),
    "rows by position": (by_position, read_rows, "rapidfuzz"),
    "fast-diff-match-patch, words": (fast_dmp, read_fast_dmp, "fast_diff_match_patch"),
    "diff-match-patch, characters": (dmp_characters, read_characters, "diff_match_patch"),
}


def available() -> dict[str, tuple[Engine, Reading]]:
    """The engines whose packages are installed, in a fixed order."""
    return {name: (run, read) for name, (run, read, package) in ENGINES.items() if find_spec(package)}
