"""Where the lines of an import come from: a file, standard input, a folder or a SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.errors import ParseError
from monitor.takeout import sqlite

MAX_LINE_BYTES: Final = 1 << 30


def lines_in(place: Path) -> Iterator[tuple[str, bytes]]:
    """Where each line stands, in words, and the line; raises ParseError, DamagedRecord."""
    if place.is_dir():
        files = sorted(place.rglob("*.jsonl"))
        if not files:
            raise ParseError(f"{place}: there is no export in this folder")
        for file in files:
            yield from _of_file(file)
    elif is_sqlite(place):
        yield from sqlite.lines_in(place)
    else:
        yield from _of_file(place)


def is_sqlite(place: Path) -> bool:
    """True for a SQLite file, whatever it is called."""
    return head_of(place)[: len(sqlite.MAGIC)] == sqlite.MAGIC


def head_of(place: Path) -> bytes:
    """The beginning of a file."""
    try:
        with place.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise ParseError(f"{place} can not be read: {error.strerror}") from error


def _of_file(file: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with file.open("rb") as lines:
            number = 0
            while line := lines.readline(MAX_LINE_BYTES):
                number += 1
                if line.strip():
                    yield f"{file}, line {number}", line
    except OSError as error:
        raise ParseError(f"{file} can not be read: {error.strerror}") from error
