"""Housekeeping of what is kept: rules of retention, the cold store, the disk, and how long there is room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from monitor import log
from monitor.app.opening import App
from monitor.app.originals import originals_of
from monitor.app.storage import chains_of
from monitor.errors import DamagedRecord, StoreError
from monitor.model import Article, ArticleId, ArticleState, Health, SourceId, SourceRules, Standing, every_page
from monitor.ports import FULL_SHARE, Fullness
from monitor.store.cold_store import ColdStore
from monitor.store.disk import DiskRoom
from monitor.store.evidence import WarcFolder
from monitor.store.evidence_objects import WarcObjects
from monitor.store.growth import Growth, Sample, days_until
from monitor.store.warc_store import WarcStore
from monitor.verdict.keeping import cold_until, to_drop

YOUNGEST: Final = timedelta(days=2)  # what changed since is under no signed root yet, or may be read any moment
_FULL: Final = {
    "Memory": "full, so nothing is checked until there is room",
    "Disk": "nearly full, so raw responses that no version refers to are removed",
}
Known = tuple[Article, ArticleState]


@dataclass(frozen=True, slots=True)
class Room:
    """How full memory and disk are, and in how many days each will be if it goes on so (None: not foreseeable)."""

    memory: Fullness
    disk: Fullness
    memory_days: float | None = None
    disk_days: float | None = None


# ------------------------------------------------ retention
async def retain(app: App) -> int:
    """Let go of the texts that the rules of their sources do not keep; how many."""
    dropped = 0
    for source in await app.store.book.all(archived=True):
        rules = _rules(app, source.rules)
        if not rules.keep_last and not rules.keep_days:
            continue
        async for article, state in _articles(app, source=source.id, cold=bool(rules.keep_days)):
            if article.source == source.id and state.versions > 2:  # noqa: PLR2004 - first and newest always stay
                dropped += await _retain(app, article.id, rules)
    return dropped


async def _retain(app: App, article: ArticleId, rules: SourceRules) -> int:
    cold = _cold(app)
    try:
        outline = await cold.versions.outline(article, await chains_of(app.store).elements(article))
        standing = (await app.store.marks.of([article])).get(article, Standing())
        numbers = to_drop(outline, rules, standing, now=app.world.clock.now())
        if not numbers:
            return 0
        frozen = await cold.ice.thaw(article)
        done = await cold.versions.drop(article, numbers)
        if frozen:
            await cold.ice.freeze(article)
    except DamagedRecord as error:
        log.get("upkeep").error("text_not_let_go", article=article, error=str(error))
        return 0
    return len(numbers) if done else 0


def _rules(app: App, rules: SourceRules) -> SourceRules:
    """The source's rules, or those of the settings where it has none."""
    if rules.keep_last or rules.keep_days:
        return rules
    default = app.settings.archive
    return replace(rules, keep_last=default.keep_last or None, keep_days=default.keep_days or None)


# ------------------------------------------------ cold store
async def chill(app: App) -> int:
    """Move what is old from memory to the cold store, and younger things while memory is short; how many moves."""
    after_s = app.settings.archive.cold_after
    moved = await _chill(app, timedelta(seconds=after_s)) if after_s else 0
    age = timedelta(seconds=after_s or 64 * YOUNGEST.total_seconds())
    while age > YOUNGEST and (await app.store.room.fullness()).share > app.settings.archive.cold_above:
        age = max(age / 2, YOUNGEST)
        moved += await _chill(app, age)
    return moved


async def _chill(app: App, age: timedelta) -> int:
    moved = 0
    older_than = app.world.clock.now() - max(age, YOUNGEST)
    async for article, state in _articles(app):
        try:
            moved += await _chill_one(app, article.id, state, older_than)
        except DamagedRecord as error:
            log.get("upkeep").error("not_moved", article=article.id, error=str(error))
    return moved


async def _chill_one(app: App, article: ArticleId, state: ArticleState, older_than: datetime) -> int:
    cold = _cold(app)
    if state.health is Health.FINISHED and state.looked and state.looked < older_than:
        return int(await cold.ice.freeze(article))
    if state.versions < 2 or state.last_change is None or await cold.versions.is_cold(article):  # noqa: PLR2004 - a pair
        return 0
    outline = await cold.versions.outline(article, await chains_of(app.store).elements(article))
    last = cold_until(outline, older_than=older_than)
    return await cold.versions.chill(article, last) if last else 0


