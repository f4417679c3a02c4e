from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    FetchFailed,
    FetchReason,
    FetchResult,
    Health,
    NotModified,
    Response,
    Source,
    SourceId,
    SourceKind,
    SourceRules,
    SourceState,
)
from monitor.poll import PollOptions, next_look, next_poll
from monitor.poll.hints import header_hint_s
from monitor.poll.hosts import Sign, backoff_s, pace_s, retry_after_s, sign_of
from monitor.poll.schedule import fixed, words

NOW = datetime(2026, 3, 2, 12, 7, tzinfo=UTC)  # a Monday
OPTIONS = PollOptions()


def source(rules: SourceRules = SourceRules()) -> Source:
    return Source(SourceId("s"), "https://a.example/feed", SourceKind.FEED, "A", NOW - timedelta(days=9), rules=rules)


def answer(status: int = 200, **headers: str) -> Response:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response("https://a.example/feed", "https://a.example/feed", status, named, b"", "", 0.1)


# ------------------------------------------------ fixed schedules
@pytest.mark.parametrize(
    ("line", "minutes"),
    [("*/5 6-22 * * *", 3 + 5), ("0 6 * * *", 17 * 60 + 53), ("0 6 * * sat", 4 * 1_440 + 17 * 60 + 53)],
)
def test_a_cron_line_names_the_next_look(line: str, minutes: int) -> None:
    plan = fixed(SourceRules(cron=line), now=NOW, options=PollOptions(floor_s=1), start=NOW)
    assert plan is not None
    assert plan.after_s == (minutes * 60 if line != "*/5 6-22 * * *" else 180)
    assert plan.why == f"fixed schedule: {line}"


def test_a_cron_line_is_read_in_the_time_zone_of_the_settings() -> None:
    rules = SourceRules(cron="0 6 * * *")
    plan = fixed(rules, now=NOW, options=PollOptions(timezone="Europe/Berlin"), start=NOW)
    assert plan is not None
    assert plan.after_s == (16 * 60 + 53) * 60


def test_an_interval_is_counted_from_the_beginning_so_that_it_does_not_drift() -> None:
    rules = SourceRules(every_s=600)
    plan = fixed(rules, now=NOW + timedelta(seconds=17), options=OPTIONS, start=NOW - timedelta(hours=5))
    assert plan is not None
    assert plan.after_s == pytest.approx(583)


def test_an_interval_never_falls_below_the_floor() -> None:
    plan = fixed(SourceRules(every_s=60), now=NOW, options=OPTIONS, start=NOW)
    assert plan is not None
    assert plan.after_s == 300
    assert plan.why == "fixed schedule: every 1 minute; never sooner than 5 minutes"


def test_jitter_comes_from_the_dice() -> None:
    rules = SourceRules(every_s=600, jitter_s=120)
    waits = []
    for dice in (0.0, 0.5):
        plan = fixed(rules, now=NOW, options=OPTIONS, start=NOW, dice=dice)
        assert plan is not None
        waits.append(plan.after_s)
    assert waits == [600, 660]


def test_a_cron_line_that_never_comes_plans_nothing() -> None:
    plan = fixed(SourceRules(cron="0 0 31 2 *"), now=NOW, options=OPTIONS, start=NOW)
    assert plan is not None
    assert plan.after_s is None


def test_a_fixed_schedule_ends_with_the_closing_looks_too() -> None:
    article = Article(ArticleId("a"), "https://a.example/x", "a.example", SourceId("s"), (), NOW - timedelta(days=61))
    held = ArticleState(health=Health.OK, versions=1, last_confirmed=NOW)
    plan = next_look(held, article, SourceRules(every_s=600), now=NOW, options=OPTIONS)
    assert plan.why.startswith("finished")
    young = next_look(
        held,
        Article(ArticleId("a"), "https://a.example/x", "a.example", SourceId("s"), (), NOW),
        SourceRules(every_s=600),
        now=NOW,
        options=OPTIONS,
    )
    assert young.after_s == 600


# ------------------------------------------------ sources
def test_a_busy_feed_is_read_often_and_a_sleepy_one_seldom() -> None:
    waits = []
    for hours in (0.1, 2, 5, 300):
        state = SourceState(content_until=NOW - timedelta(hours=hours))
        waits.append(next_poll(state, source(), now=NOW, options=OPTIONS).after_s)
    assert waits == [300, 720, 1_800, 3_600]


def test_a_publishers_wish_is_kept_up_to_a_day() -> None:
    assert next_poll(SourceState(), source(), now=NOW, options=OPTIONS, hint_s=5_400).after_s == 5_400
    assert next_poll(SourceState(), source(), now=NOW, options=OPTIONS, hint_s=10**7).after_s == 86_400
    assert next_poll(SourceState(), source(), now=NOW, options=OPTIONS, hint_s=60).after_s == 300
    assert next_poll(SourceState(hint_s=7_200), source(), now=NOW, options=OPTIONS).after_s == 7_200
    fresh = answer(cache_control="public, max-age=1800")
    assert next_poll(SourceState(), source(), now=NOW, options=OPTIONS, result=fresh).after_s == 1_800


def test_the_schedule_of_the_owner_stands_above_the_publishers_wish() -> None:
    rules = SourceRules(every_s=600)
    plan = next_poll(SourceState(), source(rules), now=NOW, options=OPTIONS, hint_s=5_400)
    assert plan.why == "fixed schedule: every 10 minutes"


