"""When an article is looked at again.

Edits follow a news article like aftershocks: most come within hours, the rate falls with age, and an article that was
edited once is likely to be edited again. So the wait is a share of the time since something last happened (its
appearance or its last change), between the floor and the next closing look. Closing looks come 7, 21 and 60 days after
the first sight; then a news article is finished, and looked at 180 days and a year after: does it still stand?
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from monitor.model import Article, ArticleState, Decision, FetchFailed, FetchResult, Health, Response, SourceRules
from monitor.poll.hosts import backoff_s, retry_after_s
from monitor.poll.options import PollOptions
from monitor.poll.schedule import fixed, words

SHARE_OF_QUIET: Final = 0.12  # of the time since something last happened
CHANGED_BEFORE: Final = 0.5  # an article that was edited is looked at so much sooner
CLOSING_DAYS: Final = (7, 21, 60)
AFTER_FINISH_DAYS: Final = (180, 365)
QUARANTINE_S: Final = 86_400.0
GONE_LOOKS_S: Final = (7 * 86_400.0, 30 * 86_400.0)


def next_look(
    state: ArticleState,
    article: Article,
    rules: SourceRules,
    *,
    now: datetime,
    options: PollOptions,
    result: FetchResult | None = None,
    dice: float = 0.5,
) -> Decision:
    """When to look at this article again; `state` is the one that the last look left."""
    if state.health is Health.QUARANTINED:
        return Decision(QUARANTINE_S, "set aside after 3 crashes; tried once a day")
    if state.health is Health.UNAVAILABLE:
        return _gone(state, now)
    if state.failures > 0 and result is not None:
        return _after_failure(state, result, now=now, options=options, dice=dice)
    planned = fixed(rules, now=now, options=options)
    if planned is not None:
        return planned
    return _by_quiet(state, article, rules, now=now, options=options)


def _by_quiet(
    state: ArticleState, article: Article, rules: SourceRules, *, now: datetime, options: PollOptions
) -> Decision:
    age = now - article.added
    since = now - max(article.added, state.last_change or article.added)
    share = SHARE_OF_QUIET * (CHANGED_BEFORE if state.changes else 1.0) / rules.weight
    wait_s = min(max(options.floor_s, share * since.total_seconds()), options.longest_s)
    why = f"quiet for {words(since.total_seconds())}"
    if not rules.retire:
        return Decision(wait_s, why)
    return _closing(age, wait_s, why)


def _closing(age: timedelta, wait_s: float, why: str) -> Decision:
    """Ordinary looks until the seventh day, then the closing ones, then two that only see whether it still stands."""
    age_s = age.total_seconds()
    for days in (*CLOSING_DAYS, *AFTER_FINISH_DAYS):
        left_s = days * 86_400.0 - age_s
        if left_s <= 1.0:
            continue
        if days == CLOSING_DAYS[0] and wait_s < left_s:
            return Decision(wait_s, why)
        kind = "closing check" if days in CLOSING_DAYS else "finished; looking whether it still stands"
        return Decision(
            left_s, f"{kind} {days} days after it was found", unconditional=True, last=days == CLOSING_DAYS[-1]
        )
    return Decision(None, "finished: no more checks planned", last=True)


def last_planned(article: Article, rules: SourceRules) -> datetime | None:
    """When the last planned look at a news article is due; None where looks never end."""
    return article.added + timedelta(days=CLOSING_DAYS[-1]) if rules.retire else None


def _gone(state: ArticleState, now: datetime) -> Decision:
    """Looks 7 and 30 days after a page went away."""
    since = (now - (state.last_confirmed or now)).total_seconds()
    for after_s in GONE_LOOKS_S:
        if since < after_s - 1.0:
            return Decision(after_s - since, "the page is gone; looking whether it comes back", unconditional=True)
    return Decision(None, "the page is gone: no more checks planned", last=True)


def _after_failure(
    state: ArticleState, result: FetchResult, *, now: datetime, options: PollOptions, dice: float
) -> Decision:
    asked_s = retry_after_s(result, now=now)
    wait_s = max(options.floor_s, asked_s or backoff_s(state.failures, dice=dice))
    what = "the server asked to wait" if asked_s else f"the last {state.failures} checks failed"
    if isinstance(result, Response | FetchFailed) and state.reason:
        what = f"{what} ({state.reason})"
    return Decision(min(wait_s, options.longest_s), what)
