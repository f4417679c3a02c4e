"""Why the next look is when it is: the plan made once more from what is known, in words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.model import Article, ArticleState, Care, Health, Planned, Source, SourceRules, Trail, Watch
from monitor.poll.articles import is_boosted, next_look, standing
from monitor.poll.closing import TOLERANCE, closing_looks, last_planned
from monitor.poll.options import PollOptions
from monitor.poll.policy import USUAL_PRICE, Policy
from monitor.poll.schedule import words

SOONER: Final = timedelta(minutes=2)  # a look that is due so much before its plan was asked for
HELD: Final = timedelta(minutes=1)  # a host that may be asked so much later than planned is worth a word


@dataclass(frozen=True, slots=True)
class Explained:
    """What is planned for an article, and why."""

    due: datetime | None
    why: str
    last: datetime | None  # the last planned look, None where looks never end
    facts: tuple[tuple[str, str], ...]  # (what, value), in words
    weight: float = 1.0  # watch weight of the article, beside that of its source


def explain(  # noqa: PLR0913 - all that a plan is made from
    article: Article,
    state: ArticleState,
    source: Source,
    planned: Planned,
    *,
    care: Care,
    trail: Trail,
    pending: bool,
    policy: Policy,
    options: PollOptions,
    now: datetime,
) -> Explained:
    """The plan in words; `pending`: a possible edit waits for its second look."""
    rules = source.rules
    last, facts = last_of(article, state, rules), _facts(article, state, rules, care, policy, now)
    if unchecked := _unchecked(article, source):
        return Explained(None, unchecked, last, facts, care.weight)
    at = state.looked or article.added
    made = next_look(state, article, rules, now=at, options=options, care=care, trail=trail, policy=policy)
    due = None if made.after_s is None else at + timedelta(seconds=made.after_s)
    why = made.why
    if planned.leased:
        why = "it is being checked now"
    elif planned.quarantined:
        why = f"set aside after 3 crashes; tried once a day ({planned.quarantined})"
    elif planned.announced:
        why = f"an update was announced; without that: {made.why}"
    elif state.looked is None:
        why = "it has not been checked yet; first checks of a source are spread out"
    elif pending:
        why = "possible edit, checking again"
    elif (
        _is_exact(state, rules) and planned.due is not None and planned.due <= now and _is_early(planned.due, due, now)
    ):
        why = f"somebody asked for it; without that: {made.why}"
    if held := held_until(planned, now=now):
        why = f"its site is left alone until {held:%d %b %H:%M} UTC; {why}"
    return Explained(next_check(planned, now=now), why, last, facts, care.weight)


def held_until(planned: Planned, *, now: datetime) -> datetime | None:
    """Until when its host is left alone, where that is later than the plan: it asked for that, or keeps failing."""
    due, free = planned.due, planned.host_free
    return free if free is not None and due is not None and free > max(due, now) + HELD else None


def next_check(planned: Planned, *, now: datetime) -> datetime | None:
    """When a check is to be expected: at its time, or when its host may be asked again."""
    return held_until(planned, now=now) or planned.due


def _unchecked(article: Article, source: Source) -> str:
    """Why the article's page is not looked at, "" if it is."""
    if source.archived or source.paused:
        return f"its source is {'removed' if source.archived else 'paused'}"
    if article.watch is Watch.FEED:
        return "only the text in its feed is watched, and compared each time the feed is read"
    return ""


def _is_exact(state: ArticleState, rules: SourceRules) -> bool:
    """True if no dice were thrown for the plan, so that a time before it tells of a wish."""
    return not state.failures and not rules.jitter_s


def _is_early(planned: datetime, due: datetime | None, now: datetime) -> bool:
    """True if its time came before the plan's, which is still to come: a backlog is made in another order."""
    return due is None or (due > now and planned < due - SOONER)


def last_of(article: Article, state: ArticleState, rules: SourceRules) -> datetime | None:
    """The last look that is planned: of the finished ones, whether they still stand after a year."""
    end = last_planned(article, rules, state)
    if end is None or state.health is not Health.FINISHED:
        return end
    return closing_looks(state, article)[-1]


def _facts(
    article: Article, state: ArticleState, rules: SourceRules, care: Care, policy: Policy, now: datetime
) -> tuple[tuple[str, str], ...]:
    where = standing(state, article, rules, care, now=now)
    plan = policy.plan(where)
    counted = policy.learned.sources.get(article.source)
    facts = [
        ("age", words(where.age_h * 3_600)),
        ("changes seen", str(state.changes)),
        ("checks", str(state.looks)),
        ("edits to be expected", f"about one in {words(3_600 / plan.per_hour)}" if plan.per_hour else "none"),
        ("watch weight", f"{rules.weight * care.weight:g} (source {rules.weight:g}, article {care.weight:g})"),
        ("learned from", f"{policy.learned.detections:.0f} edits" if policy.learned.detections else "nothing yet"),
        (
            "announcements of its source",
            f"{counted.trust:.0%} were followed by an edit" if counted else "none counted yet",
        ),
    ]
    if policy.price > USUAL_PRICE:
        dearer = policy.price / USUAL_PRICE
        facts.append(
            ("budget", f"more checks would pay than it allows: each must promise {dearer:.1f} times the usual")
        )
    if care.boosted_until is not None and is_boosted(care, now=now):
        facts.append(("boosted for another", words((care.boosted_until - now).total_seconds())))
    if rules.retire:
        left = [f"{at:%d %b %Y}" for at in closing_looks(state, article) if at > now - TOLERANCE]
        facts.append(("checks in any case on", ", ".join(left) or "none left"))
    return tuple(facts)
