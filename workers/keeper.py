"""Housekeeping: a few jobs on APScheduler's clock, each run by one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor import intake, log
from monitor.app.erasing import obey
from monitor.app.hubs import keep_up_hubs
from monitor.app.opening import App
from monitor.app.roots import sign_root, stamp_roots
from monitor.app.upkeep import chill, measure, retain, tidy
from monitor.errors import ParseError, StoreError
from monitor.lateness import alarm, lag_s
from monitor.poll import ruling
from monitor.poll.counters import FORGOTTEN, keep_after
from monitor.store.roots import RootLog

REST: Final = 500  # times as long as it took: a fifth of a percent of the time


@dataclass(frozen=True, slots=True)
class Job:
    """A housekeeping job; one process at a time does it."""

    name: str
    every_s: float
    work: Callable[[App], Awaitable[int]]
    walks: bool = False  # over all articles: the more there are, the longer it rests


async def run(app: App, stop: asyncio.Event) -> None:
    """Run the jobs until `stop`; each once at the start, too."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        scheduler.add_job(
            run_job,
            IntervalTrigger(seconds=int(job.every_s), jitter=5),
            args=(job, app, scheduler),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        for job in JOBS:
            await run_job(job, app, scheduler)
        await stop.wait()
    finally:
        scheduler.shutdown(wait=False)


async def run_job(job: Job, app: App, scheduler: AsyncIOScheduler) -> None:
    """Do a job; one that took long comes again later than usual, so that it never takes more than its share of time."""
    begun = monotonic()
    await _guarded(job, app)
    rest_s = rest_after(job, monotonic() - begun)
    if rest_s > job.every_s:
        scheduler.modify_job(job.name, next_run_time=app.world.clock.now() + timedelta(seconds=rest_s))


def rest_after(job: Job, took_s: float) -> float:
    """Seconds until a job that took so long is done again."""
    return max(job.every_s, REST * took_s) if job.walks else job.every_s


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


async def rule(app: App) -> int:
    """Learn the re-check rule anew once a day, and hold its price to the budget; 1 if it is another one now."""
    ledger, now = app.store.ledger, app.world.clock.now()
    _, document = await ledger.rule()
    before = _ruling(document)
    after = before
    if ruling.is_due(before, now=now):
        sums = await ledger.sums()
        after = ruling.refitted(before, sums, now=now)
        if before.fitted is not None:
            days = (now - before.fitted) / timedelta(days=1)
            await ledger.fade(keep_after(days), least=FORGOTTEN)
    looks = (await app.store.catalog.totals()).looks + await _reads(app)
    after = ruling.within_budget(after, looks=looks, budget_per_s=app.settings.look.budget, now=now)
    if after == before:
        return 0
    await ledger.publish(ruling.dump(after))
    return 1


async def _reads(app: App) -> int:
    """How often all sources were read: those requests count in the budget, too."""
    everything = await app.store.book.all(archived=True)
    states = await app.store.book.states([source.id for source in everything])
    return sum(state.looks for state in states.values())


def _ruling(document: bytes) -> ruling.Ruling:
    """The rule in the store, or the first one where there is none that can be read."""
    try:
        return ruling.load(document) if document else ruling.first()
    except ParseError:
        return ruling.first()


async def roots(app: App) -> int:
    """Sign the root of the day, if that was not done yet today."""
    entries = RootLog(app.settings.data_dir).entries()
    if entries and entries[-1].at.date() == app.world.clock.now().date():
        return 0
    return 1 if await sign_root(app) else 0


async def look_at_lateness(app: App) -> int:
    """Say so in the log while messages are late; the status page and the metrics say it too."""
    store = app.store
    late_s = await lag_s(store.log, store.desk, store.subscriptions)
    if told := alarm(late_s):
        log.get("keeper").warning("messages_late", late_s=round(late_s), why=told)
    return 0


JOBS: Final = (
    Job("lateness", 60.0, look_at_lateness),
    Job("put_back", 600.0, put_back, walks=True),
    Job("erasures", 600.0, obey),
    Job("rule", 1_800.0, rule),
    Job("roots", 3_600.0, roots),
    Job("stamps", 3_600.0, stamp_roots),
    Job("room", 3_600.0, measure),
    Job("disk", 3_600.0, tidy),
    Job("cold", 3_600.0, chill, walks=True),
    Job("retention", 21_600.0, retain, walks=True),
    Job("hubs", 300.0, keep_up_hubs),
)
