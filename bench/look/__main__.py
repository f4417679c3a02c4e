"""Prints what whole looks miss and make up, each held to its floor: python -m bench.look [KINDS [PAGES]]."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Final

from bench.extract import pages
from bench.extract.edits import EXACT
from bench.extract.ground import Lot
from bench.extract.stability import Tally
from bench.look.plays import BOXES, CHURN, EDITS, TURNS, Play

FLOORS: Final = Path(__file__).parents[1] / "floors.json"
KINDS: Final = 3  # of edits and boxes a page
TARGETS: Final = {
    "missed": 0.005,
    "missed_exact": 0.0,
    "missed_beside_a_named_box": 0.005,
    "missed_beside_an_unnamed_box": 0.005,
    "missed_at_an_upgrade": 0.005,
    "told_of_an_upgrade": 0.0,
    "told_of_an_upgrade_without_the_old_page": 0.0,
    "false_named": 0.005,
    "false_appearing": 0.005,
    "false_all_at_once": 0.0,
    "false_churn": 0.0,
    "false_unnamed_per_request": 0.05,
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
    pinned = json.loads(FLOORS.read_text("utf-8")).get("look", {})
    print(f"{len(lots)} pages, {kinds} kinds each; through gate, pin, second looks and commit")
    print(f"{'figure':44}{'measured':>10}{'of':>6}{'target':>10}{'floor':>8}   kinds")
    failed = 0
    for name, value in figures.items():
        tally = tallies.get(name, tallies["missed"])
        target = f"<= {TARGETS[name]:g}" if name in TARGETS else ""
        floor = pinned.get(name, {}).get("most")
        failed += floor is not None and value > floor
        bound = "" if floor is None else f"{floor:g}" + ("  !" if value > floor else "")
        print(f"{name:44}{value:10.4f}{sum(tally.tried.values()):6}{target:>10}{bound:>8}   {tally.worst()}")
    return failed


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(given[0] if given else KINDS, given[1] if given[1:] else 10**6))
