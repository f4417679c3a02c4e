from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Care,
    FetchFailed,
    FetchReason,
    Health,
    Response,
    SourceId,
    SourceRules,
    Trail,
)
from monitor.poll import PollOptions, is_closing_look, is_finished, last_planned, next_look
from monitor.poll.articles import born_at

ADDED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ARTICLE = Article(ArticleId("a" * 16), "https://a.example/x", "a.example", SourceId("s"), (SourceId("s"),), ADDED)
OPTIONS = PollOptions()
NEWS = SourceRules()


def state(confirmed: timedelta, *, changes: int = 0, changed: timedelta | None = None) -> ArticleState:
    return ArticleState(
        health=Health.OK,
        versions=1 + changes,
        changes=changes,
        last_confirmed=ADDED + confirmed,
        looked=ADDED + confirmed,
        last_change=None if changed is None else ADDED + changed,
    )


def after(age: timedelta, *, changes: int = 0, changed: timedelta | None = None, rules: SourceRules = NEWS) -> float:
    decision = next_look(state(age, changes=changes, changed=changed), ARTICLE, rules, now=ADDED + age, options=OPTIONS)
    assert decision.after_s is not None
    return decision.after_s


def test_a_fresh_article_is_looked_at_within_the_hour() -> None:
    assert 300 <= after(timedelta()) <= 3_600


def test_the_longer_an_article_is_quiet_the_longer_is_the_wait() -> None:
    waits = [after(timedelta(hours=hours)) for hours in (0, 4, 24, 72)]
    assert waits == sorted(waits)


def test_a_change_brings_the_next_look_nearer() -> None:
    age = timedelta(hours=8)
    assert after(age, changes=2, changed=age - timedelta(minutes=10)) < 0.5 * after(age)


def test_an_article_of_weight_four_is_looked_at_sooner() -> None:
    assert after(timedelta(hours=8), rules=SourceRules(weight=4.0)) < 0.7 * after(timedelta(hours=8))


def test_the_weight_of_an_article_counts_times_that_of_its_source() -> None:
    age = timedelta(hours=8)
    both = next_look(state(age), ARTICLE, SourceRules(weight=2.0), now=ADDED + age, options=OPTIONS, care=Care(2.0))
    assert both.after_s == after(age, rules=SourceRules(weight=4.0))


def test_the_floor_of_the_deployment_holds() -> None:
    options = PollOptions(floor_s=1_800.0)
    busy = state(timedelta(hours=1), changes=5, changed=timedelta(hours=1))
    assert next_look(busy, ARTICLE, NEWS, now=ADDED + timedelta(hours=1), options=options).after_s == 1_800.0


def test_every_plan_says_why_in_words() -> None:
    age = timedelta(hours=8)
    decision = next_look(
        state(age, changes=1, changed=timedelta(hours=2)), ARTICLE, NEWS, now=ADDED + age, options=OPTIONS
    )
    assert decision.why.startswith(
        "published 8 hours ago, 1 change so far, the last one 6 hours ago: about one edit in"
    )


def test_an_article_is_finished_after_its_looks_on_days_7_21_and_60() -> None:
    """Every plan is kept to the second; what remains after the ordinary looks is written down."""
    now, confirmed, seen = ADDED, ADDED, []
    for _ in range(200):
        before = ArticleState(health=Health.OK, versions=1, last_confirmed=confirmed)
        if is_closing_look(before, ARTICLE, NEWS, now=now):
            seen.append((now - ADDED).days)
        confirmed = now
        held = replace(before, last_confirmed=confirmed)
        decision = next_look(held, ARTICLE, NEWS, now=now, options=OPTIONS)
        assert is_finished(held, ARTICLE, NEWS, now=now) == (now >= ADDED + timedelta(days=60))
        if decision.after_s is None:
            break
        now += timedelta(seconds=decision.after_s)
    assert seen == [7, 21, 60, 180, 365]
    assert decision.why == "finished: no more checks planned"
    assert last_planned(ARTICLE, NEWS) == ADDED + timedelta(days=60)


def test_a_closing_look_that_failed_stays_unconditional_when_it_is_made_up_for() -> None:
    missed = replace(state(timedelta(days=6)), failures=2)
    assert is_closing_look(missed, ARTICLE, NEWS, now=ADDED + timedelta(days=7, hours=5))
    assert not is_closing_look(state(timedelta(days=7)), ARTICLE, NEWS, now=ADDED + timedelta(days=7, hours=5))


def test_the_plan_of_a_closing_look_says_that_it_is_one() -> None:
    age = timedelta(days=30)
    decision = next_look(state(age), ARTICLE, NEWS, now=ADDED + age, options=OPTIONS)
    while not decision.unconditional:
        assert decision.after_s is not None
        age += timedelta(seconds=decision.after_s)
        decision = next_look(state(age), ARTICLE, NEWS, now=ADDED + age, options=OPTIONS)
    assert decision.last
    assert decision.why == "closing check 60 days after it was found"


def test_a_single_page_such_as_terms_is_looked_at_for_ever() -> None:
    decision = next_look(
        state(timedelta(days=900)),
        ARTICLE,
        SourceRules(retire=False),
        now=ADDED + timedelta(days=900),
        options=OPTIONS,
    )
    assert decision.after_s == OPTIONS.longest_s


