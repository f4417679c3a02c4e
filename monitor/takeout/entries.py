"""One thing that another program watches, as all its lists are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import ParseError
from monitor.model import SourceKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that another program watches."""

    where: str  # "line 3"
    url: str = ""
    kind: SourceKind | None = None  # None: found out by asking
    name: str = ""
    tags: tuple[str, ...] = ()
    every_s: int | None = None
    paused: bool = False
    notes: tuple[str, ...] = ()  # what of it Redline has no use for, in words
    refusal: str = ""  # why it can not be watched, in words


def said(fields: Mapping[Any, Any], name: str) -> str:
    """The text in a field, "" for what is none."""
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def text_of(data: bytes) -> str:
    """A list as text; raises ParseError that names the line which is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ParseError(f"line {line}: it is not UTF-8") from error
