"""Lists with a damaged record in them: it is named in the log and left out, and the rest stays readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from monitor import log
from monitor.errors import DamagedRecord

T = TypeVar("T")


def or_none(read: Callable[[], T]) -> T | None:
    """What the reader gives, None (and a line in the log that names the place) where the record is damaged."""
    try:
        return read()
    except DamagedRecord as error:
        told(error)
        return None


def told(error: DamagedRecord) -> None:
    """The damage is in the log."""
    log.get("store").error("record_damaged", error=str(error))
