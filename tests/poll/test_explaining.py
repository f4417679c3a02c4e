"""What `redline schedule` says of the next look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Care,
    Health,
    Item,
    ItemKind,
    Planned,
    Source,
    SourceId,
    SourceKind,
    SourceRules,
    Trail,
    Watch,
)
from monitor.poll import PollOptions
from monitor.poll.explaining import Explained, explain, last_of
from monitor.poll.learned import SourceFactors, unlearned
from monitor.poll.policy import USUAL_PRICE, Policy, shipped

ADDED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ARTICLE = Article(ArticleId("a" * 16), "https://a.example/x", "a.example", SourceId("s"), (SourceId("s"),), ADDED)
ITEM = Item(ItemKind.ARTICLE, ARTICLE.id, ARTICLE.host)
NOW = ADDED + timedelta(hours=9)
SEEN = ArticleState(
    health=Health.OK, versions=1, looks=7, last_confirmed=ADDED + timedelta(hours=8), looked=ADDED + timedelta(hours=8)
)


PLANNED = Planned(ITEM, None)
SOURCE = Source(SourceId("s"), "https://a.example/feed", SourceKind.FEED, "A", ADDED)


def explained(
    state: ArticleState = SEEN,
    *,
    due: timedelta | None = timedelta(hours=12),
    planned: Planned = PLANNED,
    care: Care = Care(),
    source: Source = SOURCE,
    article: Article = ARTICLE,
    trail: Trail = Trail(),
    pending: bool = False,
    policy: Policy | None = None,
) -> Explained:
    return explain(
        article,
        state,
        source,
        replace(planned, due=None if due is None else ADDED + due),
        care=care,
        trail=trail,
        pending=pending,
        policy=policy or shipped(),
        options=PollOptions(),
        now=NOW,
    )


def every(seconds: int, jitter_s: int = 0) -> Source:
    return replace(SOURCE, rules=SourceRules(every_s=seconds, jitter_s=jitter_s))


def test_an_ordinary_plan_is_explained_by_what_is_expected() -> None:
    found = explained()
    assert found.why.startswith("published 8 hours ago, no change so far: about one edit in")
    assert found.due == ADDED + timedelta(hours=12)
    assert found.last == ADDED + timedelta(days=60)
    facts = dict(found.facts)
    assert facts["checks in any case on"] == "09 Mar 2026, 23 Mar 2026, 01 May 2026, 29 Aug 2026, 02 Mar 2027"
    assert facts["watch weight"] == "1 (source 1, article 1)"
    assert facts["edits to be expected"].startswith("about one in ")
    assert facts["announcements of its source"] == "none counted yet"
    assert "budget" not in facts


def test_what_was_counted_of_announcements_is_told() -> None:
    known = replace(unlearned(), sources={"s": SourceFactors(trust=0.25)})
    assert dict(explained(policy=Policy(known)).facts)["announcements of its source"] == "25% were followed by an edit"


def test_an_announced_update_is_told_from_a_look_that_somebody_asked_for() -> None:
    due = timedelta(hours=8, minutes=3)
    announced = explained(due=due, planned=Planned(ITEM, None, announced=True))
    assert announced.why.startswith("an update was announced; without that: published 8 hours ago")
    assert explained(due=due).why.startswith("somebody asked for it; without that: published 8 hours ago")


@pytest.mark.parametrize(
    "found",
    [
        explained(replace(SEEN, failures=2, reason="timeout"), due=timedelta(hours=8, minutes=1)),
        explained(source=every(36_000, jitter_s=36_000), due=timedelta(hours=8, minutes=1)),
        explained(due=timedelta(hours=9, minutes=1)),
    ],
)
def test_a_time_that_dice_or_a_newer_rule_brought_forward_is_nobodys_wish(found: Explained) -> None:
    assert "asked for" not in found.why
    assert "announced" not in found.why


def test_a_host_that_is_left_alone_says_until_when_and_that_is_the_next_check() -> None:
    free = NOW + timedelta(hours=2)
    found = explained(due=timedelta(hours=8), planned=Planned(ITEM, None, host_free=free))
    assert found.due == free
    assert found.why.startswith("its site is left alone until 02 Mar 23:00 UTC; ")
    later = explained(due=timedelta(hours=20), planned=Planned(ITEM, None, host_free=free))
    assert later.due == ADDED + timedelta(hours=20)
    assert "left alone" not in later.why
    pace = explained(due=timedelta(hours=9), planned=Planned(ITEM, None, host_free=NOW + timedelta(seconds=5)))
    assert "left alone" not in pace.why


def test_a_budget_that_is_used_up_is_told() -> None:
    facts = dict(explained(policy=Policy(unlearned(), 2.5 * USUAL_PRICE)).facts)
    assert facts["budget"] == "more checks would pay than it allows: each must promise 2.5 times the usual"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (explained(ArticleState()), "it has not been checked yet"),
        (explained(pending=True), "possible edit, checking again"),
        (explained(care=Care(1.0, NOW + timedelta(hours=3))), "boosted: every 2 minutes until 03 Mar 00:00 UTC"),
        (explained(source=every(3_600), due=timedelta(hours=9)), "fixed schedule: every 1 hour"),
        (explained(trail=Trail(same_as=ArticleId("b")), due=None), "the same page as another article"),
        (explained(replace(SEEN, failures=2, reason="timeout")), "the last 2 checks failed (timeout)"),
        (explained(replace(SEEN, failures=1), trail=Trail(missing=1, missing_since=NOW)), "the page was not found"),
        (explained(replace(SEEN, health=Health.UNAVAILABLE)), "the page is gone; looking whether it comes back"),
        (explained(planned=Planned(ITEM, None, quarantined="set aside")), "set aside after 3 crashes; tried once"),
        (explained(planned=Planned(ITEM, None, leased=True)), "it is being checked now"),
        (explained(source=replace(SOURCE, paused=True)), "its source is paused"),
        (explained(source=replace(SOURCE, archived=True)), "its source is removed"),
        (explained(article=replace(ARTICLE, watch=Watch.FEED)), "only the text in its feed is watched"),
    ],
)  # fmt: skip
def test_every_other_plan_says_what_it_is(found: Explained, said: str) -> None:
    assert found.why.startswith(said)


def test_what_is_not_looked_at_has_no_next_check() -> None:
    assert explained(source=replace(SOURCE, paused=True)).due is None
    assert explained(article=replace(ARTICLE, watch=Watch.FEED)).due is None


def test_the_last_planned_look_of_a_finished_article_is_the_one_after_a_year() -> None:
    finished = replace(SEEN, health=Health.FINISHED)
    assert last_of(ARTICLE, finished, SourceRules()) == ADDED + timedelta(days=365)
    assert last_of(ARTICLE, SEEN, SourceRules(retire=False)) is None
