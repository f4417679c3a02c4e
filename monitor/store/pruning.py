"""Raw responses that no version stands on, removed from the files of past days when the disk fills up.

A day's file is written anew without them under another name, the index is moved over in one transaction, then the old
file goes: who reads meanwhile finds the one or the other, who erases waits. Today's and yesterday's files are left
alone: they grow.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.errors import StoreError
from monitor.store import warc
from monitor.store.warc_store import YOUNG

Locked = Callable[[Path, sqlite3.Connection], AbstractContextManager[object]]
_DAY_CHARS: Final = len("2026-11-24")


def prune(folder: Path, locked: Locked, is_needed: Callable[[str, str], bool], *, now: datetime, enough: int) -> int:
    """Remove (article, body hash) that are not needed, oldest days first, until `enough` bytes are free; how many are.

    `locked` gives a file that nobody else changes. Raises StoreError where the disk refuses.
    """
    index = folder / "index.db"
    if not index.exists():
        return 0
    freed = 0
    try:
        with closing(sqlite3.connect(index, timeout=30)) as db:
            db.execute("pragma secure_delete = on")
            files = [row[0] for row in db.execute("select distinct file from original order by file")]
            for name in files:
                if freed >= enough or name[:_DAY_CHARS] > (now - YOUNG).date().isoformat():
                    break
                with locked(folder / name, db):
                    freed += _prune_file(db, folder, name, is_needed)
            freed += _sweep(db, folder, now)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{folder}: it can not be tidied up: {error}", hint="is the disk full?") from error
    return freed


def _prune_file(db: sqlite3.Connection, folder: Path, name: str, is_needed: Callable[[str, str], bool]) -> int:
    rows = db.execute("select article, sha256, at, length from original where file = ? order by at", (name,)).fetchall()
    stay = [row for row in rows if is_needed(row[0], row[1])]
    if len(stay) == len(rows):
        return 0
    file = folder / name
    before = file.stat().st_size if file.exists() else 0
    new = _next_name(folder, name)
    moved = _rewrite(file, folder / new, stay) if stay and file.exists() else []
    with db:
        db.execute("delete from original where file = ?", (name,))
        db.executemany(
            "insert or replace into original values (?, ?, ?, ?, ?)", [(a, s, new, at, n) for a, s, at, n in moved]
        )
    file.unlink(missing_ok=True)
    return before - ((folder / new).stat().st_size if moved else 0)


def _rewrite(old: Path, new: Path, rows: Collection[tuple[str, str, int, int]]) -> list[tuple[str, str, int, int]]:
    """The members of these rows in a new file, durable; the rows with their new places."""
    moved = []
    part = new.with_name(new.name + ".part")
    with old.open("rb") as source, part.open("wb") as out:
        out.write(warc.info_member(new.name))
        for article, body, at, length in rows:
            source.seek(at)
            moved.append((article, body, out.tell(), length))
            out.write(source.read(length))
        out.flush()
        warc.sync(out)
    part.replace(new)
    return moved


def _next_name(folder: Path, name: str) -> str:
    """2026-11-24.warc.gz -> 2026-11-24.1.warc.gz -> 2026-11-24.2.warc.gz, a name that is free."""
    day, number = name[:_DAY_CHARS], 1
    while (folder / f"{day}.{number}.warc.gz").exists():
        number += 1
    return f"{day}.{number}.warc.gz"


def _sweep(db: sqlite3.Connection, folder: Path, now: datetime) -> int:
    """Remove what a killed process left: files of past days that nothing in the index is in."""
    known = {row[0] for row in db.execute("select distinct file from original")}
    freed = 0
    for file in [*folder.glob("*.warc.gz"), *folder.glob("*.part")]:
        if file.name not in known and file.name[:_DAY_CHARS] <= (now - YOUNG).date().isoformat():
            freed += file.stat().st_size
            file.unlink(missing_ok=True)
    return freed
