"""What the owner decided about an article or a version: hidden, erased, held. One predicate says what may be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from monitor.model.changes import Change

WHOLE: Final = 0  # the number of an act that is about the whole article


class Deed(StrEnum):
    """What was done."""

    HIDE = "hide"
    SHOW = "show"  # ends a hiding
    ERASE = "erase"  # asked for: nothing is shown from here on, the texts are being removed
    ERASED = "erased"  # every place was cleaned
    HOLD = "hold"  # retention never drops it
    RELEASE = "release"  # ends a hold


class Absence(StrEnum):
    """Why a version has no text."""

    HIDDEN = "hidden"  # kept, shown to its owner only
    ERASED = "erased"  # removed for good on request
    DROPPED = "dropped"  # let go by a rule of retention; its record stays


@dataclass(frozen=True, slots=True)
class Act:
    """One decision, kept for ever: the log of an article."""

    deed: Deed
    number: int  # of the version, WHOLE = the article
    at: datetime
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """All acts about one article, oldest first, and what they come to."""

    acts: tuple[Act, ...] = ()
    records: tuple[str, ...] = ()  # hashes of the records of an article that was erased whole, hex

    def absence(self, number: int = WHOLE) -> Absence | None:
        """Why this version, or the whole article, may not be read; None = it may. Every reader asks this."""
        if self._was(Deed.ERASE, WHOLE) or (number and self._was(Deed.ERASE, number)):
            return Absence.ERASED
        if self._is(Deed.HIDE, Deed.SHOW, WHOLE) or (number and self._is(Deed.HIDE, Deed.SHOW, number)):
            return Absence.HIDDEN
        return None

    def withholds(self, change: Change | None) -> bool:
        """True if the change touches a version that may not be read."""
        numbers = (change.from_version, change.to_version) if change else ()
        return any(self.absence(number) for number in (WHOLE, *numbers))

    def is_hidden(self, number: int) -> bool:
        """True if this version (WHOLE: the article) was itself hidden, and not shown again since."""
        return self._is(Deed.HIDE, Deed.SHOW, number)

    def withholds_any(self) -> bool:
        """True if anything of the article may not be read."""
        return any(self.absence(act.number) for act in self.acts)

    def withheld(self, versions: int) -> tuple[int, ...]:
        """Those of so many versions that may not be read."""
        return tuple(number for number in range(1, versions + 1) if self.absence(number))

    def is_held(self, number: int) -> bool:
        """True if retention may not drop this version."""
        return self._is(Deed.HOLD, Deed.RELEASE, WHOLE) or self._is(Deed.HOLD, Deed.RELEASE, number)

    def erasing(self) -> Iterator[int]:
        """Numbers whose erasure was asked for and is not finished."""
        for number in sorted({act.number for act in self.acts if act.deed is Deed.ERASE}):
            if not self._was(Deed.ERASED, number):
                yield number

    def _was(self, deed: Deed, number: int) -> bool:
        return any(act.deed is deed and act.number == number for act in self.acts)

    def _is(self, begun: Deed, ended: Deed, number: int) -> bool:
        found = [act.deed for act in self.acts if act.number == number and act.deed in {begun, ended}]
        return bool(found) and found[-1] is begun
