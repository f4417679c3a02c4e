"""Pieces of text on the pages of a PDF to lines, and lines to blocks: paragraphs, clauses, headings, rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, Final

from monitor.extract.characters import readable, tidy
from monitor.model import Block, BlockKind, Mark

GAP: Final = 1.45  # times the usual distance of lines that begins a paragraph
COLUMN_GAP: Final = 1.8  # heights between two pieces of a line that make them cells of a row
RARE: Final = 0.08  # of the steps between lines; fewer are a footnote's, or of a table
WIDEST: Final = 1.7  # heights of letters from line to line
LARGER: Final = 1.15  # times the usual height that makes a heading
MAX_HEADING: Final = 160
MIN_PAGES_OF_A_FRAME: Final = 3  # lines that stand on most pages are its frame
EDGE_LINES: Final = 2  # at the top and the bottom of a page that may be the frame
MAX_AHEAD: Final = 40  # pages of a foreword that is numbered on its own
MAX_PIECES: Final = 6_000  # of a page
_STARTS: Final = re.compile(
    r"(?:\(?(?:\d{1,3}[a-z]?|[a-z]|[ivxl]{1,6})[.)](?:\d{1,3}[.)]?)*\s|\d{1,3}(?:\.\d{1,3})+\.?\s|§+\s*\d|Art(?:icle|ikel|ículo|igo|\.)?\s*\d|"
    r"(?:Section|Sec\.|Clause|Abschnitt|Chapter|Kapitel|第)\s*\d|[•·▪●‣◦–—*-]\s)",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"[•·▪●‣◦]\s")
_ENDS: Final = re.compile(r"[.!?:;。！？][\"'”’»)\]]*$")
_HYPHEN: Final = re.compile("[\u00ad\ufffe\x02]$")


@dataclass(slots=True)
class Line:
    """One line: its text, where it stands (points from the bottom of its page), and how high its letters are."""

    text: str
    top: float
    bottom: float
    cells: bool = False  # pieces with wide gaps: a row of a table

    @property
    def height(self) -> float:
        """Of its letters, in points."""
        return max(self.top - self.bottom, 0.1)


def lines_of(page: Any) -> list[Line]:
    """The lines of one page of text, in reading order."""
    found: list[Line] = []
    right = 0.0
    for _, piece in zip(range(MAX_PIECES), _pieces(page), strict=False):
        text, left, bottom, end, top = piece
        last = found[-1] if found else None
        if last is not None and _same_line(last, bottom, top) and left > right - last.height:
            wide = left - right > COLUMN_GAP * last.height
            glue = " | " if wide else "" if left - right < last.height * 0.15 else " "
            last.text = f"{last.text.rstrip()}{glue}{text.lstrip()}" if glue else last.text + text
            last.cells = last.cells or wide
            last.top, last.bottom = max(last.top, top), min(last.bottom, bottom)
        else:
            found.append(Line(text, top, bottom))
        right = end
    return [line for line in found if tidy(_clean(line.text))]


def _pieces(page: Any) -> Iterator[tuple[str, float, float, float, float]]:
    for i in range(page.count_rects()):
        left, bottom, right, top = page.get_rect(i)
        text = page.get_text_bounded(left, bottom, right, top)
        for part in text.splitlines() if "\n" in text or "\r" in text else (text,):
            if part.strip():
                yield part, left, bottom, right, top


def _same_line(line: Line, bottom: float, top: float) -> bool:
    shared = min(line.top, top) - max(line.bottom, bottom)
    return shared > 0.5 * min(line.height, max(top - bottom, 0.1))


def blocks_of(pages: Sequence[Sequence[Line]]) -> tuple[list[Block], list[Mark]]:
    """The blocks of a document and where its pages begin; lines that frame every page are left out."""
    usual_step = _usual_step([line for page in pages for line in page])
    frame = _frame(pages, usual_step)
    lines = [(n, line) for n, page in enumerate(pages, 1) for line in _unframed(page, n, frame, usual_step)]
    usual_height = median([line.height for _, line in lines]) if lines else 1.0
    blocks: list[Block] = []
    marks: list[Mark] = []
    pending: list[tuple[int, Line]] = []
    for number, line in lines:
        if pending and _begins(pending[-1], (number, line), usual_height, usual_step):
            _finish(pending, blocks, marks, usual_height)
        pending.append((number, line))
    _finish(pending, blocks, marks, usual_height)
    return blocks, marks


def _begins(before: tuple[int, Line], now: tuple[int, Line], usual_height: float, usual_step: float) -> bool:
    (page, last), (number, line) = before, now
    if line.cells or last.cells or _STARTS.match(line.text):
        return True
    if _is_large(last, usual_height) != _is_large(line, usual_height):
        return True
    ended = bool(_ENDS.search(last.text.rstrip()))
    if number != page or line.top > last.top:  # another page or column
        return ended or line.text[:1].isupper()
    return last.bottom - line.bottom > GAP * usual_step


def _is_large(line: Line, usual: float) -> bool:
    return line.height > LARGER * usual


def _finish(pending: list[tuple[int, Line]], blocks: list[Block], marks: list[Mark], usual_height: float) -> None:
    if not pending:
        return
    text = tidy(_joined([line.text for _, line in pending]))
    if text:
        number = pending[0][0]
        name = f"page {number}"
        if not marks or marks[-1].name != name:
            marks.append(Mark(name, len(blocks)))
        blocks.append(Block(_kind(text, [line for _, line in pending], usual_height), text))
    pending.clear()


def _kind(text: str, lines: Sequence[Line], usual_height: float) -> BlockKind:
    if any(line.cells for line in lines):
        return BlockKind.TABLE_ROW
    if len(text) <= MAX_HEADING and all(_is_large(line, usual_height) for line in lines):
        return BlockKind.HEADING
    return BlockKind.LIST_ITEM if _BULLET.match(text) else BlockKind.PARAGRAPH


def _joined(lines: Sequence[str]) -> str:
    """The lines as running text; a word that was divided at the end of a line is one again."""
    found = ""
    for line in lines:
        text = line.strip(" \t\r\n")
        if _HYPHEN.search(found):
            found = found[:-1] + text
        elif found.endswith("-") and text[:1].islower():
            found += text
        else:
            found = f"{found} {text}" if found else text
    return _clean(_HYPHEN.sub("-", found))


def _clean(text: str) -> str:
    return readable(text.replace("\ufffe", "").replace("\x02", ""))


def _frame(pages: Sequence[Sequence[Line]], usual_step: float) -> frozenset[str]:
    """What stands at the top or bottom of most pages, the page's number apart: titles, dates."""
    if len(pages) < MIN_PAGES_OF_A_FRAME:
        return frozenset()
    counts: Counter[str] = Counter()
    for number, page in enumerate(pages, 1):
        counts.update({_numbered(line.text, number) for line in _edges(page, usual_step)})
    return frozenset(text for text, count in counts.items() if count > len(pages) / 2)


