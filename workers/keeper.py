"""Housekeeping: a few jobs on APScheduler's clock, each run by one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import intake, log
from monitor.app import App, sign_root
from monitor.errors import StoreError
from monitor.store.roots import RootLog


@dataclass(frozen=True, slots=True)
class Job:
    """A housekeeping job; one process at a time does it."""

    name: str
    every_s: float
    work: Callable[[App], Awaitable[int]]


async def run(app: App, stop: asyncio.Event) -> None:
    """Run the jobs until `stop`; each once at the start, too."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        scheduler.add_job(
            _guarded,
            IntervalTrigger(seconds=int(job.every_s), jitter=5),
            args=(job, app),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        for job in JOBS:
            await _guarded(job, app)
        await stop.wait()
    finally:
        scheduler.shutdown(wait=False)


async def _guarded(job: Job, app: App) -> None:
    """The outermost place of a job: what goes wrong is logged here, and the job runs again next time."""
    logger = log.get("keeper")
    try:
        if not await app.store.locks.take(f"job {job.name}", for_s=job.every_s / 2):
            return
        done = await job.work(app)
        if done:
            logger.info("job_done", job=job.name, count=done)
    except StoreError as error:
        logger.error("job_failed", job=job.name, error=str(error))  # noqa: TRY400 - an expected error
    except Exception:
        logger.exception("job_broke", job=job.name)


async def put_back(app: App) -> int:
    """Plan again what a crash between two steps left without a plan; how many were found."""
    live = [source for source in await app.store.book.all() if not source.paused]
    return sum([await intake.replan(source, app.world) for source in live])


async def roots(app: App) -> int:
    """Sign the root of the day, if that was not done yet today."""
    entries = RootLog(app.settings.data_dir).entries()
    if entries and entries[-1].at.date() == app.world.clock.now().date():
        return 0
    return 1 if await sign_root(app) else 0


JOBS: Final = (Job("put_back", 600.0, put_back), Job("roots", 3_600.0, roots))
