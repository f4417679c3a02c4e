"""Pages that are no news: thirty documents of our own in six layouts, edited one by one, and the noise around them."""

from __future__ import annotations

import html as entities
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bench.extract.clauses import MATTERS, Matter
from bench.extract.stability import Tally
from monitor.extract import extract, gate
from monitor.model import PageType, Reading
from monitor.snapshot import fingerprint

URL: Final = "https://office.example/documents/{number}"


@dataclass(frozen=True, slots=True)
class Form:
    """What of a document's markup is no word of it: where its numbers begin, where its link leads, what turns."""

    start: int = 1
    target: str = "/annex/3"
    turn: int = 0


Layout = Callable[[Matter, Form], str]


def _link(matter: Matter, form: Form) -> str:
    return f"<a href='{form.target}?utm_source=v{form.turn}'>{_text(matter.link)}</a>"


def _text(words: str) -> str:
    return entities.escape(words)


def _table(matter: Matter, tag: str = "td") -> str:
    head = "".join(f"<th>{_text(cell)}</th>" for cell in matter.rows[0])
    rows = "".join(f"<tr>{''.join(f'<{tag}>{_text(cell)}</{tag}>' for cell in row)}</tr>" for row in matter.rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _terms(matter: Matter) -> str:
    return "<dl>" + "".join(f"<dt>{_text(a)}</dt><dd>{_text(b)}</dd>" for a, b in matter.terms) + "</dl>"


def _clauses(matter: Matter) -> list[str]:
    parts = "".join(f"<li>{_text(part)}</li>" for part in matter.parts)
    lines = [_text(clause) for clause in matter.clauses]
    lines[1] += f"<ol type='a'>{parts}</ol>"
    return lines


def nested_lists(matter: Matter, form: Form) -> str:
    """Numbered lists in lists."""
    items = "".join(f"<li>{line}</li>" for line in _clauses(matter))
    return f"<main><h1>{_text(matter.title)}</h1><p>{_text(matter.since)}</p><ol start='{form.start}'>{items}</ol>{_terms(matter)}{_table(matter)}<p>{_link(matter, form)}</p></main>"  # noqa: E501


def plain_divs(matter: Matter, form: Form) -> str:
    """Divs without names, with hashed classes that turn."""
    lines = "".join(
        f"<div class='css-{form.turn}{i}x'><div>{i}. {line}</div></div>"
        for i, line in enumerate(_clauses(matter), form.start)
    )
    return f"<div id='root-{form.turn}'><div><h1>{_text(matter.title)}</h1><div>{_text(matter.since)}</div>{lines}<div>{_terms(matter)}</div>{_table(matter)}<div>{_link(matter, form)}</div></div></div>"  # noqa: E501


def accordions(matter: Matter, form: Form) -> str:
    """Panels that are folded away."""
    panels = "".join(
        f"<section><h2><button aria-expanded='false' aria-controls='p{i}'>{i + form.start}</button></h2>"
        f"<div id='p{i}' hidden><p>{line}</p></div></section>"
        for i, line in enumerate(_clauses(matter))
    )
    more = f"<details><summary>{_text(matter.link)}</summary>{_terms(matter)}{_table(matter)}<p>{_link(matter, form)}</p></details>"  # noqa: E501
    return f"<div role='main'><h1>{_text(matter.title)}</h1><p>{_text(matter.since)}</p>{panels}{more}</div>"


def form_page(matter: Matter, form: Form) -> str:
    """A register inside one form, as old systems make them."""
    lines = "".join(f"<p>{i}. {line}</p>" for i, line in enumerate(_clauses(matter), form.start))
    return f"<form id='aspnetForm'><input type='hidden' value='{form.turn}'><div id='content'><h1>{_text(matter.title)}</h1><p>{_text(matter.since)}</p>{_table(matter)}{lines}{_terms(matter)}<p>{_link(matter, form)}</p></div></form>"  # noqa: E501


def table_layout(matter: Matter, form: Form) -> str:
    """A page that is laid out by tables."""
    lines = "".join(f"<p>{i}. {line}</p>" for i, line in enumerate(_clauses(matter), form.start))
    inner = f"<h1>{_text(matter.title)}</h1><p>{_text(matter.since)}</p>{lines}{_terms(matter)}{_table(matter)}<p>{_link(matter, form)}</p>"  # noqa: E501
    return f"<table><tr><td width='150'><a href='/'>Start</a><br><a href='/az'>A to Z</a></td><td>{inner}</td></tr></table>"  # noqa: E501


def law(matter: Matter, form: Form) -> str:
    """Sections with anchors and a table of contents, as law sites have them."""
    toc = "".join(f"<li><a href='#s{i}'>{i}</a></li>" for i in range(len(matter.clauses)))
    lines = "".join(
        f"<section id='s{i}'><h3>{i + form.start}</h3><div class='text'>{line}</div></section>"
        for i, line in enumerate(_clauses(matter))
    )
    return f"<article class='law'><h1>{_text(matter.title)}</h1><div class='meta'>{_text(matter.since)}</div><ul>{toc}</ul>{lines}{_terms(matter)}{_table(matter)}<p>{_link(matter, form)}</p></article>"  # noqa: E501


LAYOUTS: Final[tuple[Layout, ...]] = (nested_lists, plain_divs, accordions, form_page, table_layout, law)


def page(layout: Layout, matter: Matter, form: Form) -> bytes:
    """The document with what a site puts around it; `form.turn` is another look."""
    turn = form.turn
    around = (
        f"<nav><a href='/{turn}'>Start</a> <a href='/az'>A-Z</a></nav>",
        (
            f"<div class='related-links'><h3>More</h3><ul><li><a href='/n/{turn}'>News {turn}</a></li></ul></div>"
            f"<div class='cookie-banner'><p>We use cookies and {turn + 20} partners do.</p></div>"
            f"<footer>{turn}</footer>"
        ),
    )
    head = f"<head><meta charset='utf-8'><title>{_text(matter.title)}</title><script>var t={turn}</script></head>"
    return f"<!doctype html><html lang='{matter.language}'>{head}<body>{around[0]}{layout(matter, form)}{around[1]}</body></html>".encode()  # noqa: E501


def edits(matter: Matter, form: Form) -> Iterator[tuple[str, Matter, Form]]:
    """Every kind of edit: each clause, number, part, definition and cell once, the link, the first number, the date."""
    for i, clause in enumerate(matter.clauses):
        words = clause.split(" ") if " " in clause else [clause[:6], clause[6:]]
        changed = (*matter.clauses[:i], " ".join([*words[:-1], matter.other, words[-1]]), *matter.clauses[i + 1 :])
        yield "clause", replace(matter, clauses=changed), form
        gone = (*matter.clauses[:i], *matter.clauses[i + 1 :])
        if i > 1:
            yield "clause removed", replace(matter, clauses=gone), form
        digits = "".join(str((int(c) + 1) % 10) if c.isdigit() else c for c in clause)
        if digits != clause:
            yield "number", replace(matter, clauses=(*matter.clauses[:i], digits, *matter.clauses[i + 1 :])), form
    for i, part in enumerate(matter.parts):
        yield (
            "part",
            replace(matter, parts=(*matter.parts[:i], part + " " + matter.other, *matter.parts[i + 1 :])),
            form,
        )
    yield "part removed", replace(matter, parts=matter.parts[1:]), form
    for i, (term, meaning) in enumerate(matter.terms):
        longer = (term, f"{meaning} {matter.other}")
        yield "definition", replace(matter, terms=(*matter.terms[:i], longer, *matter.terms[i + 1 :])), form
    for i in range(1, len(matter.rows)):
        for j, cell in enumerate(matter.rows[i]):
            row = (*matter.rows[i][:j], cell + "1", *matter.rows[i][j + 1 :])
            yield "table cell", replace(matter, rows=(*matter.rows[:i], row, *matter.rows[i + 1 :])), form
    yield "link target", matter, replace(form, target="/annex/4")
    yield "first number", matter, replace(form, start=2)
    yield "date", replace(matter, since=matter.since.replace("2026", "2027")), form


def measure() -> tuple[Tally, Tally, int, int, int]:
    """Missed edits, false changes, how many documents there are, were taken for one unasked, and said their date."""
    missed, false = Tally(), Tally()
    count = guessed = dated = 0
    for matter in MATTERS:
        for layout in LAYOUTS:
            count += 1
            url = URL.format(number=count)
            first = page(layout, matter, Form())
            text = extract(first, url=url + "/terms").text
            guessed += text.type is PageType.PAGE
            dated += text.effective.startswith("2026-")
            old = _look(first, url)
            again = _look(page(layout, matter, Form(turn=7)), url)
            false.add(layout.__name__, hit=old[0] != again[0] and old[1] != again[1])
            for kind, other, form in edits(matter, Form()):
                new = _look(page(layout, other, form), url)
                missed.add(kind, hit=old[0] == new[0] or old[1] == new[1])
    return missed, false, count, guessed, dated


def _look(body: bytes, url: str) -> tuple[str, str]:
    """Gate and fingerprint of a page that is known for a document."""
    reading = Reading(PageType.PAGE)
    return gate(body, reading), fingerprint(extract(body, url=url, reading=reading).text)
