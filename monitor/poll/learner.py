"""What one process knows of the rule and has counted for it; others carry its counts to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from monitor.model import Article, ArticleState, Care, SourceRules
from monitor.poll import policy as policies
from monitor.poll.articles import standing
from monitor.poll.counters import Counts, Span, added, tally
from monitor.poll.policy import Policy
from monitor.poll.ruling import Ruling

NO_CARE: Final = Care()
EXPLORED: Final = 0.05  # of the announcements that do not pay by what is known: so that trust can come back


class Learner:
    """The policy that holds now, and increments that are not in the store yet."""

    __slots__ = ("_counts", "policy")

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or policies.shipped()
        self._counts: dict[str, float] = {}

    def adopt(self, ruling: Ruling) -> None:
        """Plan by this from now on."""
        self.policy = Policy(ruling.learned, ruling.price)

    def count(self, span: Span) -> None:
        """Count the time between two looks, and what the second one found."""
        tally(span, self.policy.learned, self._counts)

    def take(self) -> dict[str, float]:
        """What was counted since it was taken last."""
        taken, self._counts = self._counts, {}
        return taken

    def give_back(self, counts: Counts) -> None:
        """What was taken could not be kept: it is taken again next time."""
        self._counts = added(self._counts, counts)

    def heeds(self, source: str, dice: float) -> bool:
        """True if an announcement of this source makes an article due at once."""
        return self.policy.worth_a_look(source) or dice < EXPLORED


def watched(
    state: ArticleState, article: Article, rules: SourceRules, *, until: datetime, found: bool, announced: bool
) -> Span | None:
    """The time since the text was last confirmed, as it is counted; `state` is the one before the look."""
    since = state.last_confirmed
    if since is None or until <= since:
        return None
    began = standing(state, article, rules, NO_CARE, now=since)
    length_h = (until - since).total_seconds() / 3_600.0
    return Span(
        began.source, began.changes, began.age_h, began.quiet_h, length_h, began.hour, found=found, announced=announced
    )
