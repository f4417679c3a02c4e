"""False changes and missed edits, measured through what a look does: gate, extraction, comparison of fingerprints."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.extract.edits import EDITS
from bench.extract.ground import Ground, Lot
from bench.extract.noise import BOXES, CHURN, add
from monitor.extract import extract, gate
from monitor.model import Text
from monitor.snapshot import fingerprint
from monitor.verdict.candidates import MAX_CONFIRMING_LOOKS, steady_change

LOOKS_APART_H: Final = 2  # between the look at the old version and the one that suspects a change
DAY_H: Final = 24


@dataclass(slots=True)
class Tally:
    """How often something happened, by kind."""

    tried: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, *, hit: bool) -> None:
        """Count one."""
        self.tried[kind] += 1
        self.hit[kind] += hit

    def share(self, kinds: Sequence[str] = ()) -> float:
        """Share of all tries, or of those of these kinds."""
        names = kinds or list(self.tried)
        return sum(self.hit[k] for k in names) / max(1, sum(self.tried[k] for k in names))

    def worst(self) -> str:
        """The kinds that happened, the most frequent first."""
        shares = sorted(((self.hit[k] / n, k) for k, n in self.tried.items() if self.hit[k]), reverse=True)
        return ", ".join(f"{kind} {share:.0%}" for share, kind in shares[:5])


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a page gives."""

    gate: str
    text: Text
    fingerprint: str

    def shows(self, other: Seen) -> bool:
        """True if a look that finds the other page after this one would see a change."""
        return self.gate != other.gate and self.fingerprint != other.fingerprint


def see(body: bytes, url: str) -> Seen:
    """One look."""
    text = extract(body, url=url).text
    return Seen(gate(body), text, fingerprint(text))


class Trial:
    """All measurements on one page."""

    def __init__(self, lot: Lot, number: int) -> None:
        self._lot, self._number = lot, number
        self._url = lot.page.url
        self.plain = see(lot.ground().body(), self._url)

    def boxes(self, kinds: Sequence[str], look: int, *, named: bool) -> Seen:
        """The page with these boxes, filled for this look."""
        ground = self._lot.ground()
        for kind in kinds:
            add(ground, kind, page=self._number, look=look, named=named)
        return see(ground.body(), self._url)

    def churned(self, kind: str, look: int) -> Seen:
        """The page with its markup churned."""
        ground = self._lot.ground()
        CHURN[kind](ground, random.Random(f"{self._number} {kind} {look}"))
        return see(ground.body(), self._url)

    def edited(self, kind: str) -> tuple[Seen, Seen] | None:
        """The page before and after an edit, None where it can not be made here."""
        pair = []
        for after in (False, True):
            ground: Ground = self._lot.ground()
            if not EDITS[kind](ground, random.Random(f"{self._number} {kind}"), after=after):
                return None
            pair.append(see(ground.body(), self._url))
        return pair[0], pair[1]

    def everything(self, look: int, *, named: bool) -> Seen:
        """All boxes and all churn at once."""
        ground = self._lot.ground()
        for kind in BOXES:
            add(ground, kind, page=self._number, look=look, named=named)
        for kind, churn in CHURN.items():
            churn(ground, random.Random(f"{self._number} {kind} {look}"))
        return see(ground.body(), self._url)


def confirmed(looks: Sequence[Seen]) -> bool:
    """True if a change is committed: the first look is of the old version, the others are a moment apart."""
    old, candidate, *more = looks
    if not old.shows(candidate):
        return False
    for seen in more[: MAX_CONFIRMING_LOOKS - 1]:
        if not old.shows(seen):
            return False
        if seen.fingerprint == candidate.fingerprint or steady_change(old.text, candidate.text, seen.text):
            return True
        candidate = seen
    return False


def false_changes(lots: Sequence[Lot], kinds_per_page: int) -> dict[str, Tally]:
    """False changes by how the noise comes."""
    found: dict[str, Tally] = {}

    def count(name: str, kind: str, *, hit: bool) -> None:
        found.setdefault(name, Tally()).add(kind, hit=hit)

    for number, lot in enumerate(lots):
        trial = Trial(lot, number)
        for kind in _some(BOXES, number, kinds_per_page):
            _one_box(trial, kind, count)
        for kind in _some(CHURN, number, kinds_per_page):
            count("churn", kind, hit=trial.plain.shows(trial.churned(kind, 1)))
        count("all at once", "all", hit=trial.everything(1, named=True).shows(trial.everything(2, named=True)))
        looks = [trial.everything(look, named=False) for look in (1, 2, 3)]
        count("unnamed, all at once", "all", hit=looks[0].shows(looks[1]))
        count("unnamed, all at once, confirmed", "all", hit=confirmed(looks))
    return found


def _one_box(trial: Trial, kind: str, count: Callable[..., None]) -> None:
    one, two = (trial.boxes([kind], look, named=True) for look in (1, 2))
    count("named", kind, hit=one.shows(two))
    count("appearing", kind, hit=trial.plain.shows(one))
    first, second, third, fourth = (trial.boxes([kind], look, named=False) for look in (1, 2, 3, 4))
    count("unnamed, one look", kind, hit=first.shows(second))
    count("unnamed, appearing", kind, hit=trial.plain.shows(first))
    count("unnamed, confirmed", kind, hit=confirmed((first, second, third, fourth)))
    hourly = first.shows(second)  # another box than at the old version, the same in the confirming look
    count("unnamed, turning hourly", kind, hit=hourly)
    turned = (hash_of(kind, trial) % DAY_H) < LOOKS_APART_H  # a day ends between the two looks
    count("unnamed, turning daily", kind, hit=hourly and turned)


def hash_of(kind: str, trial: Trial) -> int:
    """A number that is fixed for this box and page: the hour of the day at which it is looked at."""
    return random.Random(f"{kind} {trial.plain.fingerprint}").randrange(10**6)


def missed_edits(lots: Sequence[Lot], kinds_per_page: int) -> Tally:
    """Edits that no look would see."""
    tally = Tally()
    for number, lot in enumerate(lots):
        trial = Trial(lot, number)
        for kind in _some(EDITS, number, kinds_per_page):
            pair = trial.edited(kind)
            if pair is not None:
                tally.add(kind, hit=not pair[0].shows(pair[1]))
    return tally


def _some(names: Collection[str], number: int, count: int) -> list[str]:
    """So many of the names, others on the next page."""
    every = list(names)
    return [every[(number * count + i) % len(every)] for i in range(min(count, len(every)))]
