"""What is played to a look: an edit alone, an edit beside boxes that turn, boxes that turn alone, another reader."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bench.extract.edits import EDITS
from bench.extract.ground import Ground, Lot
from bench.extract.noise import BOXES, CHURN, add
from bench.look.desk import HOUR_S, Desk, Serve
from monitor.model import Block, BlockKind, Extraction, Reading
from monitor.ports import NoOriginals
from monitor.workshop import InlineWorkshop

LATER_S: Final = 2 * HOUR_S  # between the look at the old version and the next one
MORE: Final = tuple(
    Block(BlockKind.CAPTION, f"A line {place} the article that the last release has left out, in 24 words at most.")
    for place in ("above", "below")
)
Turn = Callable[[float, int], int]  # the content of a box, by the time and the number of the request
TURNS: Final[dict[str, Turn]] = {
    "request": lambda _, request: request,
    "hour": lambda at, _: int(at // HOUR_S),
    "day": lambda at, _: int((at + 23 * HOUR_S) // (24 * HOUR_S)),  # a day ends between the two looks
}
Change = Callable[[Ground], None]


class Newer(InlineWorkshop):
    """The next release: it reads two lines more on every page, and calls itself another one."""

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        """The article in a page with two lines more."""
        found = await super().read_page(body, url=url, content_type=content_type, gate=gate, reading=reading)
        if found.unchanged or found.degraded:
            return found
        text = replace(found.text, blocks=(MORE[0], *found.text.blocks, MORE[1]))
        return replace(found, text=text, extractor_version="newer", pin=replace(found.pin, version="newer"))


class Play:
    """All plays on one page."""

    def __init__(self, lot: Lot, number: int) -> None:
        self._lot, self._number = lot, number

    async def edit(self, kind: str, *, boxes: Sequence[str] = (), named: bool = True) -> bool | None:
        """True if an edit is told that is made beside boxes that turn per request; None where it can not be made."""
        if not self._can(kind):
            return None
        before, after = (
            self._serve(self._edited(kind, after=after), boxes, "request", named) for after in (False, True)
        )
        desk = await self._opened(before)
        await desk.visit(after, later_s=LATER_S)
        return bool(await desk.told())

    async def edit_at_upgrade(self, kind: str) -> bool | None:
        """True if an edit is told that is made just when another reader comes."""
        if not self._can(kind):
            return None
        desk = await self._opened(self._serve(self._edited(kind, after=False), (), "request", named=True))
        desk.read_by(Newer())
        await desk.visit(self._serve(self._edited(kind, after=True), (), "request", named=True), later_s=LATER_S)
        return bool(await desk.told())

    async def upgrade(self, *, kept: bool) -> bool:
        """True if anything is told where only the reader is another one, with the old page kept or not."""
        serve = self._serve(_nothing, ("ad",), "request", named=True)
        desk = await self._opened(serve)
        desk.read_by(Newer(), None if kept else NoOriginals())
        await desk.visit(serve, later_s=LATER_S)
        return bool(await desk.told())

    async def noise(self, boxes: Sequence[str], turn: str, *, named: bool) -> bool:
        """True if anything is told of boxes that turn."""
        serve = self._serve(_nothing, boxes, turn, named)
        desk = await self._opened(serve)
        await desk.visit(serve, later_s=LATER_S)
        return bool(await desk.told())

    async def appearing(self, box: str, *, named: bool) -> bool:
        """True if anything is told of a box that was not there before."""
        desk = await self._opened(self._serve(_nothing, (), "request", named))
        await desk.visit(self._serve(_nothing, (box,), "request", named), later_s=LATER_S)
        return bool(await desk.told())

    async def churn(self, kind: str) -> bool:
        """True if anything is told of markup that is another one with every request."""
        desk = await self._opened(self._serve(_nothing, (), "request", named=True))
        await desk.visit(lambda _, request: self._churned(kind, request), later_s=LATER_S)
        return bool(await desk.told())

    async def _opened(self, serve: Serve) -> Desk:
        desk = Desk(self._lot.page.url or f"https://pages.example/{self._number}")
        await desk.open()
        await desk.visit(serve)
        return desk

    def _can(self, kind: str) -> bool:
        return EDITS[kind](self._lot.ground(), random.Random(f"{self._number} {kind}"), after=True)

    def _edited(self, kind: str, *, after: bool) -> Change:
        def change(ground: Ground) -> None:
            EDITS[kind](ground, random.Random(f"{self._number} {kind}"), after=after)

        return change

    def _churned(self, kind: str, request: int) -> bytes:
        ground = self._lot.ground()
        CHURN[kind](ground, random.Random(f"{self._number} {kind} {request}"))
        return ground.body()

    def _serve(self, change: Change, boxes: Sequence[str], turn: str, named: bool) -> Serve:  # noqa: FBT001 - a column
        def serve(at_s: float, request: int) -> bytes:
            ground = self._lot.ground()
            change(ground)
            for box in boxes:
                add(ground, box, page=self._number, look=TURNS[turn](at_s, request), named=named)
            return ground.body()

        return serve


def _nothing(ground: Ground) -> None:
    """The page as it is."""


__all__ = ["BOXES", "CHURN", "EDITS", "TURNS", "Play"]
