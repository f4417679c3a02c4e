"""The mark before an item of a numbered list, as a browser shows it."""

from __future__ import annotations

import re
from typing import Final

_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_STYLE: Final = re.compile(
    r"list-style(?:-type)?\s*:\s*[^;]*?(lower|upper)-(alpha|latin|roman)|list-style[^;]*\bnone\b"
)
LARGEST_ROMAN: Final = 3_999
LETTERS: Final = 26


def marker(number: int, kind: str, style: str = "") -> str:
    """The mark of an item; `kind` is the list's `type`.

    >>> marker(3, "a"), marker(4, "I"), marker(12, ""), marker(2, "", "list-style-type: lower-roman")
    ('c.', 'IV.', '12.', 'ii.')
    """
    told = _STYLE.search(style) if style else None
    if told:
        if told[1] is None:
            return ""
        kind = {"roman": "i"}.get(told[2], "a")
        kind = kind.upper() if told[1] == "upper" else kind
    text = str(number)
    if kind in {"a", "A"} and number > 0:
        text = _letters(number)
    elif kind in {"i", "I"} and 0 < number <= LARGEST_ROMAN:
        text = _roman(number)
    return (text.upper() if kind.isupper() else text) + "."


def _letters(number: int) -> str:
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, LETTERS)
        found = chr(ord("a") + rest) + found
    return found


def _roman(number: int) -> str:
    found = ""
    for value, sign in _ROMAN:
        while number >= value:
            found += sign
            number -= value
    return found
