"""Fixed schedules: APScheduler's triggers say when, the frontier does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apscheduler.triggers.interval import IntervalTrigger

from monitor.model import Decision, SourceRules
from monitor.poll.options import PollOptions

MOMENT = timedelta(microseconds=1)


def fixed(
    rules: SourceRules, *, now: datetime, options: PollOptions, start: datetime, dice: float = 0.0
) -> Decision | None:
    """The next look of a source that has a schedule of its own; None if the re-check policy decides.

    `start` is the moment from which an interval is counted; `dice` says how much of the jitter is added.
    """
    if not rules.cron and not rules.every_s:
        return None
    if rules.cron:
        from monitor.poll.cron import cron

        due = cron(rules.cron, options.timezone).get_next_fire_time(None, now + MOMENT)
        name = rules.cron
    else:
        due = _every(rules.every_s or 0, start).get_next_fire_time(None, now + MOMENT)
        name = f"every {words(rules.every_s or 0)}"
    if due is None:
        return Decision(None, f"the schedule {name!r} names no further time", last=True)
    after_s = (due - now).total_seconds() + dice * rules.jitter_s
    jitter = f", up to {words(rules.jitter_s)} later" if rules.jitter_s else ""
    if after_s < options.floor_s:
        return Decision(options.floor_s, f"fixed schedule: {name}{jitter}; never sooner than {words(options.floor_s)}")
    return Decision(after_s, f"fixed schedule: {name}{jitter}")


def _every(seconds: int, start: datetime) -> IntervalTrigger:
    return IntervalTrigger(seconds=seconds, start_date=start, timezone=UTC)


def words(seconds: float) -> str:
    """A span as people say it.

    >>> words(5400), words(300), words(40), words(3 * 86400 + 5)
    ('1.5 hours', '5 minutes', '40 seconds', '3 days')
    """
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{number} {unit}{'' if number == '1' else 's'}"
    return f"{seconds:.0f} second{'' if round(seconds) == 1 else 's'}"