async def _articles(app: App, source: str = "", *, cold: bool = False) -> AsyncIterator[Known]:
    """Articles that memory holds (`cold`: those of the cold store, too), page by page."""
    catalog, of = app.store.own_catalog, SourceId(source) if source else None
    async for page in every_page(lambda cursor: catalog.articles(source=of, cursor=cursor, limit=500)):
        for known in (await catalog.heads(page.items, cold=cold)).values():
            yield known


# ------------------------------------------------ disk
async def tidy(app: App) -> int:
    """At 85 % of `max_disk` remove raw responses that no version refers to, oldest first; bytes that are free now.

    The limit holds for the data folder, and for the store that the settings name, each by itself.
    """
    limit = app.settings.archive.max_disk
    if not limit:
        return 0
    data_dir = app.settings.data_dir
    disk = await asyncio.to_thread(DiskRoom(data_dir, limit).fullness, anew=True)
    places: list[tuple[WarcStore, Fullness]] = [(WarcFolder(data_dir), disk)]
    store = originals_of(app.settings)
    if isinstance(store, WarcObjects):
        places.append((store, Fullness(await asyncio.to_thread(store.used_bytes), limit)))
    full = [(place, fullness) for place, fullness in places if fullness.is_full]
    needed = await _needed(app) if full else set()
    freed, now = 0, app.world.clock.now()
    for place, fullness in full:
        enough = fullness.used_bytes - int(limit * FULL_SHARE)
        freed += await asyncio.to_thread(place.prune, lambda *body: body in needed, now=now, enough=enough)
    return freed


async def _needed(app: App) -> set[tuple[str, str]]:
    """(article, hash of the body) of every version that has a text, and of suspected changes."""
    found: set[tuple[str, str]] = set()
    async for page in chains_of(app.store).articles():
        for article in page:
            with suppress(DamagedRecord):
                versions = await app.store.own_archive.versions(article)
                found |= {(article, one.evidence.raw_sha256) for one in versions if not one.absence}
                head = await app.store.own_archive.head(article)
                if head and head.candidate:
                    found.add((article, head.candidate.evidence.raw_sha256))
    return found


# ------------------------------------------------ how long there is room
async def measure(app: App) -> int:
    """Keep a sample of how full memory and disk are."""
    room = await room_of(app)
    await _growth(app).add(Sample(app.world.clock.now(), room.memory.used_bytes, room.disk.used_bytes))
    return 0


async def room_of(app: App) -> Room:
    """How full memory and disk are, and when they will be."""
    memory = await app.store.room.fullness()
    disk = await asyncio.to_thread(DiskRoom(app.settings.data_dir, app.settings.archive.max_disk).fullness)
    samples = await _growth(app).samples()
    return Room(
        memory,
        disk,
        days_until([(one.at, one.memory) for one in samples], int(memory.limit_bytes * FULL_SHARE)),
        days_until([(one.at, one.disk) for one in samples], int(disk.limit_bytes * FULL_SHARE)),
    )


def room_in_words(room: Room) -> Sequence[str]:
    """A line for memory and one for disk, as pages and the command show them."""
    return (_line("Memory", room.memory, room.memory_days), _line("Disk", room.disk, room.disk_days))


def _line(name: str, fullness: Fullness, days: float | None) -> str:
    used = f"{fullness.used_bytes / 1e6:,.0f} MB"
    if not fullness.limit_bytes:
        return f"{name}: {used} used, no limit is set"
    said = f"{name}: {used} of {fullness.limit_bytes / 1e6:,.0f} MB used ({fullness.share:.0%})"
    if fullness.is_full:
        return f"{said}: {_FULL[name]}"
    return f"{said}; when it is full can not be foreseen yet" if days is None else f"{said}; full in {_days(days)}"


def _days(days: float) -> str:
    number = round(days)
    return "less than a day" if days < 1 else f"{number:,} day{'' if number == 1 else 's'}"


def _growth(app: App) -> Growth:
    if app.store.client is None or app.store.keys is None:
        raise StoreError("a store in memory keeps no samples")
    return Growth(app.store.client, app.store.keys)


def _cold(app: App) -> ColdStore:
    if app.store.cold is None:
        raise StoreError("a store in memory has no cold store")
    return app.store.cold
