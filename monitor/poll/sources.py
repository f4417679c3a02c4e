"""When a source is read again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from monitor.model import Decision, FetchResult, Response, Source, SourceState
from monitor.poll.hosts import backoff_s, retry_after_s
from monitor.poll.options import PollOptions
from monitor.poll.schedule import fixed, words

MAX_HINT_S: Final = 86_400.0


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
        asked_s = retry_after_s(result, now=now) if isinstance(result, Response) else None
        wait_s = max(options.floor_s, asked_s or backoff_s(state.failures, dice=dice))
        return Decision(wait_s, f"the last {state.failures} checks failed ({state.reason})")
    if state.notes and any("over the cap" in note for note in state.notes):
        return Decision(options.floor_s, "more links wait to be taken up")
    planned = fixed(source.rules, now=now, options=options)
    if planned is not None:
        return planned
    wait_s = min(max(options.source_min_s, _by_content(state, now, options), min(hint_s, MAX_HINT_S)), MAX_HINT_S)
    why = f"its publisher asks for {words(hint_s)}" if hint_s and wait_s == hint_s else f"every {words(wait_s)}"
    return Decision(max(options.floor_s, wait_s / max(0.1, source.rules.weight)), why)


def _by_content(state: SourceState, now: datetime, options: PollOptions) -> float:
    """A tenth of the time since its newest entry: a busy feed is read often, a sleepy one seldom."""
    if state.content_until is None:
        return options.source_min_s
    quiet_s = (now - state.content_until).total_seconds()
    return min(max(options.source_min_s, quiet_s / 10.0), options.source_max_s)
