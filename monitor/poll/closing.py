"""Closing looks: unconditional ones 7, 21 and 60 days after an article was found; then it is finished.

A finished article is looked at twice more, after 180 days and after a year, to see whether it still stands. One whose
text changes after it was finished (a signal woke it) begins anew from that change.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import Final

from monitor.model import Article, ArticleState, SourceRules

CLOSING_DAYS: Final = (7, 21, 60)
AFTER_FINISH_DAYS: Final = (180, 365)
_SPANS: Final = tuple(timedelta(days=days) for days in (*CLOSING_DAYS, *AFTER_FINISH_DAYS))
TOLERANCE: Final = timedelta(seconds=60)  # a look so shortly before a closing look stands for it


def next_closing(state: ArticleState, article: Article, *, now: datetime) -> tuple[datetime, int] | None:
    """When the next closing look is due, and how many days after its beginning; None after the last one."""
    start = _start(state, article)
    over = _over(start, now)
    return (start + _SPANS[over], _SPANS[over].days) if over < len(_SPANS) else None


def is_closing_look(state: ArticleState, article: Article, rules: SourceRules, *, now: datetime) -> bool:
    """True if a look now has to be unconditional: a closing look fell due since the text was last confirmed."""
    if not rules.retire:
        return False
    start, confirmed = _start(state, article), state.last_confirmed or article.added
    return _over(start, confirmed) < _over(start, now)


def is_finished(state: ArticleState, article: Article, rules: SourceRules, *, now: datetime) -> bool:
    """True if the last planned look at the article is over: its text was confirmed after it."""
    end = last_planned(article, rules, state)
    confirmed = state.last_confirmed
    return end is not None and confirmed is not None and confirmed >= end - TOLERANCE and now >= end - TOLERANCE


def last_planned(article: Article, rules: SourceRules, state: ArticleState | None = None) -> datetime | None:
    """When the last planned look at a news article is due; None where looks never end."""
    if not rules.retire:
        return None
    return _start(state or ArticleState(), article) + timedelta(days=CLOSING_DAYS[-1])


def closing_looks(state: ArticleState, article: Article) -> list[datetime]:
    """When each of them falls due, those that are over included."""
    start = _start(state, article)
    return [start + span for span in _SPANS]


def _over(start: datetime, at: datetime) -> int:
    """How many closing looks have fallen due by then."""
    return bisect_right(_SPANS, at + TOLERANCE - start)


def _start(state: ArticleState, article: Article) -> datetime:
    """From when on the days are counted: the first sight, or the change that woke a finished article."""
    end = article.added + timedelta(days=CLOSING_DAYS[-1])
    woken = state.last_change
    return woken if woken is not None and woken > end else article.added
