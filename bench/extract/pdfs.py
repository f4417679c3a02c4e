# ruff: noqa: E501 - markup reads best on one line
"""Small PDFs made by hand: lines of Helvetica at given places, a page a list."""

from __future__ import annotations

from collections.abc import Sequence

Placed = tuple[float, float, float, str]  # size, x, y in points from the lower left, text


def pdf(pages: Sequence[Sequence[Placed]], *, title: str = "", day: int = 1) -> bytes:
    """A PDF with these lines; `day` of March is when it says that it was altered."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        stream = b"\n".join(
            b"BT /F1 %g Tf %g %g Td (%b) Tj ET" % (size, x, y, _escaped(text)) for size, x, y, text in lines
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%b) /ModDate (D:202603%02d120000Z) >>" % (_escaped(title), day))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)


def document(clauses: Sequence[str], *, per_page: int = 12, title: str = "Terms of carriage") -> bytes:
    """A document with a heading, clauses of one or more lines, and page numbers in its foot."""
    pages: list[list[Placed]] = []
    for first in range(0, len(clauses), per_page):
        lines: list[Placed] = [(18, 60, 790, title)] if first == 0 else []
        y = 750.0
        for clause in clauses[first : first + per_page]:
            for part in wrapped(clause):
                lines.append((11, 60, y, part))
                y -= 14
            y -= 12
        number = len(pages) + 1
        lines.append((8, 280, 30, f"Harbour Company - page {number}"))
        pages.append(lines)
    return pdf(pages, title=title)


def wrapped(text: str, width: int = 80) -> list[str]:
    """The text in lines of at most so many characters."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def _escaped(text: str) -> bytes:
    return text.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
