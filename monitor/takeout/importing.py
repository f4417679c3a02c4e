"""Taking an export in: everything is read and checked first, then the articles are taken in one by one, whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor import sources
from monitor.errors import DamagedRecord, Diverged, ParseError, StoreError
from monitor.model import Source, Standing
from monitor.ports import Adopted
from monitor.store import Store, chaining, veiling
from monitor.store.warc_store import WarcStore
from monitor.takeout import originals
from monitor.takeout.lines import Lister, Taken, read_line
from monitor.takeout.provenance import Provenance

Lines = Callable[[], Iterable[tuple[str, bytes]]]  # where each line stands, and the line; can be read twice


@dataclass(slots=True)
class Done:
    """What an import has done."""

    articles: int = 0
    new: int = 0
    longer: int = 0
    versions: int = 0
    claimed: int = 0  # of the versions
    sources: int = 0
    originals: int = 0
    refused: list[str] = field(default_factory=list)  # articles that were left alone, in words

    def add(self, adopted: Adopted, claimed: int) -> None:
        """Count one article."""
        self.articles += 1
        self.new += adopted.new
        self.longer += not adopted.new and not adopted.is_known
        self.versions += adopted.versions
        self.claimed += min(claimed, adopted.versions)


def check(lines: Iterable[tuple[str, bytes]], now: datetime) -> int:
    """How many articles there are; raises ParseError that names the line which can not be taken in."""
    seen: dict[str, str] = {}
    for where, taken in _read(lines):
        article = taken.history.article
        try:
            chaining.check(taken.history, now)
            originals.check(taken.history, taken.originals)
        except (DamagedRecord, ParseError) as error:
            raise ParseError(f"{where}: {error}") from error
        if article.id in seen:
            raise ParseError(f"{where}: article {article.id} stands there twice, first at {seen[article.id]}")
        seen[article.id] = where
    if not seen:
        raise ParseError("there is no article in it")
    return len(seen)


async def take_in(
    lines: Lines, store: Store, data_dir: Path, *, name: str, now: datetime, bodies: WarcStore | None = None
) -> Done:
    """Check all lines, then take in what they hold. Raises ParseError, with nothing done, for a line that is wrong.

    `bodies`: where raw responses are kept; None = they are left out.
    """
    check(lines(), now)
    provenance, done = Provenance(data_dir), Done()
    for where, taken in _read(lines()):
        try:
            taken_in = await _adopt(taken, store, provenance, done, f"import of {name}", now)
            if taken_in and bodies is not None and taken.originals.members:
                done.originals += await _keep(taken, store, bodies)
        except Diverged as error:
            done.articles += 1
            done.refused.append(f"{where}: {error}; nothing of it was taken")
    return done


async def _adopt(taken: Taken, store: Store, provenance: Provenance, done: Done, by: str, now: datetime) -> bool:
    """False if the article was erased here."""
    history = taken.history
    for lister in taken.listers:
        done.sources += await _list(lister, store, now)
    head = (await store.own_catalog.heads([history.article.id])).get(history.article.id)
    kept = head[1].versions if head else 0
    claims = [
        replace(one, first=max(one.first, kept + 1))
        for one in provenance.claims(history, by=by, at=now)
        if one.last > kept
    ]
    provenance.note(history.article.id, claims)
    adopted = await store.histories.adopt(replace(history, claims=tuple(claims)))
    if adopted.refused:
        done.articles += 1
        done.refused.append(f"article {history.article.id}: it was erased here and stays so")
        return False
    done.add(adopted, sum(one.last - one.first + 1 for one in claims))
    return True


async def _keep(taken: Taken, store: Store, bodies: WarcStore) -> int:
    """Keep the raw responses of what may be kept here; how many were new."""
    article = taken.history.article.id
    standing = veiling.erased_only((await store.marks.of([article])).get(article, Standing()))
    return await asyncio.to_thread(originals.take_in, taken.history, taken.originals, bodies, standing)


async def _list(lister: Lister, store: Store, now: datetime) -> bool:
    """Keep a source that is not known here, paused: an import asks nobody for anything. True if it was new."""
    if await store.book.get(lister.id) is not None:
        return False
    return await store.book.put(
        Source(lister.id, lister.url, lister.kind, lister.name, now, watch=lister.watch, tags=lister.tags, paused=True)
    )


def _read(lines: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Taken]]:
    for where, line in lines:
        try:
            taken = read_line(line)
            _check_ids(taken)
        except (ParseError, StoreError, ValueError) as error:
            raise ParseError(f"{where}: {error}") from error
        yield where, taken


def _check_ids(taken: Taken) -> None:
    """Raise ParseError for an id that is not that of its address: it could stand in another article's place."""
    article = taken.history.article
    if article.id != sources.article_id(article.url):
        raise ParseError(f"article {article.id}: its id is not that of its address {article.url}")
    if not article.sources or article.source not in article.sources:
        raise ParseError(f"article {article.id}: its source is not among its sources")
    for lister in taken.listers:
        if lister.id != sources.source_id(lister.url):
            raise ParseError(f"source {lister.id}: its id is not that of its address {lister.url}")
