"""The index of the raw responses in a folder: which one lies where, a SQLite table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from monitor.errors import StoreError

_TABLE: Final = (
    "create table if not exists original (article text, sha256 text, file text, at integer, length integer, "
    "primary key (article, sha256)) without rowid"
)
_BY_FILE: Final = "create index if not exists by_file on original (file, at, length)"


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The index, made where there is none; raises StoreError for whatever goes wrong with it meanwhile."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(folder / "index.db", timeout=30)) as index:
            index.execute("pragma secure_delete = on")
            index.execute(_TABLE)
            index.execute(_BY_FILE)
            yield index
    except sqlite3.Error as error:
        raise StoreError(
            f"{folder}: the index of originals can not be used: {error}", hint="is the disk full?"
        ) from error
