"""Prints the table of targets and holds each figure to its floor: python -m bench.extract [KINDS_PER_PAGE]."""

from __future__ import annotations

import sys
from typing import Final

from bench import floors
from bench.extract import agreement, documents, facts, pages, pdf_documents, speed, unseen
from bench.extract.edits import EDITS, EXACT
from bench.extract.ground import Lot
from bench.extract.stability import false_changes, missed_edits
from monitor.extract import extract
from monitor.model import BlockKind

KINDS_PER_PAGE: Final = 3
TARGETS: Final[floors.Targets] = {
    "shingle_f1": ("least", 0.962),
    "shingle_f1_without_captions": ("least", 0.962),
    "paragraph_f1": ("least", 0.90),
    "paragraph_f1_without_captions": ("least", 0.90),
    "less_than_half": ("most", 0.007),
    "false_named": ("most", 0.005),
    "false_all_at_once": ("most", 0.0),
    "false_appearing": ("most", 0.005),
    "false_unnamed_one_look": ("most", 0.25),
    "false_unnamed_confirmed": ("most", 0.05),
    "false_churn": ("most", 0.0),
    "missed_edits": ("most", 0.005),
    "missed_exact": ("most", 0.0),
    "date": ("least", 0.94),
    "modified": ("least", 0.88),
    "authors": ("least", 0.85),
    "documents_missed": ("most", 0.0),
    "pdfs_missed": ("most", 0.0),
    "full_to_trafilatura": ("most", 1.2),
    "gate_to_trafilatura": ("most", 0.2),
}


def main(kinds_per_page: int) -> int:
    """How many figures miss their pinned floor."""
    found = pages.load()
    if not found:
        print("no pages: set REDLINE_DATA")
        return 0
    figures = reading(found) | stability(found, kinds_per_page) | whole_pages() | speeds(found)
    return floors.check("extract", figures, targets=TARGETS)


def reading(found: list[pages.Expected]) -> dict[str, float]:
    """Agreement with the expected text and facts."""
    results = [extract(page.body, url=page.url).text for page in found]
    whole = [[b.text for b in text.blocks] for text in results]
    bare = [[b.text for b in text.blocks if b.kind is not BlockKind.CAPTION] for text in results]
    told, count = facts.modified(found, results)
    print(f"modified: {count} pages say it")
    short = sum(agreement.recall_of(page, blocks) < 0.5 for page, blocks in zip(found, whole, strict=True))
    return {
        "shingle_f1": agreement.shingles(found, whole).f1,
        "shingle_f1_without_captions": agreement.shingles(found, bare).f1,
        "paragraph_f1": agreement.paragraphs(found, whole).f1,
        "paragraph_f1_without_captions": agreement.paragraphs(found, bare).f1,
        "less_than_half": short / len(found),
        "date": facts.dates(found, results),
        "modified": told,
        "authors": facts.authors(found, results),
        "titles": facts.titles(found, results),
    }


def stability(found: list[pages.Expected], kinds_per_page: int) -> dict[str, float]:
    """False changes and missed edits."""
    lots = [lot for lot in map(Lot, found) if lot.fits]
    missed = missed_edits(lots, kinds_per_page)
    figures = {"missed_edits": missed.share(), "missed_exact": missed.share(EXACT)}
    print(f"{len(lots)} pages, {sum(missed.tried.values())} edits of {len(EDITS)} kinds")
    print(f"missed: {missed.worst() or 'none'}")
    for name, tally in false_changes(lots, kinds_per_page).items():
        figures["false_" + name.replace(", ", "_").replace(" ", "_")] = tally.share()
        if tally.worst():
            print(f"false changes, {name}: {tally.worst()} of {sum(tally.tried.values())}")
    for name, tally in unseen.measure(lots).items():
        figures[f"unseen_{name.replace(', ', '_').replace(' ', '_')}"] = tally.share()
        if tally.worst():
            print(f"kinds that nothing was made against, {name}: {tally.worst()} of {sum(tally.tried.values())}")
    return figures


def whole_pages() -> dict[str, float]:
    """Documents of our own: edits that were missed, and looks at the same one that differ."""
    missed, false, count, recognised, dated = documents.measure()
    print(f"{count} documents, {sum(missed.tried.values())} edits; missed: {missed.worst() or 'none'}")
    of_pdfs, false_of_pdfs, pdfs = pdf_documents.measure()
    print(f"{pdfs} PDFs, {sum(of_pdfs.tried.values())} edits; missed: {of_pdfs.worst() or 'none'}")
    return {
        "pdfs_missed": of_pdfs.share(),
        "pdfs_false": false_of_pdfs.share(),
        "documents_missed": missed.share(),
        "documents_false": false.share(),
        "documents_recognised": recognised / count,
        "documents_dated": dated / count,
    }


def speeds(found: list[pages.Expected]) -> dict[str, float]:
    """CPU time."""
    full, same, ms = speed.ratios(found)
    print(f"trafilatura fast: {ms:.1f} ms a page")
    return {"full_to_trafilatura": full, "gate_to_trafilatura": same}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KINDS_PER_PAGE))
