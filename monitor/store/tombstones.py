"""What was erased, in a file of its own beside the store: a restored or older store is made to obey it again.

`tombstones.jsonl` in the data folder, a line each: article, version (0 = the whole article), time. It holds no words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId
from monitor.store.journal import Journal, Lines

SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erasure."""

    article: ArticleId
    number: int
    at: datetime


class Tombstones:
    """The file in one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._journal = Journal(data_dir / "tombstones.jsonl")

    def all(self) -> list[Tombstone]:
        """All of them; raises DamagedRecord for a line that is none."""
        try:
            return self._parsed(self._journal.lines())
        except OSError as error:
            raise DamagedRecord(str(self._journal.file), f"it can not be read: {error.strerror}") from error

    def add(self, stone: Tombstone) -> None:
        """On disk when this returns, once; raises StoreError."""

        def made(lines: Lines) -> Iterator[bytes]:
            if all((one.article, one.number) != (stone.article, stone.number) for one in self._parsed(lines)):
                said = {"schema": SCHEMA, "article": stone.article, "version": stone.number, "at": stone.at.isoformat()}
                yield json.dumps(said).encode()

        try:
            self._journal.append(made)
        except OSError as error:
            raise StoreError(f"{self._journal.file} can not be written: {error.strerror}") from error

    def _parsed(self, lines: Lines) -> list[Tombstone]:
        file = self._journal.file
        return [_parse(line, f"{file}, line {number}") for number, line in enumerate(lines, 1) if line]


def _parse(line: bytes, where: str) -> Tombstone:
    try:
        data = json.loads(line)
        return Tombstone(ArticleId(data["article"]), int(data["version"]), datetime.fromisoformat(data["at"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRecord(where, f"it is no tombstone: {error}") from error
