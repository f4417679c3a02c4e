"""Whether anybody looks at all: signs of life, and the spans between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from monitor.model import Away

SILENCE: Final = timedelta(minutes=5)  # a longer one counts as a time away


@dataclass(frozen=True, slots=True)
class Present:
    """What a sign of life found."""

    spans: tuple[Away, ...]  # the newest ones, oldest first
    was_away: bool = False  # this very sign ended one of them


class Presence(Protocol):
    """Signs of life of all processes that look at articles."""

    async def beat(self, *, why: str) -> Present:
        """We are here. Where the last sign is long past, the span since then is kept with this reason."""
        ...

    async def spans(self) -> tuple[Away, ...]:
        """The newest spans in which nobody looked, oldest first."""
        ...

    async def last(self) -> datetime | None:
        """The newest sign of life; None where there was none yet."""
        ...
