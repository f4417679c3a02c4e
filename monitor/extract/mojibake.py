"""Text that was decoded once too often: recognised, and put right where that is certain."""

from __future__ import annotations

import re
from typing import Final

# UTF-8 read as cp1252: a lead byte of two or three, shown as a letter, then continuation bytes shown as signs
_TRACE: Final = re.compile("(?:[ÂÃÄÅÐÑØÙ×][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œ“”˜¦\u009d])")
LEADS: Final = (*"ÂÃÄÅÐÑØÙ×", "â€")
MIN_TRACES: Final = 8
_BYTE_OF: Final = {ord(bytes([b]).decode("cp1252", "ignore") or chr(b)): b for b in range(128, 256)}


def is_broken(text: str) -> bool:
    """True if at least half of what is not ASCII are traces of a double decoding."""
    if text.isascii() or sum(text.count(lead) for lead in LEADS) < MIN_TRACES:
        return False
    traces = len(_TRACE.findall(text))
    if traces < MIN_TRACES:
        return False
    return 4 * traces >= sum(not char.isascii() for char in text)


def repaired(text: str) -> str | None:
    """The text with one decoding undone, or None if that does not give clean UTF-8."""
    try:
        return text.translate(_BYTE_OF).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
