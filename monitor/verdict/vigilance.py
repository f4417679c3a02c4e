"""Sources that answer and yet are not well: nothing new for too long, or more pages than usual that can not be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.model import EventType, SourceState
from monitor.poll import illness, rhythm
from monitor.ports import Totals

QUIET_OVER = "new links are listed again"
ILL_OVER = "its pages can be read again as usual"


def watched_over(
    before: SourceState, after: SourceState, *, new: bool, totals: Totals, now: datetime
) -> tuple[SourceState, EventType | None, str]:
    """The state after a look that went well, with the event that this makes and its detail; one event a look.

    `totals` counts all looks at its articles. What can not be told now, because another event was made, is told at the
    next look.
    """
    kept = rhythm.after_look(
        before.rhythm, max(filter(None, (before.looked, before.pushed)), default=None), now, new=new
    )
    sick = illness.after_looks(before.illness, totals.looks, totals.degraded_looks, now)
    after = replace(after, rhythm=kept, illness=replace(sick, ill=before.illness.ill))
    if sick.ill != before.illness.ill:
        after = replace(after, illness=sick)
        detail = f"{sick.share:.0%} of its pages could not be read whole at the last checks; usually {sick.usual:.0%}"
        return (
            after,
            EventType.SOURCE_DEGRADED if sick.ill else EventType.SOURCE_RECOVERED,
            detail if sick.ill else ILL_OVER,
        )
    if before.rhythm.quiet and new:
        return after, EventType.SOURCE_RECOVERED, QUIET_OVER
    if not before.rhythm.quiet and not new and rhythm.is_quiet(kept):
        since = f"{kept.newest:%Y-%m-%d %H:%M} UTC" if kept.newest else "long ago"
        detail = f"no new link since {since}; {kept.expected:.0f} checks with something new were to be expected"
        return replace(after, rhythm=replace(kept, quiet=True)), EventType.SOURCE_QUIET, detail
    return after, None, ""
