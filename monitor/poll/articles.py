"""When an article is looked at again, and why."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.model import Article, ArticleState, Care, Decision, FetchResult, Health, SourceRules, Trail
from monitor.poll import policy as policies
from monitor.poll.closing import CLOSING_DAYS, TOLERANCE, is_finished, last_planned, next_closing
from monitor.poll.hosts import backoff_s, retry_after_s
from monitor.poll.options import PollOptions
from monitor.poll.policy import Plan, Policy, Standing
from monitor.poll.schedule import fixed, words

QUARANTINE_S: Final = 86_400.0
GONE_LOOKS: Final = (timedelta(days=7), timedelta(days=30))  # after the page was found gone
MISSING_LOOKS: Final = (timedelta(hours=1), timedelta(hours=12), timedelta(hours=48))  # after the first 404
MISSING_S: Final = 6 * 3_600.0  # beyond them, where time away did not count
LONGEST_BOOST: Final = timedelta(hours=12)
OLDEST_AT_SIGHT: Final = timedelta(days=60)  # an older date of publication is taken for a mistake


def next_look(  # noqa: PLR0911, PLR0913 - each way to plan returns, and all that a plan is made from
    state: ArticleState,
    article: Article,
    rules: SourceRules,
    *,
    now: datetime,
    options: PollOptions,
    result: FetchResult | None = None,
    dice: float = 0.5,
    care: Care = Care(),
    trail: Trail = Trail(),
    policy: Policy | None = None,
) -> Decision:
    """When to look at this article again; `state` is the one that the last look left, no policy = the shipped one."""
    if trail.same_as is not None:
        return Decision(None, "the same page as another article, where it is checked", last=True)
    if state.health is Health.QUARANTINED:
        return Decision(QUARANTINE_S, "set aside after 3 crashes; tried once a day")
    planned = fixed(rules, now=now, options=options, start=article.added, dice=dice)
    if state.health is Health.UNAVAILABLE:
        return planned or _gone(state, trail, now=now)
    if trail.missing > 0 and trail.missing_since is not None and retry_after_s(result, now=now) is None:
        return planned or _missing(trail.missing_since, now=now)
    if state.failures > 0:
        return _after_failure(state, result, now=now, options=options, dice=dice)
    if is_boosted(care, now=now):
        return _boosted(care, now=now, options=options)
    usual = planned or _by_price(state, article, rules, care, policy or policies.shipped(), now=now, options=options)
    return _closing(state, article, usual, now=now) if rules.retire else usual


def is_boosted(care: Care, *, now: datetime) -> bool:
    """True while somebody's wish for many looks lasts."""
    return care.boosted_until is not None and now < care.boosted_until


def _boosted(care: Care, *, now: datetime, options: PollOptions) -> Decision:
    until = min(care.boosted_until or now, now + LONGEST_BOOST)
    why = f"boosted: every {words(options.boost_s)} until {until.astimezone(UTC):%d %b %H:%M} UTC"
    return Decision(options.boost_s, why, waited_for=True)


def standing(state: ArticleState, article: Article, rules: SourceRules, care: Care, *, now: datetime) -> Standing:
    """What the policy is asked about this article."""
    born = born_at(article)
    last = state.last_change or article.added
    return Standing(
        changes=state.changes,
        age_h=_hours(now - born),
        quiet_h=_hours(now - max(last, born)),
        hour=_hour(now),
        source=article.source,
        weight=rules.weight * care.weight,
    )


def born_at(article: Article) -> datetime:
    """When the article was published, if what its outlet says is likely; else when it was found."""
    if not article.published:
        return article.added
    try:
        said = datetime.fromisoformat(article.published)
    except ValueError:
        return article.added
    said = said.replace(tzinfo=UTC) if said.tzinfo is None else said
    return said if article.added - OLDEST_AT_SIGHT <= said <= article.added else article.added


def _by_price(
    state: ArticleState,
    article: Article,
    rules: SourceRules,
    care: Care,
    policy: Policy,
    *,
    now: datetime,
    options: PollOptions,
) -> Decision:
    where = standing(state, article, rules, care, now=now)
    plan = policy.plan(where)
    wait_s = min(max(options.floor_s, plan.wait_h * 3_600.0), options.longest_s)
    return Decision(wait_s, _why(state, where, plan))


def _why(state: ArticleState, where: Standing, plan: Plan) -> str:
    """The plan in words: what is known of the article, and what that makes us expect."""
    changes = "no change so far" if not state.changes else f"{state.changes} change{'s' * (state.changes > 1)} so far"
    known = f"published {words(where.age_h * 3_600)} ago, {changes}"
    if state.changes:
        known += f", the last one {words(where.quiet_h * 3_600)} ago"
    if plan.per_hour <= 0.0 or math.isinf(plan.wait_h):
        return f"{known}: an edit is hardly to be expected any more"
    return f"{known}: about one edit in {words(3_600.0 / plan.per_hour)} is to be expected"


def _closing(state: ArticleState, article: Article, usual: Decision, *, now: datetime) -> Decision:
    """The usual plan, or the closing look that comes before it."""
    closing = next_closing(state, article, now=now)
    if closing is None:
        return Decision(None, "finished: no more checks planned", last=True)
    at, days = closing
    left_s = (at - now).total_seconds()
    if days in CLOSING_DAYS:
        if usual.after_s is not None and usual.after_s < left_s:
            return usual
        why = f"closing check {days} days after it was found"
        return Decision(left_s, why, unconditional=True, last=days == CLOSING_DAYS[-1])
    return Decision(left_s, f"finished; a check after {days} days whether it still stands", unconditional=True)


def _gone(state: ArticleState, trail: Trail, *, now: datetime) -> Decision:
    """Looks 7 and 30 days after a page went away; where the look failed otherwise, the next one stands for it."""
    since = trail.gone_since or state.looked or now
    for number, span in enumerate(GONE_LOOKS, 1):
        if since + span > now + TOLERANCE:
            why = "the page is gone; looking whether it comes back"
            last = number == len(GONE_LOOKS)
            return Decision((since + span - now).total_seconds(), why, unconditional=True, last=last)
    return Decision(None, "the page is gone: no more checks planned", last=True)


def _missing(since: datetime, *, now: datetime) -> Decision:
    """Looks that tell a page that is gone from a server that stumbles."""
    why = "the page was not found; it counts as gone when it is missing at 3 checks over 48 hours"
    waits = ((since + span - now).total_seconds() for span in MISSING_LOOKS)
    return Decision(next((wait for wait in waits if wait > TOLERANCE.total_seconds()), MISSING_S), why)


def _after_failure(
    state: ArticleState, result: FetchResult | None, *, now: datetime, options: PollOptions, dice: float
) -> Decision:
    asked_s = retry_after_s(result, now=now)
    wait_s = max(options.floor_s, asked_s or backoff_s(state.failures, dice=dice))
    what = "the server asked to wait" if asked_s else f"the last {state.failures} checks failed"
    return Decision(min(wait_s, options.longest_s), f"{what} ({state.reason})" if state.reason else what)


def _hours(span: timedelta) -> float:
    return max(0.0, span.total_seconds() / 3_600.0)


def _hour(now: datetime) -> float:
    at = now.astimezone(UTC)
    return at.hour + at.minute / 60.0


__all__ = ["born_at", "is_boosted", "is_finished", "last_planned", "next_look", "standing"]
