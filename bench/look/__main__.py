"""Prints what whole looks miss and make up, each held to its floor: python -m bench.look [KINDS [PAGES]]."""

from __future__ import annotations

import asyncio
import sys
from typing import Final

from bench import floors
from bench.extract import pages
from bench.extract.edits import EXACT
from bench.extract.ground import Lot
from bench.extract.stability import Tally
from bench.look.plays import BOXES, CHURN, EDITS, TURNS, Play

KINDS: Final = 3  # of edits and boxes a page
TARGETS: Final[floors.Targets] = {
    "missed": ("most", 0.005),
    "missed_exact": ("most", 0.0),
    "missed_beside_a_named_box": ("most", 0.005),
    "missed_beside_an_unnamed_box": ("most", 0.005),
    "missed_at_an_upgrade": ("most", 0.005),
    "told_of_an_upgrade": ("most", 0.0),
    "told_of_an_upgrade_without_the_old_page": ("most", 0.0),
    "false_named": ("most", 0.005),
    "false_appearing": ("most", 0.005),
    "false_all_at_once": ("most", 0.0),
    "false_churn": ("most", 0.0),
    "false_unnamed_per_request": ("most", 0.05),
}
Tallies = dict[str, Tally]


async def measure(lots: list[Lot], kinds: int) -> Tallies:
    """Shares of what went wrong, by what was played."""
    found: Tallies = {}

    def note(name: str, kind: str, *, wrong: bool) -> None:
        found.setdefault(name, Tally()).add(kind, hit=wrong)

    for number, lot in enumerate(lots):
        play = Play(lot, number)
        for kind in some([*EDITS], number, kinds):
            for name, told in (
                ("missed", await play.edit(kind)),
                ("missed_beside_a_named_box", await play.edit(kind, boxes=("ad", "most read"))),
                ("missed_beside_an_unnamed_box", await play.edit(kind, boxes=("related links",), named=False)),
                ("missed_at_an_upgrade", await play.edit_at_upgrade(kind)),
            ):
                if told is not None:
                    note(name, kind, wrong=not told)
        for kind in some([*BOXES], number, kinds):
            note("false_named", kind, wrong=await play.noise((kind,), "request", named=True))
            note("false_appearing", kind, wrong=await play.appearing(kind, named=True))
            note("false_unnamed_appearing", kind, wrong=await play.appearing(kind, named=False))
            for turn in TURNS:
                note(f"false_unnamed_per_{turn}", kind, wrong=await play.noise((kind,), turn, named=False))
        for kind in some([*CHURN], number, 2):
            note("false_churn", kind, wrong=await play.churn(kind))
        note("false_all_at_once", "all", wrong=await play.noise([*BOXES], "request", named=True))
        note("false_unnamed_all_at_once", "all", wrong=await play.noise([*BOXES], "request", named=False))
        note("told_of_an_upgrade", "upgrade", wrong=await play.upgrade(kept=True))
        note("told_of_an_upgrade_without_the_old_page", "upgrade", wrong=await play.upgrade(kept=False))
    return found


def some(names: list[str], number: int, count: int) -> list[str]:
    """So many of the names, others on the next page."""
    return [names[(number * count + i) % len(names)] for i in range(min(count, len(names)))]


def main(kinds: int, most: int) -> int:
    """How many figures miss their pinned floor."""
    lots = [lot for lot in map(Lot, pages.load()) if lot.fits][:most]
    if not lots:
        print("no pages: set REDLINE_DATA")
        return 0
    tallies = asyncio.run(measure(lots, kinds))
    figures = {name: tally.share() for name, tally in tallies.items()}
    figures["missed_exact"] = tallies["missed"].share(EXACT)
    print(f"{len(lots)} pages, {kinds} kinds each; through gate, pin, second looks and commit")
    of = {name: tallies.get(name, tallies["missed"]) for name in figures}
    notes = {name: f"of {sum(tally.tried.values())} {tally.worst()}" for name, tally in of.items()}
    return floors.check("look", figures, targets=TARGETS, notes=notes)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(given[0] if given else KINDS, given[1] if given[1:] else 10**6))
