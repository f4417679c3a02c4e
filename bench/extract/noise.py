"""What turns around an article and is no edit: a seeded generator of boxes and of churn in the markup.

A box has a place that its page decides and a content that the look decides. It comes with a telling name, or as plain
divs with hashed class names.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import html

from bench.extract.ground import Ground
from bench.extract.phrasebook import BOOKS, Book, headline, language_of

Fill = Callable[[Book, random.Random, int], str]  # the form of the box (0 or 1) is its page's, too


@dataclass(frozen=True, slots=True)
class Box:
    """One kind of box: the name that a site would give it, where it may stand, and its content."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    fill: Fill


def _links(book: Book, dice: random.Random, low: int = 3, high: int = 6) -> str:
    items = "".join(
        f"<li><a href='/n/{dice.randrange(10**6)}'>{headline(book, dice)}</a></li>"
        for _ in range(dice.randint(low, high))
    )
    return f"<ul>{items}</ul>"


def _cards(book: Book, dice: random.Random) -> str:
    """Teasers: a linked headline and a line of text that is no link."""
    return "".join(
        f"<div><a href='/n/{dice.randrange(10**6)}'>{headline(book, dice)}</a><p>{dice.choice(book.pitches)}</p></div>"
        for _ in range(dice.randint(2, 4))
    )


def _ad(book: Book, dice: random.Random, form: int) -> str:
    if form:
        return f"<div>{book.ad}</div><p>{dice.choice(book.offers)}. {dice.choice(book.offers)}.</p>"
    return (
        f"<div>{book.ad}</div><a href='https://ads.example/{dice.randrange(10**6)}'>"
        f"<img src='/ad{dice.randrange(99)}.png' alt=''>{dice.choice(book.offers)}</a>"
    )


def _related(book: Book, dice: random.Random, form: int) -> str:
    return f"<h3>{book.related}</h3>{_cards(book, dice) if form else _links(book, dice)}"