def test_a_finished_article_that_changes_after_all_is_watched_anew() -> None:
    woken = state(timedelta(days=100), changes=1, changed=timedelta(days=100))
    now = ADDED + timedelta(days=100)
    decision = next_look(woken, ARTICLE, NEWS, now=now, options=OPTIONS)
    assert decision.after_s is not None
    assert decision.after_s < 8 * 86_400
    assert last_planned(ARTICLE, NEWS, woken) == now + timedelta(days=60)


def test_a_boosted_article_is_looked_at_every_two_minutes_until_the_boost_ends() -> None:
    now = ADDED + timedelta(days=3)
    until = now + timedelta(hours=2)
    boosted = next_look(state(timedelta(days=3)), ARTICLE, NEWS, now=now, options=OPTIONS, care=Care(1.0, until))
    assert (boosted.after_s, boosted.why) == (120.0, "boosted: every 2 minutes until 05 Mar 14:00 UTC")
    over = next_look(state(timedelta(days=3)), ARTICLE, NEWS, now=until, options=OPTIONS, care=Care(1.0, until))
    assert over.after_s is not None
    assert over.after_s > 120.0


def test_an_article_that_was_set_aside_is_tried_once_a_day() -> None:
    aside = replace(state(timedelta()), health=Health.QUARANTINED)
    assert next_look(aside, ARTICLE, NEWS, now=ADDED, options=OPTIONS).after_s == 86_400


@pytest.mark.parametrize(("day", "days"), [(2, 7.0), (9, 23.0), (12, 20.0), (32, None)])
def test_a_page_that_is_gone_is_looked_at_after_7_and_30_days(day: int, days: float | None) -> None:
    gone = replace(state(timedelta(days=2)), health=Health.UNAVAILABLE, failures=4)
    trail = Trail(gone_since=ADDED + timedelta(days=2))
    decision = next_look(gone, ARTICLE, NEWS, now=ADDED + timedelta(days=day), options=OPTIONS, trail=trail)
    assert decision.after_s == (None if days is None else days * 86_400)
    assert decision.last == (day != 2)


def test_a_missing_page_is_looked_at_until_it_counts_as_gone() -> None:
    held = replace(state(timedelta()), failures=1)
    now, looked = ADDED, []
    for _ in range(5):
        trail = Trail(missing=1, missing_since=ADDED)
        decision = next_look(held, ARTICLE, NEWS, now=now, options=OPTIONS, trail=trail)
        assert decision.after_s is not None
        now += timedelta(seconds=decision.after_s)
        looked.append((now - ADDED).total_seconds() / 3_600)
    assert looked == [1, 12, 48, 54, 60]


def test_a_failed_look_is_repeated_ever_later() -> None:
    failed = FetchFailed(ARTICLE.url, FetchReason.TIMEOUT)
    waits = []
    for failures in (1, 3, 9):
        held = replace(state(timedelta()), failures=failures, reason="timeout")
        decision = next_look(held, ARTICLE, NEWS, now=ADDED, options=OPTIONS, result=failed, dice=0.9)
        assert decision.after_s is not None
        assert decision.why.endswith("failed (timeout)")
        waits.append(decision.after_s)
    assert waits == sorted(waits)
    assert waits[-1] <= 6 * 3_600


def test_a_server_that_names_a_time_is_taken_at_its_word() -> None:
    answer = Response(ARTICLE.url, ARTICLE.url, 503, (("retry-after", "7200"),), b"", "", 0.1)
    held = replace(state(timedelta()), failures=1, reason="the server answered 503")
    decision = next_look(held, ARTICLE, NEWS, now=ADDED, options=OPTIONS, result=answer)
    assert decision.after_s == 7_200
    assert decision.why == "the server asked to wait (the server answered 503)"


@pytest.mark.parametrize(
    ("said", "born"),
    [
        ("2026-03-02T08:00:00+00:00", ADDED - timedelta(hours=4)),
        ("2026-03-02T08:00:00", ADDED - timedelta(hours=4)),
        ("2020-01-01T00:00:00+00:00", ADDED),  # older than two months when it was found
        ("2027-01-01T00:00:00+00:00", ADDED),  # in the future
        ("yesterday", ADDED),
        ("", ADDED),
    ],
)
def test_the_age_counts_from_a_likely_date_of_publication(said: str, born: datetime) -> None:
    assert born_at(replace(ARTICLE, published=said)) == born


@given(
    age_s=st.floats(0, 4e7),
    changes=st.integers(0, 30),
    share=st.floats(0, 1),
    failures=st.integers(0, 20),
    dice=st.floats(0, 1, exclude_max=True),
    retire=st.booleans(),
)
def test_every_plan_keeps_the_floor_and_ends_only_where_it_says_so(
    *, age_s: float, changes: int, share: float, failures: int, dice: float, retire: bool
) -> None:
    age = timedelta(seconds=age_s)
    held = state(age, changes=changes, changed=age * share if changes else None)
    failed = FetchFailed(ARTICLE.url, FetchReason.DNS) if failures else None
    decision = next_look(
        replace(held, failures=failures),
        ARTICLE,
        SourceRules(retire=retire),
        now=ADDED + age,
        options=OPTIONS,
        result=failed,
        dice=dice,
    )
    if decision.after_s is None:
        assert retire
        assert decision.last
    else:
        assert decision.after_s >= (60.0 if decision.unconditional else 300.0)
    assert decision.why