def test_a_source_is_read_less_often_while_its_hub_sends_and_as_before_when_that_stops() -> None:
    busy = SourceState(content_until=NOW - timedelta(minutes=1))
    for hours, wait_s in ((0, 3_600), (23, 3_600), (25, 300)):
        state = replace(busy, pushed=NOW - timedelta(hours=hours))
        assert next_poll(state, source(), now=NOW, options=OPTIONS).after_s == wait_s


def test_links_over_the_cap_bring_the_next_look_at_once() -> None:
    state = SourceState(notes=("12 links over the cap; they are taken up at the next checks",), hint_s=7_200)
    assert next_poll(state, source(), now=NOW, options=OPTIONS).after_s == 300


def test_a_failing_source_is_asked_ever_more_seldom_and_says_why() -> None:
    state = SourceState(failures=1, reason="dns: no such host")
    plan = next_poll(state, source(), now=NOW, options=OPTIONS, dice=0.0)
    assert (plan.after_s, plan.why) == (300, "the last check failed (dns: no such host)")
    waits = [
        next_poll(SourceState(failures=n), source(), now=NOW, options=OPTIONS, dice=0.99).after_s or 0
        for n in (2, 4, 9)
    ]
    assert waits == sorted(waits)
    assert waits[-1] <= 6 * 3_600


# ------------------------------------------------ what servers say
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache_control": "max-age=600"}, 600),
        ({"cache_control": 'private, Max-Age="900"', "age": "100"}, 800),
        ({"cache_control": "s-maxage=9000"}, 0),
        ({"cache_control": "no-cache, max-age=600"}, 0),
        ({"cache_control": "max-age=600", "expires": "Mon, 02 Mar 2026 20:07:00 GMT"}, 600),
        ({"expires": "Mon, 02 Mar 2026 13:07:00 GMT"}, 3_600),
        ({"expires": "Mon, 02 Mar 2026 13:07:00 GMT", "date": "Mon, 02 Mar 2026 12:37:00 GMT"}, 1_800),
        ({"expires": "0"}, 0),
        ({"expires": "-1"}, 0),
        ({"cache_control": "max-age=30"}, 0),
        ({"cache_control": "max-age=999999999"}, 86_400),
        ({}, 0),
    ],
)
def test_freshness_is_a_floor_between_five_minutes_and_a_day(headers: dict[str, str], seconds: float) -> None:
    assert header_hint_s(answer(200, **headers), now=NOW) == seconds


def test_an_answer_304_has_headers_too_and_a_failure_none() -> None:
    assert header_hint_s(NotModified("u", (("cache-control", "max-age=600"),)), now=NOW) == 600
    assert header_hint_s(FetchFailed("u", FetchReason.DNS), now=NOW) == 0
    assert header_hint_s(None, now=NOW) == 0


@pytest.mark.parametrize(
    ("result", "seconds"),
    [
        (answer(429, retry_after="120"), 120),
        (answer(503, retry_after="Mon, 02 Mar 2026 12:17:00 GMT"), 600),
        (answer(503, retry_after="Mon, 02 Mar 2026 11:17:00 GMT"), 0),
        (answer(429, retry_after="99999999999999999999"), 7 * 86_400),
        (answer(429, retry_after="soon"), None),
        (answer(429, retry_after="²"), None),
        (answer(429), None),
        (answer(200, retry_after="120"), None),
        (NotModified("u"), None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(result: FetchResult, seconds: float | None) -> None:
    assert retry_after_s(result, now=NOW) == seconds


@pytest.mark.parametrize(
    ("result", "sign"),
    [
        (answer(429, retry_after="120"), Sign.ASKED),
        (answer(503, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), Sign.ASKED),
        (answer(503), Sign.SLOW_DOWN),
        (answer(429, retry_after="soon"), Sign.SLOW_DOWN),
        (answer(500), Sign.FAILED),
        (answer(522), Sign.FAILED),
        (FetchFailed("u", FetchReason.TIMEOUT), Sign.FAILED),
        (FetchFailed("u", FetchReason.TLS), Sign.FAILED),
        (FetchFailed("u", FetchReason.ROBOTS), Sign.NOTHING),
        (FetchFailed("u", FetchReason.HOST_BUSY), Sign.NOTHING),
        (FetchFailed("u", FetchReason.TOO_LARGE), Sign.NOTHING),
        (answer(404), Sign.WELL),
        (answer(200), Sign.WELL),
        (NotModified("u"), Sign.WELL),
    ],
)
def test_an_answer_says_how_its_host_does(result: FetchResult, sign: Sign) -> None:
    assert sign_of(result, now=NOW) is sign


def test_backing_off_starts_at_a_minute_and_ends_at_six_hours() -> None:
    assert backoff_s(1, dice=0.0) == 60
    assert backoff_s(1, dice=1.0) == 180
    assert backoff_s(50, dice=1.0) == 6 * 3_600


def test_a_slow_host_is_asked_more_seldom() -> None:
    assert pace_s(1.0, 0.0, 0.05) == 1.0
    assert pace_s(1.0, 0.0, 2.0) == 10.0
    assert pace_s(1.0, 30.0, 0.05) == 30.0
    assert pace_s(1.0, 0.0, 100.0) == 120.0
    assert pace_s(0.0, 0.0, 2.0) == 0.0  # one's own servers


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 second"), (3_600, "1 hour"), (90, "1.5 minutes"), (0, "0 seconds")]
)
def test_spans_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert words(seconds) == said
