"""JSON that is read strictly, and the place where two documents differ first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from monitor.errors import ParseError


def decoded(line: bytes) -> dict[str, Any]:
    """The JSON object in a line; raises ParseError."""
    if not line.endswith(b"\n"):
        raise ParseError("the line is cut off: it does not end with a line feed")
    try:
        found = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"this is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ParseError("this is no JSON object")
    return found


def difference(one: object, other: object, path: str = "") -> str:
    """Where two JSON values differ first, as a path."""
    match one, other:
        case dict(), dict():
            keys: Sequence[Any] = [*dict.fromkeys([*one, *other])]
        case list(), list():
            keys = range(max(len(one), len(other)))
        case _:
            return f"'{path}'"
    for key in keys:
        mine, theirs = _item(one, key), _item(other, key)
        if mine != theirs:
            return difference(mine, theirs, f"{path}.{key}".lstrip("."))
    return f"'{path}'"


def _item(value: Any, key: Any) -> object:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if key < len(value) else None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
