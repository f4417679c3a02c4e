# ruff: noqa: E501 - markup reads best on one line
"""Pages that are no news: numbers, rows, definitions, folded panels and link targets are kept, and every edit in them shows."""

from __future__ import annotations

import pytest

from bench.extract.pdfs import document, pdf
from monitor.extract import extract, gate
from monitor.model import BlockKind, Extraction, PageType, Reading
from monitor.snapshot import fingerprint

URL = "https://harbour.example/legal/terms-of-carriage"
PAGE = Reading(PageType.PAGE)
TERMS = """<!doctype html><html lang='en'><head><title>Terms of carriage</title></head><body>
<nav><a href='/'>Home</a> <a href='/tickets'>Tickets</a></nav>
<main><h1>Terms of carriage</h1><p>Effective date: 3 May 2026</p>
<h2>Duties</h2>
<ol start='3'><li>The passenger pays the fare of 12 euros.</li><li>The company carries
 <ol type='a'><li>the passenger,</li><li>one bag of at most 20 kg.</li></ol></li></ol>
<table><tr><th>Route</th><th>Fare</th></tr><tr><td>North quay</td><td>12.00</td></tr></table>
<dl><dt>Bag</dt><dd>A case with handles.</dd></dl>
<details><summary>May I bring a bicycle?</summary><p>Yes, for 3 euros.</p></details>
<div class='accordion'><button aria-expanded='false' aria-controls='p1'>And a dog?</button><div id='p1' hidden>Dogs travel free on the upper deck.</div></div>
<p>See our <a href='/privacy?utm_source=footer'>privacy notice</a> and <a href='#top'>go up</a>.</p></main>
<footer>Harbour Company</footer></body></html>"""


def read(markup: str = TERMS) -> Extraction:
    return extract(markup.encode(), url=URL, reading=PAGE)


def lines(markup: str = TERMS) -> list[str]:
    return [block.text for block in read(markup).text.blocks]


def test_the_whole_main_content_is_kept_with_numbers_rows_and_targets() -> None:
    assert lines() == [
        "Effective date: 3 May 2026",
        "Duties",
        "3. The passenger pays the fare of 12 euros.",
        "4. The company carries",
        "a. the passenger,",
        "b. one bag of at most 20 kg.",
        "Route | Fare",
        "North quay | 12.00",
        "Bag",
        "A case with handles.",
        "May I bring a bicycle?",
        "Yes, for 3 euros.",
        "And a dog?",
        "Dogs travel free on the upper deck.",
        "See our privacy notice (https://harbour.example/privacy) and go up.",
    ]
    assert read().text.effective == "2026-05-03"
    assert read().text.links == ("https://harbour.example/privacy",)


def test_such_a_page_is_recognised_by_its_name_and_news_is_not() -> None:
    assert extract(TERMS.encode(), url=URL).text.type is PageType.PAGE
    news = TERMS.replace(
        "</head>", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Terms"}</script></head>'
    )
    assert extract(news.encode(), url=URL).text.type is PageType.NEWS
    assert extract(TERMS.encode(), url=URL, reading=Reading(PageType.NEWS)).text.type is PageType.NEWS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 euros", "13 euros"), ("12.00", "13.00"), ("start='3'", "start='4'"), ("type='a'", "type='i'"),
        ("/privacy?", "/privacy-notice?"), ("upper deck", "lower deck"), ("with handles", "with wheels"),
        ("for 3 euros", "for 4 euros"), ("3 May 2026", "4 May 2026"), ("at most 20", "at most 23"),
        ("<li>the passenger,</li>", ""), ("And a dog?", "And a cat?"), ("<h2>Duties", "<h2>Rights"),
    ],
)  # fmt: skip
def test_every_edit_shows_through_gate_and_fingerprint(old: str, new: str) -> None:
    after = TERMS.replace(old, new)
    assert after != TERMS
    assert gate(TERMS.encode(), PAGE) != gate(after.encode(), PAGE)
    assert fingerprint(read().text) != fingerprint(read(after).text)


def test_tracking_and_churn_in_attributes_are_no_edit() -> None:
    other = TERMS.replace("utm_source=footer", "utm_source=mail&utm_medium=x").replace("<p>", "<p class='css-1x'>")
    assert fingerprint(read(other).text) == fingerprint(read().text)


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("Stand: 1. Januar 2025", "de", "2025-01-01"),
        ("Gültig ab 15.03.2026", "de", "2026-03-15"),
        ("En vigueur depuis le 1er mars 2026", "fr", "2026-03-01"),
        ("Última actualización: 3 de mayo de 2026", "es", "2026-05-03"),
        ("Ultimo aggiornamento: 12 giugno 2026", "it", "2026-06-12"),
        ("Laatst bijgewerkt op 4 april 2026", "nl", "2026-04-04"),
        ("Last updated March 3, 2026", "en", "2026-03-03"),
        ("施行日：2026年4月1日", "ja", "2026-04-01"),
        ("The effective rate was 3.2 in the year 2026", "en", ""),
    ],
)
def test_since_when_it_holds_is_read_in_many_languages(line: str, language: str, day: str) -> None:
    markup = TERMS.replace("Effective date: 3 May 2026", line).replace("lang='en'", f"lang='{language}'")
    assert read(markup).text.effective == day


CLAUSES = [
    f"{n}. The carrier answers for damage to bag number {n} that it has taken on board, up to the sum of {n * 10} euros, in all cases."
    for n in range(1, 30)
]


def test_a_pdf_is_read_by_its_text_layer_with_page_numbers() -> None:
    found = extract(document(CLAUSES), url="https://harbour.example/terms.pdf", content_type="application/pdf")
    assert not found.degraded, found.reason
    assert found.text.title == "Terms of carriage"
    assert [b.text for b in found.text.blocks if b.kind is not BlockKind.HEADING] == CLAUSES
    assert [mark.name for mark in found.text.marks] == ["page 1", "page 2", "page 3"]
    assert found.text.blocks[found.text.marks[1].first].text == CLAUSES[12]
    assert found.text.type is PageType.PAGE
    assert found.text.modified == "2026-03-01T12:00:00Z"


def test_a_changed_number_in_a_pdf_shows_and_a_new_clause_moves_no_other() -> None:
    before = extract(document(CLAUSES), url=URL).text
    edited = extract(document([*CLAUSES[:4], CLAUSES[4].replace("50", "55"), *CLAUSES[5:]]), url=URL).text
    longer = extract(document([CLAUSES[0], "1a. Dogs travel free.", *CLAUSES[1:]]), url=URL).text
    assert sum(a != b for a, b in zip(before.blocks, edited.blocks, strict=True)) == 1
    assert {b.text for b in longer.blocks} - {b.text for b in before.blocks} == {"1a. Dogs travel free."}


def test_rows_of_a_table_in_a_pdf_are_rows() -> None:
    rows = [(11.0, 60.0, 700.0 - 16 * i, f"Route {i}") for i in range(4)] + [
        (11.0, 300.0, 700.0 - 16 * i, f"{i}.50") for i in range(4)
    ]
    ordered = sorted(rows, key=lambda row: (-row[2], row[1]))
    found = extract(pdf([ordered]), url=URL)
    assert [b.text for b in found.text.blocks] == [f"Route {i} | {i}.50" for i in range(4)]


@pytest.mark.parametrize(("body", "reason"), [(pdf([[]]), "no text layer: a scan"), (b"%PDF-1.7\njunk", "damaged PDF")])
def test_a_pdf_without_text_is_degraded_with_a_reason(body: bytes, reason: str) -> None:
    found = extract(body, url=URL)
    assert (found.degraded, found.reason) == (True, reason)
