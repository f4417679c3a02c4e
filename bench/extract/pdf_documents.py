"""The documents of the bench as PDFs: clauses over several lines and pages, indented parts, columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bench.extract.clauses import MATTERS, Matter
from bench.extract.documents import Form, edits
from bench.extract.pdfs import Placed, pdf, wrapped
from bench.extract.stability import Tally
from monitor.extract import extract
from monitor.model import Text
from monitor.snapshot import fingerprint

URL: Final = "https://office.example/terms.pdf"
LETTERS: Final = "latin-1"  # what the one font that is built into every reader can show
NOT_SHOWN: Final = frozenset({"link target"})  # a text layer has no targets
LEFT, INDENT, TOP, BOTTOM, LINE, GAP = 60.0, 90.0, 780.0, 90.0, 14.0, 12.0
COLUMNS: Final = (60.0, 240.0, 400.0)


class Sheet:
    """Lines set one below the other; a page that is full is followed by the next."""

    def __init__(self, foot: str) -> None:
        self.pages: list[list[Placed]] = [[]]
        self._foot = foot
        self._y = TOP
        self._number()

    def paragraph(self, text: str, *, x: float = LEFT, size: float = 11.0) -> None:
        """Some lines, and room below them."""
        for part in wrapped(text):
            self._line(((x, part),), size)
        self._y -= GAP

    def row(self, cells: tuple[str, ...]) -> None:
        """Cells side by side."""
        self._line(tuple(zip(COLUMNS, cells, strict=False)), 11.0)

    def _line(self, pieces: tuple[tuple[float, str], ...], size: float) -> None:
        if self._y < BOTTOM:
            self.pages.append([])
            self._y = TOP
            self._number()
        self.pages[-1] += [(size, x, self._y, text) for x, text in pieces]
        self._y -= LINE + size - 11.0

    def _number(self) -> None:
        self.pages[-1].append((8.0, 280.0, 30.0, f"{self._foot} - {len(self.pages)}"))


def laid_out(matter: Matter, form: Form) -> bytes:
    """The document; `form.turn` is another export of it, with another date in its file."""
    sheet = Sheet("Office of documents")
    sheet.paragraph(matter.title, size=18.0)
    sheet.paragraph(matter.since)
    for number, clause in enumerate(matter.clauses, form.start):
        sheet.paragraph(f"{number}. {clause}")
        if clause == matter.clauses[1]:
            for letter, part in zip("abcdef", matter.parts, strict=False):
                sheet.paragraph(f"{letter}) {part}", x=INDENT)
    for term, meaning in matter.terms * 40:  # to fill a few pages
        sheet.paragraph(f"{term}: {meaning}")
    for row in matter.rows:
        sheet.row(row)
    return pdf(sheet.pages, title=matter.title, day=form.turn + 1)


def matters() -> Iterator[Matter]:
    """Those that the font can show."""
    for matter in MATTERS:
        try:
            str(matter).encode(LETTERS)
        except UnicodeEncodeError:
            continue
        yield matter


def measure() -> tuple[Tally, Tally, int]:
    """Missed edits, false changes, and how many documents there are."""
    missed, false, count = Tally(), Tally(), 0
    for matter in matters():
        count += 1
        old = _read(laid_out(matter, Form()))
        again = _read(laid_out(matter, Form(turn=7)))
        false.add(matter.language, hit=fingerprint(old) != fingerprint(again))
        for kind, other, form in edits(matter, Form()):
            if kind not in NOT_SHOWN:
                missed.add(kind, hit=fingerprint(_read(laid_out(other, form))) == fingerprint(old))
    return missed, false, count


def _read(body: bytes) -> Text:
    return extract(body, url=URL).text
