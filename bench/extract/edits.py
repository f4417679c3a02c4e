"""True edits that must show, seeded. Where a page lacks what is to be edited, both versions get it first."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final, Protocol

from lxml import html

from bench.extract.ground import Ground


class Edit(Protocol):
    """Makes an edit, or (`after` false) only what must be there before it; False where it can not be made here."""

    def __call__(self, ground: Ground, dice: random.Random, *, after: bool) -> bool:
        """True if it could be made."""
        ...


def _one(ground: Ground, dice: random.Random) -> html.HtmlElement:
    return dice.choice(ground.paragraphs[1:-1])


def _replace(element: html.HtmlElement, pattern: str, new: Callable[[str], str], dice: random.Random) -> bool:
    """Replace one match of the pattern somewhere below the element."""
    places = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in {"script", "style"}:
            places += [(node, "text", m) for m in re.finditer(pattern, node.text or "")]
            if node is not element:
                places += [(node, "tail", m) for m in re.finditer(pattern, node.tail or "")]
    if not places:
        return False
    node, field, match = dice.choice(places)
    text = str(getattr(node, field))
    setattr(node, field, text[: match.start()] + new(match[0]) + text[match.end() :])
    return True


def headline(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """One word of the h1 that is the headline by the page's own word."""
    told = set(re.findall(r"\w+", str(ground.tree.xpath("string(//meta[@property='og:title']/@content)")).lower()))
    shown = [(h, set(re.findall(r"\w+", h.text_content().lower()))) for h in ground.tree.iter("h1")]
    title = next((h for h, words in shown if words and len(words & told) > len(words) / 2), None)
    if title is None:
        return False
    return not after or _replace(title, r"\w{3,}", lambda w: w[::-1] + "a", dice)


def word(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """One word of a paragraph."""
    return not after or _replace(_one(ground, dice), r"\w{3,}", lambda w: w[:-1] + "xo", dice)


def number(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """One number of a paragraph."""
    element = _one(ground, dice)
    added = html.fragment_fromstring(f"<span> ({dice.randint(12, 19)} 345)</span>")
    element.append(added)
    return not after or _replace(element, r"\d+", lambda n: str(int(n) + 3), dice)


def name(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A name in a paragraph."""
    element = _one(ground, dice)
    element.append(html.fragment_fromstring(f"<span> ({'Anna Berk' if after else 'Anne Berg'})</span>"))
    return True


def link(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """The words of a link in a paragraph."""
    element = _one(ground, dice)
    words = "the second report" if after else "the first report"
    element.append(html.fragment_fromstring(f"<a href='https://x.example/report'>{words}</a>"))
    return True


def list_item(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """An item of a list in the body."""
    items = ["The bridge opens at nine", f"Buses run every {12 if after else 10} minutes", "Tickets cost four euros"]
    insert(ground, dice, f"<ul>{''.join(f'<li>{i}</li>' for i in items)}</ul>")
    return True


def table_cell(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A cell of a table in the body."""
    rows = [("Year", "Visitors"), ("2024", "12,400"), ("2025", "13,900" if after else "13,100")]
    cells = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    insert(ground, dice, f"<table><tbody>{cells}</tbody></table>")
    return True


def quote(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A word of a quotation set apart."""
    verb = "should" if after else "must"
    insert(
        ground,
        dice,
        f"<blockquote><p>“Nobody {verb} sleep on the ferry again,” she told the committee.</p></blockquote>",
    )
    return True


def caption(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """The caption of a picture in the body, or above it."""
    when = "Tuesday" if after else "Monday"
    text = f"The old quay on {when} morning, seen from the northern bank."
    markup = f"<figure><img src='/quay.jpg' alt=''><figcaption>{text}</figcaption></figure>"
    if dice.random() < 0.3:
        ground.paragraphs[0].addprevious(html.fragment_fromstring(markup))
    else:
        insert(ground, dice, markup)
    return True


def _note(markup: str) -> Edit:
    def edit(ground: Ground, dice: random.Random, *, after: bool) -> bool:
        if after:
            place = ground.paragraphs[-1] if dice.random() < 0.7 else ground.paragraphs[0]
            element = html.fragment_fromstring(markup)
            if place is ground.paragraphs[0]:
                place.addprevious(element)
            else:
                _behind(place, element)
        return True

    return edit


def added(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A new paragraph."""
    if after:
        insert(ground, dice, "<p>The company did not answer questions about the second vessel on Thursday evening.</p>")
    return True


def removed(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A paragraph less."""
    if after:
        element = _one(ground, dice)
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return True


def swapped(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """Two paragraphs change places."""
    if after:
        at = dice.randrange(len(ground.paragraphs) - 1)
        one, two = ground.paragraphs[at], ground.paragraphs[at + 1]
        one.text, two.text = two.text, one.text
        mine, theirs = list(one), list(two)
        one.extend(theirs)
        two.extend(mine)
    return True


def last_sentence(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A word of the last paragraph."""
    return not after or _replace(ground.paragraphs[-1], r"\w{3,}", lambda w: w[:-1] + "xo", dice)


def first_sentence(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A word of the first paragraph."""
    return not after or _replace(ground.paragraphs[0], r"\w{3,}", lambda w: w[:-1] + "xo", dice)


def subheading(ground: Ground, dice: random.Random, *, after: bool) -> bool:
    """A word of a heading between paragraphs."""
    insert(ground, dice, f"<h2>What the {'council' if after else 'mayor'} says</h2>")
    return True


def insert(ground: Ground, dice: random.Random, markup: str) -> None:
    """Put elements behind one of the paragraphs."""
    place = _one(ground, dice)
    for element in reversed(html.fragments_fromstring(markup)):
        _behind(place, element)


def last_one(ground: Ground, markup: str) -> None:
    """Put an element right below the last paragraph."""
    _behind(ground.paragraphs[-1], html.fragment_fromstring(markup))


def _behind(place: html.HtmlElement, element: html.HtmlElement) -> None:
    element.tail, place.tail = place.tail, None
    place.addnext(element)


NOTE: Final = "an earlier version of this article gave the wrong year for the opening of the bridge."
EDITS: Final[dict[str, Edit]] = {
    "headline": headline,
    "word": word,
    "number": number,
    "name": name,
    "link": link,
    "list": list_item,
    "table cell": table_cell,
    "quote": quote,
    "caption": caption,
    "correction, named": _note(f"<div class='correction'><p>Correction: {NOTE}</p></div>"),
    "correction in a div": _note(f"<div>Correction: {NOTE}</div>"),
    "correction in italics": _note(f"<p><em>This article was amended on Tuesday. A{NOTE[1:]}</em></p>"),
    "paragraph added": added,
    "paragraph removed": removed,
    "paragraphs swapped": swapped,
    "first paragraph": first_sentence,
    "last paragraph": last_sentence,
    "subheading": subheading,
}
EXACT: Final = ("word", "number", "caption", "correction, named", "correction in a div", "correction in italics")