def _most_read(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return f"<h3>{book.most_read}</h3>{_links(book, dice, 4, 6).replace('ul>', 'ol>')}"


def _newsletter(book: Book, dice: random.Random, form: int) -> str:
    words = f"<h3>{book.sign_up.format(name=dice.choice(book.letters))}</h3><p>{dice.choice(book.pitches)}</p>"
    if form:
        return f"{words}<a href='/letters/{dice.randrange(99)}'>{book.join}</a>"
    return f"{words}<form action='/letter'><input type='email' name='m'><button>{book.join}</button></form>"


def _shares(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return f"<span>{dice.randrange(3, 9000):,}</span> <span>{book.shares}</span>"


def _comments(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return f"<a href='#comments'>{dice.randrange(2, 900)} {book.comments}</a>"


def _ticker(book: Book, dice: random.Random, form: int) -> str:
    opened, closed = ("<span>", "</span>") if form else (f"<a href='/l/{dice.randrange(10**6)}'>", "</a>")
    lines = "".join(
        f"<li><time>{dice.randrange(24):02}:{dice.randrange(60):02}</time> {opened}{headline(book, dice)}{closed}</li>"
        for _ in range(dice.randint(2, 4))
    )
    return f"<strong>{book.live}</strong><ul>{lines}</ul>"


def _relative(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return f"<span>{book.ago.format(n=dice.randint(2, 55))}</span>"


def _cookies(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return (
        f"<p>{book.cookies.format(n=dice.randint(20, 900))}</p><button>{book.accept}</button>"
        f"<button>{book.settings}</button>"
    )


def _story(book: Book, dice: random.Random, form: int) -> str:
    """The hardest: another text's headline and a line of it, with no word, link or field that gives it away."""
    line = f"{headline(book, dice)}. {headline(book, dice)}, {headline(book, dice).lower()}."
    return (
        f"<div>{headline(book, dice)}</div><div>{line}</div>"
        if form
        else f"<h3>{headline(book, dice)}</h3><p>{line}</p>"
    )


BOXES: Final = {
    "ad": Box(("ad-slot", "advertisement", "ad-container dfp"), ("inside", "before", "after"), _ad),
    "related links": Box(("related-articles", "relatedStories", "c-related"), ("inside", "after"), _related),
    "most read": Box(("most-read", "mostPopular", "most-viewed"), ("after", "inside"), _most_read),
    "newsletter": Box(("newsletter-signup", "newsletterBox", "c-newsletter"), ("inside",), _newsletter),
    "shares": Box(("share-count", "social-shares", "share-bar"), ("before", "inside", "after"), _shares),
    "comments": Box(("comment-count", "comments-link"), ("before", "after"), _comments),
    "live ticker": Box(("live-ticker", "newsticker"), ("top", "before"), _ticker),
    "relative time": Box(("time-ago", "relative-timestamp share"), ("before", "after"), _relative),
    "another story": Box(("promo-story", "teaser-card", "recommended-story"), ("inside", "after"), _story),
    "cookies": Box(("cookie-banner", "consent-bar"), ("top", "end"), _cookies),
}  # fmt: skip


def add(ground: Ground, kind: str, *, page: int, look: int, named: bool, boxes: Mapping[str, Box] = BOXES) -> None:
    """Put a box in its place on this page, filled for this look."""
    box, place_dice = boxes[kind], random.Random(f"{page} {kind}")
    dice = random.Random(f"{page} {kind} {look}")
    name = place_dice.choice(box.names) if named else hashed(place_dice)
    tag = place_dice.choice(("div", "section", "aside")) if named else "div"
    book = BOOKS[language_of(ground.tree)]
    inside = box.fill(book, dice, place_dice.randrange(2))
    if not named:
        inside = _nameless(inside, place_dice)
    element = html.fragment_fromstring(f"<{tag} class='{name}'>{inside}</{tag}>")
    _place(ground, element, place_dice.choice(box.places), place_dice)


def hashed(dice: random.Random) -> str:
    """A class name as build tools make them."""
    return f"css-{dice.randrange(16**7):x} {''.join(dice.choices('abcdefGHKLMnpqrstuVWxyz', k=6))}"


def _nameless(markup: str, dice: random.Random) -> str:
    """The same with plain divs instead of telling elements."""
    markup = re.sub(r"<(/?)(?:ul|ol|li|h3|strong|form)\b[^>]*>", r"<\1div>", markup)
    return re.sub(r"<div>", lambda _: f"<div class='{hashed(dice)}'>", markup)


def _place(ground: Ground, element: html.HtmlElement, place: str, dice: random.Random) -> None:
    paragraphs = ground.paragraphs
    if place == "inside":
        paragraphs[dice.randrange(1, len(paragraphs) - 1)].addnext(element)
    elif place == "before":
        paragraphs[0].addprevious(element)
    elif place == "after":
        paragraphs[-1].addnext(element)
    else:
        body = ground.tree.find("body")
        body.insert(0 if place == "top" else len(body), element)
    # a tail belongs to the text, not to the paragraph that it was moved behind
    previous = element.getprevious()
    if element.tail and previous is not None:
        previous.tail, element.tail = element.tail, previous.tail


# ------------------------------------------------ churn in the markup
def nonces(ground: Ground, dice: random.Random) -> None:
    """New nonces, ids, tokens and build numbers."""
    for script in ground.tree.iter("script"):
        script.set("nonce", f"{dice.randrange(16**16):x}")
    for element in ground.paragraphs:
        element.set("id", f"p-{dice.randrange(10**9)}")
    head = ground.tree.find("head")
    if head is not None:
        head.append(html.fragment_fromstring(f"<meta name='csrf-token' content='{dice.randrange(16**20):x}'>"))
        head.append(html.fragment_fromstring(f"<script>window.build='{dice.randrange(10**12)}';</script>"))


def attributes(ground: Ground, dice: random.Random) -> None:
    """Attributes that come and go, in another order."""
    for element in ground.tree.iter("p", "div", "a", "img", "section"):
        if dice.random() < 0.5:
            element.set("data-v", f"{dice.randrange(10**6)}")
        names = list(element.attrib.items())
        dice.shuffle(names)
        element.attrib.clear()
        element.attrib.update(names)


def rewrap(ground: Ground, dice: random.Random) -> None:
    """Other white space between elements, paragraphs wrapped in a div or a span of their own."""
    for element in ground.paragraphs:
        if dice.random() < 0.5:
            wrapper = html.Element("div", {"class": hashed(dice)})
            element.addprevious(wrapper)
            wrapper.tail, element.tail = element.tail, "\n   "
            wrapper.append(element)
        elif len(element) == 0 and element.text:
            span = html.Element("span")
            span.text, element.text = element.text, None
            element.append(span)
    for element in ground.tree.iter("p", "div"):
        if element.text is not None and element.text.isspace():
            element.text = "\n" + " " * dice.randrange(9)
        if len(element) == 0 and element.text and dice.random() < 0.5:
            element.text = re.sub(r" ", lambda _: "\n  " if dice.random() < 0.1 else " ", element.text)


def spaces(ground: Ground, dice: random.Random) -> None:
    """No-break spaces, soft hyphens and other quotes instead of plain ones."""
    for element in ground.paragraphs:
        for node in element.iter():
            if node.text and isinstance(node.tag, str):
                node.text = _respaced(node.text, dice)


def _respaced(text: str, dice: random.Random) -> str:
    text = re.sub(r"(?<=\w) (?=\w)", lambda _: "\u00a0" if dice.random() < 0.15 else " ", text)
    text = re.sub(r"(?<=[a-z]{4})(?=[a-z]{4})", lambda _: "\u00ad" if dice.random() < 0.02 else "", text)
    return text.replace("'", "\u2019") if dice.random() < 0.5 else text


CHURN: Final[dict[str, Callable[[Ground, random.Random], None]]] = {
    "nonces and ids": nonces,
    "attributes": attributes,
    "re-wrapped": rewrap,
    "no-break spaces": spaces,
}