def _edges(page: Sequence[Line], usual_step: float) -> list[Line]:
    """The lines at either end of a page that stand apart from its text."""
    found: list[Line] = []
    for lines in (page, page[::-1]):
        apart = 0
        for i, (one, next_one) in enumerate(pairwise(lines[: EDGE_LINES + 1]), 1):
            if abs(one.bottom - next_one.bottom) > GAP * usual_step:
                apart = i
        found += lines[:apart]
    return found


def _unframed(page: Sequence[Line], number: int, frame: frozenset[str], usual_step: float) -> list[Line]:
    edges = {id(line) for line in _edges(page, usual_step) if _numbered(line.text, number) in frame}
    return [line for line in page if id(line) not in edges]


def _numbered(text: str, page: int) -> str:
    """The text with numbers that count with the pages told by how far they are ahead."""

    def ahead(found: re.Match[str]) -> str:
        by = int(found[0]) - page
        return f"#{by}" if abs(by) <= MAX_AHEAD else found[0]

    return re.sub(r"\d{1,4}", ahead, tidy(text))


def _usual_step(lines: Sequence[Line]) -> float:
    """The distance from line to line inside paragraphs, in points: the least one that is not rare.

    Where nearly every paragraph is a single line, what is between them would be taken for it: letters are not so far
    apart.
    """
    steps = [a.bottom - b.bottom for a, b in pairwise(lines) if 0 < a.bottom - b.bottom < 4 * a.height]
    counts = Counter(round(step) for step in steps)
    least = float(min((step for step, count in counts.items() if count >= RARE * len(steps)), default=14))
    return min(least, WIDEST * median(line.height for line in lines)) if lines else least
