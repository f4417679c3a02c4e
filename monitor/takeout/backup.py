"""The whole store in one file, for another engine or another machine: gzip, a line of JSON a piece of a key.

The first line names the form and the layout, the last one says how many lines there are and the SHA-256 of all before
it, so a file that is cut off or damaged anywhere is found before anything is written.
"""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from monitor import __version__
from monitor.errors import ParseError, RedlineError
from monitor.store.dump import KINDS, Dump, Piece
from monitor.store.files import made_whole

SCHEMA: Final = 1
MAX_LINE_BYTES: Final = 256 * 1024 * 1024
BATCH: Final = 200  # pieces written at a time


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself."""

    id: str  # of this backup
    layout: dict[str, str]
    made: str
    engine: str
    pieces: int = 0


async def back_up(dump: Dump, file: Path, *, made: datetime, id_: str) -> int:
    """Write the file, which gets its name once it is whole; how many keys. Raises RedlineError."""
    layout = await dump.layout()
    if not layout:
        raise RedlineError("there is no data to back up")
    head = {"redline_backup": SCHEMA, "id": id_, "made": made.isoformat(), "release": __version__, "layout": layout}
    keys, digest, lines, before = 0, sha256(), 0, ""
    # it holds what the store holds, so only its owner reads it
    with (
        made_whole(file, mode=0o600) as part,
        part.open("wb") as raw,
        gzip.GzipFile("", "wb", 3, raw, mtime=0) as out,
    ):
        async for said in _lines(dump, head):
            line = json.dumps(said, separators=(",", ":")).encode() + b"\n"
            out.write(line)
            digest.update(line)
            lines += 1
            if isinstance(said, list):
                keys += said[0] != before
                before = said[0]
        out.write(json.dumps({"end": lines, "sha256": digest.hexdigest()}).encode() + b"\n")
    return keys


async def _lines(dump: Dump, head: dict[str, Any]) -> AsyncIterator[dict[str, Any] | list[Any]]:
    yield head
    for tag in await dump.shards():
        for piece in await dump.read(tag):
            yield [piece.key, piece.kind, piece.ttl_ms, [b64encode(part).decode() for part in piece.parts]]


async def restore(dump: Dump, file: Path) -> Header:
    """Check the whole file, then write it into an empty store; one that was broken off begins anew.

    Raises ParseError with nothing done for a file that is not whole, StoreMismatch for a store that is not empty.
    """
    header = check(file)
    await dump.begin(header.layout, header.id)
    batch: list[Piece] = []
    for piece in pieces(file):
        batch.append(piece)
        if len(batch) >= BATCH:
            await dump.write(batch)
            batch = []
    await dump.write(batch)
    await dump.end()
    return header


def check(file: Path) -> Header:
    """What the backup says of itself, after all of it was read; raises ParseError that names the line."""
    header, count, whole = None, 0, False
    digest = sha256()
    for number, line in _read(file):
        if whole:
            raise ParseError(f"{file}, line {number}: there is more behind its end")
        said = _json(line, f"{file}, line {number}")
        if number == 1:
            header = _header(said, file)
        elif isinstance(said, dict):
            if said.get("end") != number - 1 or said.get("sha256") != digest.hexdigest():
                raise ParseError(f"{file}, line {number}: the file is not the one that was written")
            whole = True
        else:
            _piece(said, f"{file}, line {number}")
            count += 1
        digest.update(line)
    if header is None:
        raise ParseError(f"{file}: it is empty")
    if not whole:
        raise ParseError(f"{file}: it is cut off after line {count + 1}")
    return Header(header.id, header.layout, header.made, header.engine, count)


def pieces(file: Path) -> Iterator[Piece]:
    """All pieces of a file that was checked."""
    for number, line in _read(file):
        said = _json(line, f"{file}, line {number}")
        if isinstance(said, list):
            yield _piece(said, f"{file}, line {number}")


def _read(file: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        with gzip.open(file, "rb") as lines:
            while line := lines.readline(MAX_LINE_BYTES):
                number += 1
                yield number, line
    except (EOFError, zlib.error) as error:
        raise ParseError(f"{file}: it is damaged or cut off after line {number}: {error}") from error
    except OSError as error:
        raise ParseError(f"{file} can not be read: {error.strerror or error}") from error


def _json(line: bytes, where: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{where}: this is no JSON: {error}") from error


def _header(said: object, file: Path) -> Header:
    if not isinstance(said, dict) or not isinstance(said.get("redline_backup"), int):
        raise ParseError(f"{file}: this is no backup of Redline")
    if said["redline_backup"] > SCHEMA:
        raise ParseError(f"{file}: it was written by a newer Redline; this one reads schema {SCHEMA}")
    layout = said.get("layout")
    if not isinstance(layout, dict) or not all(isinstance(value, str) for value in layout.values()):
        raise ParseError(f"{file}, line 1: 'layout' is missing")
    return Header(str(said.get("id")), layout, str(said.get("made")), layout.get("engine", ""))


def _piece(said: object, where: str) -> Piece:
    match said:
        case [str(key), str(kind), int(ttl_ms), list(parts)] if kind in KINDS:
            try:
                return Piece(key, kind, ttl_ms, tuple(b64decode(part, validate=True) for part in parts))
            except (ValueError, TypeError) as error:
                raise ParseError(f"{where}: a value is no base64") from error
    raise ParseError(f"{where}: this is no piece of a backup")
