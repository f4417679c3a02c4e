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
    SourceId,
    SourceRules,
    Trail,
)
from monitor.poll import PollOptions
from monitor.poll.explaining import Explained, explain, last_of
from monitor.poll.policy import shipped

ADDED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ARTICLE = Article(ArticleId("a" * 16), "https://a.example/x", "a.example", SourceId("s"), (SourceId("s"),), ADDED)
ITEM = Item(ItemKind.ARTICLE, ARTICLE.id, ARTICLE.host)
NOW = ADDED + timedelta(hours=9)
SEEN = ArticleState(
    health=Health.OK, versions=1, looks=7, last_confirmed=ADDED + timedelta(hours=8), looked=ADDED + timedelta(hours=8)
)


def explained(
    state: ArticleState = SEEN,
    *,
    due: timedelta | None = timedelta(hours=12),
    care: Care = Care(),
    rules: SourceRules = SourceRules(),
    trail: Trail = Trail(),
    pending: bool = False,
) -> Explained:
    return explain(
        ARTICLE,
        state,
        rules,
        Planned(ITEM, None if due is None else ADDED + due),
        care=care,
        trail=trail,
        pending=pending,
        policy=shipped(),
        options=PollOptions(),
        now=NOW,
    )


def test_an_ordinary_plan_is_explained_by_what_is_expected() -> None:
    found = explained()
    assert found.why.startswith("published 8 hours ago, no change so far: about one edit in")
    assert found.due == ADDED + timedelta(hours=12)
    assert found.last == ADDED + timedelta(days=60)
    facts = dict(found.facts)
    assert facts["checks in any case on"] == "2026-03-09, 2026-03-23, 2026-05-01, 2026-08-29, 2027-03-02"
    assert facts["watch weight"] == "1 (source 1, article 1)"


def test_a_look_that_somebody_asked_for_is_told_from_the_plan() -> None:
    assert explained(due=timedelta(hours=8, minutes=3)).why.startswith("an update was announced, or somebody asked")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (explained(ArticleState()), "it has not been checked yet"),
        (explained(pending=True), "possible edit, checking again"),
        (explained(care=Care(1.0, NOW + timedelta(hours=3))), "an update was announced"),
        (explained(rules=SourceRules(every_s=3_600), due=timedelta(hours=9)), "fixed schedule: every 1 hour"),
        (explained(trail=Trail(same_as=ArticleId("b")), due=None), "the same page as another article"),
        (explained(replace(SEEN, failures=2, reason="timeout")), "the last 2 checks failed (timeout)"),
    ],
)
def test_every_other_plan_says_what_it_is(found: Explained, said: str) -> None:
    assert said in found.why or found.why.startswith("boosted")


def test_the_last_planned_look_of_a_finished_article_is_the_one_after_a_year() -> None:
    finished = replace(SEEN, health=Health.FINISHED)
    assert last_of(ARTICLE, finished, SourceRules()) == ADDED + timedelta(days=365)
    assert last_of(ARTICLE, SEEN, SourceRules(retire=False)) is None
