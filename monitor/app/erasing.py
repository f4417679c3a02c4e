"""Erasing over the open parts, and making a store obey what was erased before."""

from __future__ import annotations

import asyncio

from monitor.app.opening import App
from monitor.app.originals import originals_of
from monitor.errors import StoreError
from monitor.model import Absence, Act, ArticleId, Deed, Standing
from monitor.store.bodies import NewestBodies
from monitor.store.erasing import Bodies, Eraser
from monitor.store.evidence import WarcFolder
from monitor.store.tombstones import Tombstone, Tombstones


async def erase(app: App, article: ArticleId, number: int, *, by: str, reason: str) -> None:
    """Remove a version's text (WHOLE: the article) from every place, for good.

    From the first step on nobody reads it; a crash on the way is made up for by the keeper. Raises StoreError.
    """
    now = app.world.clock.now()
    await asyncio.to_thread(Tombstones(app.settings.data_dir).add, Tombstone(article, number, now))
    await app.store.marks.add(article, Act(Deed.ERASE, number, now, by, reason))
    await _finish(app, article, number)


async def obey(app: App) -> int:
    """Finish what was begun, and erase again what an older store, put back, still holds; how much it was."""
    done = 0
    for stone in Tombstones(app.settings.data_dir).all():
        known = (await app.store.marks.of([stone.article])).get(stone.article, Standing())
        if known.absence(stone.number) is not Absence.ERASED:
            act = Act(Deed.ERASE, stone.number, app.world.clock.now(), "tombstones.jsonl", "erased before")
            await app.store.marks.add(stone.article, act)
    for article, number in [one async for one in _eraser(app).unfinished()]:
        await _finish(app, article, number)
        done += 1
    async for article, standing in app.store.marks.all():
        if standing.absence() is Absence.ERASED:  # a look that was under way may have kept a response since
            done += sum([await asyncio.to_thread(one.purge, article) for one in _bodies(app)])
    return done


async def _finish(app: App, article: ArticleId, number: int) -> None:
    await _eraser(app).finish(article, number, _bodies(app), app.world.clock.now())


def _bodies(app: App) -> tuple[Bodies, ...]:
    """Everywhere that raw responses may lie, whatever the settings say today."""
    data_dir = app.settings.data_dir
    here = (WarcFolder(data_dir), NewestBodies(data_dir))
    return (*here, originals_of(app.settings)) if app.settings.archive.store else here


def _eraser(app: App) -> Eraser:
    if app.store.eraser is None:
        raise StoreError("a store in memory erases nothing")
    return app.store.eraser
