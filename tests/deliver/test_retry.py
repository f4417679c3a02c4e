from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.retry import DELAYS_S, TIMED_OUT, is_given_up, next_wait_s, pause_s, retry_after
from monitor.model import Attempt, Delivery, EventId, Streak, SubscriptionId

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def attempt(status: int, detail: str = "") -> Attempt:
    delivery = Delivery(SubscriptionId("sub_one"), EventId("evt_1"), "x", 1, 1, NOW)
    return Attempt(delivery, NOW, ok=status == 204, status=status, detail=detail)


def test_the_schedule_is_the_published_one() -> None:
    waits = [next_wait_s(tries, dice=0.0) for tries in range(11)]
    assert waits == [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, None]


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True), st.none() | st.floats(0, 1e9))
def test_a_wait_is_never_below_its_base_nor_above_twice_it(tries: int, dice: float, asked: float | None) -> None:
    wait = next_wait_s(tries, dice=dice, retry_after_s=asked)
    assert wait is not None
    assert DELAYS_S[tries] <= wait <= 2 * DELAYS_S[tries]


def test_the_spread_is_at_most_a_fifth() -> None:
    assert next_wait_s(2, dice=0.999999) == pytest.approx(360, abs=0.001)


def test_what_the_receiver_asks_for_counts_within_bounds() -> None:
    assert next_wait_s(2, dice=0.0, retry_after_s=400) == 400
    assert next_wait_s(2, dice=0.0, retry_after_s=9_999) == 600
    assert next_wait_s(2, dice=0.5, retry_after_s=10) == 330


@pytest.mark.parametrize("status", [429, 502, 504])
def test_an_overloaded_endpoint_is_left_alone_for_a_while(status: int) -> None:
    assert pause_s(attempt(status), 5.5) == 5.5
    assert pause_s(attempt(status), 36_000) == 300
    assert pause_s(attempt(status), None) == 5


def test_a_hanging_endpoint_is_left_alone_and_others_are_not() -> None:
    assert pause_s(attempt(0, f"{TIMED_OUT}: 15 s"), 5.0) == 5
    assert pause_s(attempt(0, "no connection"), 5.0) == 0
    assert pause_s(attempt(500), 5.0) == 0
    assert pause_s(attempt(204), None) == 0


@pytest.mark.parametrize(
    ("failures", "span", "age", "given_up"),
    [
        (2, timedelta(hours=12), timedelta(days=5), True),
        (1, timedelta(0), timedelta(days=9), False),
        (9, timedelta(hours=11), timedelta(days=9), False),
        (9, timedelta(days=4), timedelta(days=4, hours=23), False),
    ],
)
def test_giving_up_takes_five_days_two_failures_and_twelve_hours(
    failures: int,
    span: timedelta,
    age: timedelta,
    given_up: bool,  # noqa: FBT001 - a table's column
) -> None:
    first = NOW - age
    assert is_given_up(Streak(failures, first, first + span), NOW) is given_up


def test_no_failures_are_no_reason_to_give_up() -> None:
    assert not is_given_up(Streak(), NOW)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Mon, 04 May 2026 09:01:00 GMT", 60.0),
        ("Mon, 04 May 2026 08:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("9" * 5_000, 999_999_999.0),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
