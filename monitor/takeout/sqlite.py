"""An export as a SQLite file with tables, views and full-text search, which Datasette opens as it is."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.errors import DamagedRecord, RedlineError
from monitor.event.plain import whole
from monitor.model import Event, EventType
from monitor.store import chaining
from monitor.store.files import made_whole
from monitor.store.history import NO_TEXT
from monitor.store.wire import to_moment
from monitor.takeout.lines import Taken, line_of

SUFFIXES: Final = frozenset({".sqlite", ".sqlite3", ".db"})
MAGIC: Final = b"SQLite format 3\0"
MAX_LINE_BYTES: Final = 1 << 30
_SCHEMA: Final = Path(__file__).with_name("schema.sql")
Value = str | int | float | bytes | None


class Tables:
    """Fills the tables; `open_tables` makes them."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def add(self, taken: Taken) -> None:
        """Write one article."""
        try:
            self._article(taken)
            self._versions(taken)
            self._told(taken)
        except sqlite3.Error as error:
            raise RedlineError(f"the SQLite file can not be written: {error}") from error

    def _insert(self, table: str, *values: Value) -> None:
        places = ", ".join("?" * len(values))
        clean = [whole(value) if isinstance(value, str) else value for value in values]
        self._base.execute(f"insert or ignore into {table} values ({places})", clean)  # noqa: S608 - names of ours

    def _article(self, taken: Taken) -> None:
        history = taken.history
        article, count = history.article, len(history.versions)
        for one in taken.listers:
            self._insert("sources", one.id, one.url, one.kind, one.name, one.watch, ", ".join(one.tags))
        newest = history.versions[-1].text if history.versions else None
        title = newest.title if newest else article.listed_title
        self._insert(
            "articles", article.id, article.url, article.host, title, article.source, stamp(article.added),
            article.published, count, max(0, count - 1), stamp(history.last_confirmed),
        )  # fmt: skip
        for source in article.sources:
            self._insert("article_sources", article.id, source)
        self._insert("lines", article.id, zlib.compress(line_of(taken), 6))

    def _versions(self, taken: Taken) -> None:
        history, read = taken.history, chaining.links(taken.history)
        ends = [record.link.before_ms for record in read.records[1:]]
        ends += [chaining.confirmed_ms(history, read)] if read.records else []
        for kept, record, digest, end in zip(history.versions, read.records, read.hashes, ends, strict=True):
            link, text, seen = record.link, kept.text or NO_TEXT, record.evidence
            body = "\n\n".join(block.text for block in text.blocks)
            times = stamp(to_moment(link.first_seen_ms)), stamp(to_moment(end))
            self._insert(
                "versions", None, history.article.id, link.number, *times, kept.text is not None, text.title,
                text.standfirst, ", ".join(text.authors), text.published, text.modified, text.language, text.section,
                body, len(body.split()), seen.origin, seen.status, seen.final_url, seen.raw_sha256,
                record.fingerprint, digest, link.prev_hash.hex(),
            )  # fmt: skip

    def _told(self, taken: Taken) -> None:
        history, article = taken.history, taken.history.article.id
        withdrawn = {e.change.to_version: e.detail for e in history.events if e.change and _withdraws(e)}
        for event in history.events:
            self._insert("events", event.id, article, event.sequence, event.type, stamp(event.at), event.detail)
            change = event.change
            if change is None or _withdraws(event):
                continue
            self._insert(
                "changes", event.id, article, change.from_version, change.to_version,
                stamp(change.interval.not_before), stamp(change.interval.not_after), change.summary,
                ", ".join(change.kinds), change.notice, change.weight, change.band, change.stats.words_added,
                change.stats.words_removed, change.stats.similarity, change.old_title, change.new_title,
                withdrawn.get(change.to_version),
            )  # fmt: skip
        for one in history.annotations:
            said = one.remark
            self._insert(
                "annotations", article, one.number, said.version, stamp(one.at), said.author, said.kind, said.text
            )
        for sighting in history.sightings:
            times = stamp(sighting.seen), stamp(sighting.gone_by)
            self._insert("sightings", article, *times, sighting.title, sighting.summary)


def stamp(at: datetime | None) -> str | None:
    """A moment as SQLite's date functions read it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def _withdraws(event: Event) -> bool:
    return event.type is EventType.WITHDRAWN


@contextmanager
def open_tables(file: Path) -> Iterator[Tables]:
    """The tables of a new file, which gets its name once it is whole."""
    try:
        with made_whole(file) as part, closing(sqlite3.connect(part)) as base:
            base.executescript("pragma journal_mode = off; pragma synchronous = off;" + _SCHEMA.read_text("utf-8"))
            yield Tables(base)
            base.execute("insert into versions_fts(versions_fts) values ('rebuild')")
            base.execute("insert into versions_fts(versions_fts) values ('optimize')")
            base.commit()
            base.execute("analyze")
            base.execute("vacuum")
    except sqlite3.Error as error:
        raise RedlineError(f"{file} can not be written: {error}") from error


def lines_in(file: Path) -> Iterator[tuple[str, bytes]]:
    """Where each line lies and the line; raises DamagedRecord for a file that is no export."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as base:
            for article, packed in base.execute("select article, line from lines order by article"):
                where = f"{file}, table lines, article {article}"
                yield where, _unpacked(packed, where)
    except sqlite3.Error as error:
        raise DamagedRecord(str(file), f"it can not be read as an export: {error}") from error


def _unpacked(packed: object, where: str) -> bytes:
    try:
        unpacker = zlib.decompressobj()
        line = unpacker.decompress(packed, MAX_LINE_BYTES) if isinstance(packed, bytes) else b""
    except zlib.error as error:
        raise DamagedRecord(where, f"the line can not be unpacked: {error}") from error
    if not unpacker.eof:
        raise DamagedRecord(where, "the line is cut off")
    return line
