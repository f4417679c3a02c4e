"""What turns on every request of a noisy outlet and is no edit: advertisements, counters, related links, nonces."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

ADS: Final = (
    "Mattresses from Duvet & Sons: now 30 % off until Sunday",
    "Learn to sail in ten days. Classes start every Monday",
    "Is your roof ready for winter? Ask Tilers United for a quote",
    "The new Pelikan 3: more room, less fuel",
)
PROMOS: Final = (
    "Get the morning letter: five minutes, seven stories. Sign up here.",
    "You have read 3 of 5 free articles this month.",
    "Download our app for faster news.",
)
RELATED: Final = (
    "Five walks along the estuary",
    "Why the clocks of Ellery disagree",
    "Quiz: how well do you know your harbour?",
    "The last lamplighter of Tolhus",
    "A recipe for smoked eel",
    "Letters to the editor",
)


@dataclass(frozen=True, slots=True)
class Noise:
    """One roll of everything that turns."""

    nonce: str = "0"
    ad: str = ADS[0]
    promo: str = PROMOS[0]
    shares: int = 12
    readers: int = 40
    related: tuple[tuple[str, str], ...] = ()


def roll(dice: Random, outlet: str) -> Noise:
    """A new roll; no two are alike."""
    titles = dice.sample(RELATED, 3)
    return Noise(
        nonce=f"{dice.getrandbits(64):016x}",
        ad=dice.choice(ADS),
        promo=dice.choice(PROMOS),
        shares=dice.randrange(10, 9_000),
        readers=dice.randrange(3, 800),
        related=tuple((title, f"/{outlet}/extra/{RELATED.index(title)}") for title in titles),
    )
