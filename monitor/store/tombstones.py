"""What was erased, in a file of its own beside the store: a restored or older store is made to obey it again.

`tombstones.jsonl` in the data folder, a line each: article, version (0 = the whole article), time. It holds no words.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId

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
        self._file = data_dir / "tombstones.jsonl"

    def all(self) -> list[Tombstone]:
        """All of them; raises DamagedRecord for a line that is none."""
        try:
            lines = self._file.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedRecord(str(self._file), f"it can not be read: {error}") from error
        return [_parse(line, f"{self._file}, line {number}") for number, line in enumerate(lines, 1) if line]

    def add(self, stone: Tombstone) -> None:
        """On disk when this returns, once; raises StoreError."""
        if any((one.article, one.number) == (stone.article, stone.number) for one in self.all()):
            return
        made = {"schema": SCHEMA, "article": stone.article, "version": stone.number, "at": stone.at.isoformat()}
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, json.dumps(made).encode() + b"\n")
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise StoreError(f"{self._file} can not be written: {error.strerror}") from error


def _parse(line: str, where: str) -> Tombstone:
    try:
        data = json.loads(line)
        return Tombstone(ArticleId(data["article"]), int(data["version"]), datetime.fromisoformat(data["at"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRecord(where, f"it is no tombstone: {error}") from error
