"""When a source is read again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from monitor.model import Decision, FetchResult, Source, SourceState
from monitor.poll.hints import bounded_hint_s, header_hint_s, past_skipped_s
from monitor.poll.hosts import backoff_s, retry_after_s
from monitor.poll.options import PollOptions
from monitor.poll.pushes import PUSHES_HOLD
from monitor.poll.schedule import fixed, words

SHARE_OF_QUIET: Final = 0.1  # of the time since its newest entry
LEAST_WEIGHT: Final = 0.1


def next_poll(
    state: SourceState,
    source: Source,
    *,
    now: datetime,
    options: PollOptions,
    result: FetchResult | None = None,
    hint_s: float = 0.0,
    dice: float = 0.5,
) -> Decision:
    """When to read this source again; `hint_s` is what its publisher asks for (ttl, sy:), a floor up to a day."""
    if state.failures > 0:
        asked_s = retry_after_s(result, now=now) if result is not None else None
        wait_s = max(options.floor_s, asked_s or backoff_s(state.failures, dice=dice))
        times = "check" if state.failures == 1 else f"{state.failures} checks"
        return Decision(wait_s, f"the last {times} failed ({state.reason})")
    if any("over the cap" in note for note in state.notes):
        return Decision(options.floor_s, "more links wait to be taken up")
    planned = fixed(source.rules, now=now, options=options, start=source.added, dice=dice)
    if planned is not None:
        return planned
    usual = _unskipped(state, source, now=now, options=options, result=result, hint_s=hint_s)
    wait_s = past_skipped_s(usual.after_s or 0.0, state.skip_hours, state.skip_days, now=now)
    if wait_s > (usual.after_s or 0.0):
        return Decision(wait_s, "its publisher does not want to be read at that hour")
    return usual


def _unskipped(
    state: SourceState,
    source: Source,
    *,
    now: datetime,
    options: PollOptions,
    result: FetchResult | None,
    hint_s: float,
) -> Decision:
    """The next look as its content, its publisher's hints and its hub want it."""
    usual_s = max(options.floor_s, _by_content(state, now, options) / max(LEAST_WEIGHT, source.rules.weight))
    asked_s = max(bounded_hint_s(hint_s), bounded_hint_s(state.hint_s), header_hint_s(result, now=now))
    if state.pushed is not None and now - state.pushed < PUSHES_HOLD and usual_s < options.source_max_s:
        usual_s = options.source_max_s
        if asked_s <= usual_s:
            return Decision(usual_s, f"its hub sends what is new; it is read every {words(usual_s)} as well")
    if asked_s > usual_s:
        return Decision(asked_s, f"its publisher asks to be read every {words(asked_s)} at most")
    return Decision(usual_s, _why(state, usual_s, now))


def _by_content(state: SourceState, now: datetime, options: PollOptions) -> float:
    """A tenth of the time since its newest entry: a busy feed is read often, a sleepy one seldom."""
    if state.content_until is None:
        return options.source_min_s
    quiet_s = (now - state.content_until).total_seconds()
    return min(max(options.source_min_s, quiet_s * SHARE_OF_QUIET), max(options.source_min_s, options.source_max_s))


def _why(state: SourceState, wait_s: float, now: datetime) -> str:
    every = f"every {words(wait_s)}"
    if state.content_until is None or state.content_until > now:
        return every
    return f"{every}: its newest entry is of {words((now - state.content_until).total_seconds())} ago"
