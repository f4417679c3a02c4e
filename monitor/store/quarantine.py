"""When an item is set aside because its looks never come to an end; the same rule for the store and its twin."""

from __future__ import annotations

from typing import Final

STRIKES: Final = 3  # leases in a row that ran out; frontier_shard.lua has the same number
RETRY_S: Final = 86_400.0


def reason(strikes: int) -> str:
    """Why an item with so many strikes is in quarantine, "" if it is not."""
    return f"set aside after {strikes} crashes" if strikes >= STRIKES else ""
