"""What is really scheduled, in one sentence: it says what the plan holds, nothing else."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from monitor.model import Article, ArticleState, Candidate, Care, Health, Planned, Source, Watch
from monitor.poll.explaining import held_until, last_of
from monitor.web.moments import stamp
from monitor.web.words import PENDING, STATES


def plan_of_article(
    article: Article,
    state: ArticleState,
    source: Source | None,
    planned: Planned,
    *,
    candidate: Candidate | None,
    now: datetime,
    care: Care = Care(),
) -> Markup:
    """When an article is checked again, as its plan has it."""
    if source is not None and (source.archived or source.paused):
        return Markup("no checks while its source is {}").format("removed" if source.archived else "paused")
    if article.watch is Watch.FEED:
        return Markup("compared each time its feed is read")
    if planned.leased or planned.due is None:
        return Markup("being checked now") if planned.leased else Markup("no more checks planned")
    before, after = _why(state, planned, candidate)
    if care.boosted_until is not None and now < care.boosted_until:
        boosted = Markup("; checked closely until {}").format(stamp(care.boosted_until))
        return Markup("{}{}{}").format(before, _next(planned, now), boosted)
    if (before or after) and state.health is not Health.FINISHED:
        return Markup("{}{}{}").format(before, _next(planned, now), after)
    return Markup("{}{}{}").format(before, _next(planned, now), after) + _last(article, state, source, planned.due)


def _why(state: ArticleState, planned: Planned, candidate: Candidate | None) -> tuple[str, str]:
    """What stands before and behind the next check where it is no ordinary one."""
    if planned.quarantined or state.health is Health.QUARANTINED:
        return f"{STATES[Health.QUARANTINED]}; ", ""
    if candidate is not None and not candidate.why:
        return f"{PENDING}; ", ""
    if state.health is Health.UNAVAILABLE:
        return "", ", to see whether it comes back"
    if state.health is Health.FINISHED:
        return f"{STATES[Health.FINISHED]}; ", ", to see whether it still stands"
    return "", ""


def plan_of_source(source: Source, planned: Planned, *, now: datetime) -> Markup:
    """When a source is read again, as its plan has it."""
    if source.archived or source.paused:
        return Markup("removed; its history stays") if source.archived else Markup("paused")
    if planned.leased:
        return Markup("being checked now")
    if planned.due is None:
        return Markup("no more checks planned")
    if planned.quarantined:
        return Markup("{}; {}").format(STATES[Health.QUARANTINED], _next(planned, now))
    return _next(planned, now)


def _next(planned: Planned, now: datetime) -> Markup:
    due = planned.due
    if held := held_until(planned, now=now):
        return Markup("next check {}: until then its site is left alone").format(stamp(held))
    if due is not None and due <= now:
        return Markup("next check now due (since {})").format(stamp(due))
    return Markup("next check {}").format(stamp(due))


def _last(article: Article, state: ArticleState, source: Source | None, due: datetime) -> Markup:
    last = last_of(article, state, source.rules) if source else None
    if last is None or last <= due:
        return Markup("")
    return Markup("; last planned check {}").format(stamp(last))
