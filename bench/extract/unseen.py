# ruff: noqa: E501 - texts read best on one line
"""Noise and edits that the reader was not made against, reported beside the others: how it does on other pages.

Written after the rules of the reader, never the other way round; what they show is mended by rules about the form of
boxes, not by adding a name or a phrase of this file to them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from bench.extract.edits import Edit, insert, last_one
from bench.extract.ground import Ground, Lot
from bench.extract.noise import Box, add
from bench.extract.phrasebook import BOOKS, Book, headline
from bench.extract.stability import Seen, Tally, see
from monitor.verdict.candidates import steady_change

SHOWN: Final = 2  # looks that suspect a change, a moment apart


def _player(book: Book, dice: random.Random, form: int) -> str:
    """A player that floats over the text."""
    at = f"{dice.randrange(9)}:{dice.randrange(60):02}"
    line = f"<span>{headline(book, dice)}</span><span>{at} / {dice.randrange(9, 20)}:{dice.randrange(60):02}</span>"
    return (
        f"<figure><video src='/v{dice.randrange(99)}.mp4'></video><div>{line}</div></figure>"
        if form
        else f"<div>{line}</div>"
    )


def _audio(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return (
        f"<audio src='/a.mp3'></audio><p>{dice.randint(3, 14)} min · {dice.randrange(2, 40)}.{dice.randrange(10)}k</p>"
    )


def _readers(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    lines = ("{n} people are reading this right now", "{n} readers online", "Read by {n} people today")
    return f"<p>{lines[dice.randrange(3) if form else 0].format(n=f'{dice.randrange(40, 9000):,}')}</p>"


def _nag(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    left, price = dice.randint(1, 5), dice.choice(("1", "2.50", "4"))
    return (
        f"<h4>{left} free articles left this month</h4><p>Support our reporting from {price} a week and cancel any time.</p>"
        f"<a href='/join?from={dice.randrange(999)}'>Become a member</a>"
    )


def _cards(book: Book, dice: random.Random, form: int) -> str:
    """Other articles with their pictures, one or two."""
    return "".join(
        f"<figure><a href='/n/{dice.randrange(10**6)}'><img src='/p{dice.randrange(99)}.jpg' alt='{headline(book, dice)}'></a>"
        f"<figcaption><a href='/n/{dice.randrange(10**6)}'>{headline(book, dice)}</a></figcaption></figure>"
        for _ in range(1 + form)
    )


def _graphic(book: Book, dice: random.Random, form: int) -> str:
    """A drawing whose text alternative is made anew with every request."""
    words = f"{headline(book, dice)}: {dice.randrange(100)} %"
    return f"<svg><title>{words}</title><text>{words}</text></svg>" if form else f"<img src='/g.png' alt='{words}'>"


def _poll(book: Book, dice: random.Random, form: int) -> str:
    votes = dice.randrange(30, 70)
    rows = f"<li><label>Yes</label> {votes} %</li><li><label>No</label> {100 - votes} %</li>"
    asks = f"<h4>{headline(book, dice)}?</h4>"
    field = "<input type='radio' name='v'><button>Vote</button>" if form else ""
    return f"{asks}<ul>{rows}</ul>{field}<p>{dice.randrange(100, 9000):,} votes</p>"


def _letter(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    """A form for a newsletter in another language than the page's."""
    other = BOOKS[sorted(BOOKS)[dice.randrange(len(BOOKS))]]
    field = "<form><input type='email'><button>OK</button></form>" if form else f"<a href='/l'>{other.join}</a>"
    return f"<h3>{other.sign_up.format(name=dice.choice(other.letters))}</h3><p>{dice.choice(other.pitches)}</p>{field}"


