"""PDFs by their text layer. The one door to PDFium; it runs where pages are read: in a child process with limits."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from monitor.extract import effective
from monitor.extract.characters import readable, tidy
from monitor.extract.pdf_layout import Line, blocks_of, lines_of
from monitor.extract.trace import Decision, Trace
from monitor.model import Block, BlockKind, Extraction, Mark, PageType, Pin, Text

LIBRARY: Final = f"pypdfium2 {version('pypdfium2')}"
VERSION: Final = f"1 ({LIBRARY})"
STEP: Final = "PDF"
MAX_BYTES: Final = 30_000_000
MAX_PAGES: Final = 400
MAX_CHARS: Final = 3_000_000
MAGIC_WITHIN: Final = 1_024  # bytes before the mark that readers tolerate
MIN_CHARS: Final = 20  # with less there is no text layer


def is_pdf(body: bytes) -> bool:
    """True for bytes that begin as a PDF does."""
    return b"%PDF-" in body[:MAGIC_WITHIN] and not body[:MAGIC_WITHIN].lstrip().startswith(b"<")


def extract(body: bytes, *, url: str, trace: Trace | None = None) -> Extraction:
    """The text of a PDF in blocks, each page's first one marked; degraded where there is no text to read."""
    if len(body) > MAX_BYTES:
        return _refused("too large")
    import pypdfium2  # 5 MB that only readers of PDFs need

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        return _refused("encrypted PDF" if "assword" in str(error) else "damaged PDF")
    try:
        return _read(document, url, trace)
    except pypdfium2.PdfiumError:
        return _refused("damaged PDF")
    finally:
        document.close()


def _read(document: Any, url: str, trace: Trace | None) -> Extraction:
    pages, notes = _pages(document)
    blocks, marks = blocks_of(pages)
    if sum(len(block.text) for block in blocks) < MIN_CHARS:
        return _refused("no text layer: a scan")
    told = document.get_metadata_dict(skip_empty=True)
    title = _clean(told.get("Title", "")) or _first_heading(blocks) or url.rpartition("/")[2]
    if trace is not None:
        trace.blocks = _decisions(blocks, marks)
    return Extraction(
        Text(
            title,
            tuple(blocks),
            published=_moment(told.get("CreationDate", "")),
            modified=_moment(told.get("ModDate", "")),
            canonical=url,
            type=PageType.PAGE,
            effective=effective.date_of([block.text for block in blocks], ""),
            marks=tuple(marks),
        ),
        STEP,
        VERSION,
        notes=tuple(notes),
        trail=(STEP,),
        pin=Pin(STEP, VERSION),
    )


def _pages(document: Any) -> tuple[list[list[Line]], list[str]]:
    """The lines of each page; notes say what was left out."""
    count, chars = len(document), 0
    found: list[list[Line]] = []
    for number in range(min(count, MAX_PAGES)):
        page = document[number]
        lines = lines_of(page.get_textpage())
        page.close()
        chars += sum(len(line.text) for line in lines)
        found.append(lines)
        if chars > MAX_CHARS:
            break
    cut = count > len(found)
    return found, [f"only the first {len(found)} of {count} pages were read"] if cut else []


def _decisions(blocks: list[Block], marks: list[Mark]) -> list[Decision]:
    names: dict[int, str] = {mark.first: mark.name for mark in marks}
    found, where = [], ""
    for i, block in enumerate(blocks):
        where = names.get(i, where)
        found.append(Decision(kept=True, kind=block.kind.value, text=block.text, why="in the text layer", where=where))
    return found


def _refused(reason: str) -> Extraction:
    text = Text("", (), type=PageType.PAGE)
    return Extraction(text, "none", VERSION, degraded=True, reason=reason, trail=(STEP,))


def _clean(text: str) -> str:
    return tidy(readable(text))


def _first_heading(blocks: list[Block]) -> str:
    return next((block.text for block in blocks[:5] if block.kind is BlockKind.HEADING), "")


def _moment(text: str) -> str:
    """`D:20260301120000+01'00'` in ISO 8601."""
    import re

    told = re.match(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(Z|[+-]\d\d'?\d\d)?", text)
    if not told or not told[3]:
        return ""
    from monitor.extract.metadata import moment

    zone = (told[7] or "").replace("'", "")
    zone = f"{zone[:3]}:{zone[3:]}" if len(zone) > 1 else zone
    clock = f"T{told[4]}:{told[5]}:{told[6] or '00'}{zone}" if told[5] else ""
    return moment(f"{told[1]}-{told[2]}-{told[3]}{clock}")
