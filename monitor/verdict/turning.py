"""Which places of a page turn: what differs between two looks a moment apart and says something wholly different."""

from __future__ import annotations

import re
from typing import Final

from monitor import snapshot
from monitor.extract.turning import KEPT, MAX_SHARE
from monitor.model import Extraction, Head, TurningBox
from monitor.verdict.limits import Look

ALIKE: Final = 0.4  # of the words of two blocks; more is an edit of one block, not another one in its place
_WORD: Final = re.compile(r"\w+")


def turning_places(head: Head, extraction: Extraction) -> tuple[str, ...]:
    """Paths of blocks that came since the look before, a moment ago, in the place of others that said something else.

    None of a place where anything stayed, and none if they hold much of the page: that is the body, being edited.
    """
    candidate = head.candidate
    if candidate is None or candidate.why or head.newest is None or extraction.unchanged or extraction.degraded:
        return ()
    now = [snapshot.fold(block.text) for block in extraction.text.blocks]
    one = {snapshot.fold(block.text) for block in candidate.text.blocks}
    old = {snapshot.fold(block.text) for block in head.newest.text.blocks}
    gone = [_words(text) for text in (one | old) - set(now)]
    if len(extraction.paths) != len(now):  # a reader that gives no places
        return ()
    places = list(zip(now, extraction.text.blocks, extraction.paths, strict=True))
    stayed = {path for text, _, path in places if text in one or text in old}
    fresh = [
        (path, text)
        for text, block, path in places
        if path and path not in stayed and block.kind not in KEPT and not _is_edited(text, gone)
    ]
    if not gone or sum(len(text) for _, text in fresh) > MAX_SHARE * sum(map(len, now)):
        return ()
    return tuple(dict.fromkeys(path for path, _ in fresh))


def left_out(boxes: tuple[TurningBox, ...], look: Look) -> tuple[str, ...]:
    """Paths of the boxes that are no part of a text now."""
    return tuple(box.path for box in boxes if box.is_left_out(look.at))


def _is_edited(text: str, gone: list[set[str]]) -> bool:
    words = _words(text)
    return any(len(words & other) > ALIKE * len(words | other) for other in gone)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
