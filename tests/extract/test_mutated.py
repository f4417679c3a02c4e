"""Any bytes give blocks or a reason, in a child process within the limits that looks have."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import pytest

from monitor.workshop import ChildWorkshop, WorkshopOptions

DATA = Path(os.environ.get("REDLINE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")) / "pages"
PAGES = sorted(DATA.glob("[0-9]*.html.gz"))[::12]
LIMITS = WorkshopOptions(time_s=5.0, memory_bytes=200_000_000)


def mutated(body: bytes, dice: random.Random) -> bytes:
    """The page with pieces cut out, doubled, turned round, or filled with junk."""
    for _ in range(dice.randint(1, 6)):
        at, end = sorted(dice.randrange(len(body) + 1) for _ in range(2))
        piece = body[at:end]
        change = dice.choice(
            (b"", piece * 2, piece[::-1], dice.randbytes(300), b"<div>" * 400, piece.replace(b">", b""))
        )
        body = (body[:at] + change + body[end:])[:3_000_000] or b"<"
    return body


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="no real pages: set REDLINE_DATA")
async def test_mutated_real_pages_give_blocks_or_a_reason_within_the_limits() -> None:
    dice = random.Random(7)  # noqa: S311 - the same pages each time
    async with ChildWorkshop(LIMITS) as shop:
        for path in PAGES:
            with gzip.open(path) as packed:
                whole = packed.read()
            for _ in range(4):
                found = await shop.read_page(mutated(whole, dice), url="https://outlet.example/a", content_type="")
                assert found.degraded == bool(found.reason)
                assert found.text.blocks or found.degraded
