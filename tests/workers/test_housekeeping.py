"""How often housekeeping is done: what walks over all articles rests the longer, the more there are."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from looking import Newsdesk

from monitor.app.opening import App
from monitor.settings import Settings
from workers import keeper
from workers.keeper import Job


async def slow(app: App) -> int:
    await asyncio.sleep(0.01)
    return 0


def test_a_job_over_all_articles_takes_a_fifth_of_a_percent_of_the_time_at_most() -> None:
    walking, other = Job("walking", 600.0, slow, walks=True), Job("other", 600.0, slow)
    assert keeper.rest_after(walking, 1.0) == 600.0
    assert keeper.rest_after(walking, 100.0) == 50_000.0
    assert keeper.rest_after(other, 100.0) == 600.0
    assert {job.name for job in keeper.JOBS if job.walks} == {"put_back", "cold", "retention"}


async def test_a_job_that_took_long_is_planned_later_than_usual() -> None:
    desk = Newsdesk()
    app = App(Settings(data_dir=Path("unused")), desk.store, desk.world, None, None)  # type: ignore[arg-type] # no network, no sinks
    scheduler = AsyncIOScheduler(timezone="UTC")
    job = Job("slow", 1.0, slow, walks=True)
    planned = scheduler.add_job(slow, "interval", seconds=1, id=job.name, args=(app,))
    scheduler.start(paused=True)
    try:
        await keeper.run_job(job, app, scheduler)
        assert planned.next_run_time >= desk.clock.now() + timedelta(seconds=5)
    finally:
        scheduler.shutdown(wait=False)
