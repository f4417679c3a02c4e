"""The order of a backlog: what fell due while nobody looked, by what a look at it is expected to catch."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

from monitor.model import Article, ArticleState, Care, SourceRules
from monitor.poll.articles import standing
from monitor.poll.policy import Policy

LEAST: Final = 1e-6  # caught versions; what is worth less is not told apart


def seconds_ago(
    state: ArticleState,
    article: Article,
    rules: SourceRules,
    care: Care,
    policy: Policy,
    *,
    now: datetime,
    away: timedelta,
) -> float:
    """Since when an overdue article counts as due: the more its look is worth, the earlier in the time away.

    Whatever falls due from now on comes after all of the backlog at its host, so nothing starves.
    """
    worth = max(LEAST, _worth(state, article, rules, care, policy, now))
    return away.total_seconds() * (1.0 - math.log(worth) / _LOWEST)


def _worth(
    state: ArticleState, article: Article, rules: SourceRules, care: Care, policy: Policy, now: datetime
) -> float:
    """What a look now is expected to catch: all where nothing was kept yet, or an edit waits for its second look."""
    since, looked = state.last_confirmed, state.looked
    if since is None or (looked is not None and looked > since and not state.failures):
        return 1.0
    where = standing(state, article, rules, care, now=since)
    return min(1.0, policy.worth_after(where, max(0.0, (now - since).total_seconds() / 3_600.0)))


_LOWEST: Final = math.log(LEAST)