def _countdown(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    return f"<p>{dice.choice(book.offers)}</p><span>{dice.randrange(24):02}:{dice.randrange(60):02}:{dice.randrange(60):02}</span>"


def _market(book: Book, dice: random.Random, form: int) -> str:  # noqa: ARG001 - one signature for the table
    rows = "".join(
        f"<tr><td>{name}</td><td>{dice.randrange(9_000, 19_000):,}</td><td>{dice.choice('+-')}{dice.random():.2f} %</td></tr>"
        for name in ("North 40", "Harbour index", "Grain")
    )
    return f"<table>{rows}</table>"


def _reader_says(book: Book, dice: random.Random, form: int) -> str:
    line = f"{headline(book, dice)}, and that is that."
    return (
        f"<blockquote>{line}</blockquote><p>{dice.choice(book.who).title()}, {dice.randrange(2, 23)} h</p><a href='#c'>{dice.randrange(99)}</a>"
        if form
        else f"<p>{line}</p><a href='#c'>{dice.randrange(9, 99)} · {dice.randrange(99)}</a>"
    )


BOXES: Final = {
    "floating player": Box(("c-player is-sticky", "video-dock"), ("inside", "before"), _player),
    "audio": Box(("audio-bar", "listen-module"), ("before", "inside"), _audio),
    "readers now": Box(("live-readers", "audience-pulse"), ("before", "after"), _readers),
    "subscription nag": Box(("metering-nag", "membership-ask"), ("inside", "after"), _nag),
    "cards with pictures": Box(("inline-recirc", "more-cards"), ("inside",), _cards),
    "graphic": Box(("infographic", "datawrapper"), ("inside",), _graphic),
    "poll": Box(("poll-module", "opinion-vote"), ("inside", "after"), _poll),
    "foreign newsletter": Box(("letter-inline", "newsletter-inline"), ("inside",), _letter),
    "countdown": Box(("countdown-offer", "deal-timer"), ("inside", "before"), _countdown),
    "market": Box(("market-strip", "stock-widget"), ("before", "inside"), _market),
    "a reader's word": Box(("top-comment", "reader-voice"), ("after", "inside"), _reader_says),
}  # fmt: skip


def _pair(before: str, after_: str) -> Edit:
    """Markup inside the body that both versions have, with other words."""

    def edit(ground: Ground, dice: random.Random, *, after: bool) -> bool:
        insert(ground, dice, after_ if after else before)
        return True

    return edit


def _closing(before: str, after_: str) -> Edit:
    """Likewise, right below the last paragraph."""

    def edit(ground: Ground, dice: random.Random, *, after: bool) -> bool:  # noqa: ARG001 - one signature for the table
        if markup := (after_ if after else before):
            last_one(ground, markup)
        return True

    return edit


EDITS: Final[dict[str, Edit]] = {
    "negation": _pair("<p>The inspectors found the bridge to be safe for lorries of up to twelve tonnes.</p>", "<p>The inspectors found the bridge not to be safe for lorries of up to twelve tonnes.</p>"),
    "million to billion": _pair("<p>Repairs would cost 3.5 million, the treasurer told the committee on Friday.</p>", "<p>Repairs would cost 3.5 billion, the treasurer told the committee on Friday.</p>"),
    "who said it": _pair("<p>“We were warned twice,” said the harbour master after the hearing had ended.</p>", "<p>“We were warned twice,” said the ship's engineer after the hearing had ended.</p>"),
    "question mark": _pair("<p>The captain of the ferry had seen the barge in time and sounded the horn.</p>", "<p>The captain of the ferry had seen the barge in time and sounded the horn?</p>"),
    "struck out": _pair("<p>The vote was <s>eleven</s> twelve to nine, after a debate of almost four hours.</p>", "<p>The vote was <s>eleven</s> thirteen to nine, after a debate of almost four hours.</p>"),
    "short paragraph": _pair("<p>Nobody was hurt.</p>", "<p>Two were hurt.</p>"),
    "table row added": _pair("<table><tr><td>2024</td><td>12,400</td></tr><tr><td>2025</td><td>13,100</td></tr></table>", "<table><tr><td>2024</td><td>12,400</td></tr><tr><td>2025</td><td>13,100</td></tr><tr><td>2026</td><td>9,800</td></tr></table>"),
    "heading of a part": _pair("<h3>Who pays</h3><p>The city and the county share the costs of the bridge, each one half.</p>", "<h3>Who gains</h3><p>The city and the county share the costs of the bridge, each one half.</p>"),
    "caption by class": _pair("<div class='image'><img src='/q.jpg'><p class='caption'>The quay in March, before the flood.</p></div>", "<div class='image'><img src='/q.jpg'><p class='caption'>The quay in April, before the flood.</p></div>"),
    "footnote": _closing("<p><small>* The figures are those of the county, as of 3 May.</small></p>", "<p><small>* The figures are those of the county, as of 9 May.</small></p>"),
    "note at the end": _closing("", "<p><strong>Correction, 4 May:</strong> The bridge was built in 1904, not in 1940 as we wrote.</p>"),
    "editor's note in a section": _closing("", "<section><p>Editor's note: a sentence about the mayor was removed after publication.</p></section>"),
}  # fmt: skip


class _Trial:
    """One page with boxes or edits of this file."""

    def __init__(self, lot: Lot, number: int) -> None:
        self._lot, self._number = lot, number
        self.plain = see(lot.ground().body(), lot.page.url)

    def box(self, kind: str, look: int, *, named: bool) -> Seen:
        """The page with a box, filled for this look."""
        ground = self._lot.ground()
        add(ground, kind, page=self._number, look=look, named=named, boxes=BOXES)
        return see(ground.body(), self._lot.page.url)

    def edited(self, kind: str, *, after: bool) -> Seen:
        """The page before or after an edit."""
        ground = self._lot.ground()
        EDITS[kind](ground, random.Random(f"{self._number} {kind}"), after=after)
        return see(ground.body(), self._lot.page.url)


def measure(lots: Sequence[Lot]) -> dict[str, Tally]:
    """By figure: false changes of every kind of box, edits that were missed; each kind once a page, in turns."""
    found = {name: Tally() for name in ("named", "appearing", "unnamed, one look", "unnamed, confirmed", "missed")}
    for number, lot in enumerate(lots):
        trial = _Trial(lot, number)
        kind = list(BOXES)[number % len(BOXES)]
        one, two = (trial.box(kind, look, named=True) for look in (1, 2))
        found["named"].add(kind, hit=one.shows(two))
        found["appearing"].add(kind, hit=trial.plain.shows(one))
        old, first, second = (trial.box(kind, look, named=False) for look in (1, 2, 3))
        suspected = old.shows(first)
        stays = suspected and old.shows(second) and steady_change(old.text, first.text, second.text)
        found["unnamed, one look"].add(kind, hit=suspected)
        found["unnamed, confirmed"].add(kind, hit=stays)
        for kind in (list(EDITS)[(2 * number + step) % len(EDITS)] for step in (0, 1)):
            seen = (trial.edited(kind, after=after) for after in (False, True))
            found["missed"].add(kind, hit=not next(seen).shows(next(seen)))
    return found
