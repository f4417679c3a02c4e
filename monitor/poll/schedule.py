"""Fixed schedules: APScheduler's triggers say when, the frontier does it."""

from __future__ import annotations

from datetime import datetime

from apscheduler.triggers.cron import CronTrigger

from monitor.errors import SettingsError
from monitor.model import Decision, SourceRules
from monitor.poll.options import PollOptions


def fixed(rules: SourceRules, *, now: datetime, options: PollOptions) -> Decision | None:
    """The next look of a source that has a schedule of its own; None if the re-check policy decides."""
    if rules.cron:
        due = cron(rules.cron, options.timezone).get_next_fire_time(None, now)
        if due is None:
            return Decision(None, f"the schedule {rules.cron!r} names no further time", last=True)
        after_s = max(options.floor_s, (due - now).total_seconds())
        return Decision(after_s, f"fixed schedule: {rules.cron}")
    if rules.every_s:
        return Decision(max(options.floor_s, rules.every_s), f"fixed schedule: every {words(rules.every_s)}")
    return None


def cron(line: str, timezone: str = "UTC") -> CronTrigger:
    """The trigger of a cron line; raises SettingsError if it is none."""
    try:
        return CronTrigger.from_crontab(line, timezone)
    except (ValueError, TypeError) as error:
        raise SettingsError("cron", f"{line!r} is not a cron line: {error}") from error


def words(seconds: float) -> str:
    """A span as people say it.

    >>> words(5400), words(300), words(40)
    ('1.5 hours', '5 minutes', '40 seconds')
    """
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{number} {unit}{'' if number == '1' else 's'}"
    return f"{seconds:.0f} seconds"
