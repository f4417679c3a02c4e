"""Cron lines are read as cron reads them, in every time zone."""

from __future__ import annotations

import contextlib
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import SettingsError
from monitor.poll.cron import cron

NOW = datetime(2026, 3, 2, 12, 7, tzinfo=UTC)  # a Monday


def times(line: str, count: int, *, timezone: str = "UTC", after: datetime = NOW) -> list[datetime]:
    found: list[datetime] = []
    for _ in range(count):
        due = cron(line, timezone).get_next_fire_time(None, after + timedelta(microseconds=1))
        assert due is not None
        after = due.astimezone(UTC)
        found.append(after)
    return found


@pytest.mark.parametrize(
    ("weekday", "days"),
    [
        ("1-5", "Tue Wed Thu Fri Mon"), ("mon-fri", "Tue Wed Thu Fri Mon"), ("5-7", "Fri Sat Sun Fri"),
        ("0", "Sun Sun"), ("7", "Sun Sun"), ("6,0", "Sat Sun Sat"), ("sat,sun", "Sat Sun Sat"),
        ("*/2", "Tue Thu Sat Sun Tue"), ("1-5/2", "Wed Fri Mon"), ("3/2", "Wed Fri Wed"), ("*", "Tue Wed"),
        ("0-7", "Tue Wed Thu Fri Sat Sun Mon"), ("1,wed", "Wed Mon Wed"),
    ],
)  # fmt: skip
def test_weekdays_are_counted_from_sunday(weekday: str, days: str) -> None:
    found = times(f"0 9 * * {weekday}", len(days.split()))
    assert [f"{at:%a}" for at in found] == days.split()


def test_of_a_day_of_the_month_and_a_weekday_either_will_do() -> None:
    assert [f"{at:%a %d}" for at in times("0 9 13 * 5", 3)] == ["Fri 06", "Fri 13", "Fri 20"]
    assert [f"{at:%a %d}" for at in times("0 9 4 * 1", 3)] == ["Wed 04", "Mon 09", "Mon 16"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("every day", "minute, hour, day, month and weekday"), ("", "minute, hour"), ("@daily", "minute, hour"),
        ("0 9 * *", "minute, hour"), ("* * * * * *", "minute, hour"), ("61 * * * *", "61"), ("0 9 * * noday", "noday"),
        ("0 9 * * 8", "weekday '8'"), ("0 9 * * 5-1", "weekday '5-1'"), ("0 9 * * 1/0", "weekday '1/0'"),
    ],
)  # fmt: skip
def test_what_is_no_cron_line_is_an_error_that_says_why(line: str, said: str) -> None:
    with pytest.raises(SettingsError, match="not a cron line") as caught:
        cron(line)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


ANY_PART = st.from_regex(r"(\*|[0-9]{1,2}(-[0-9]{1,2})?|mon|sun)(/[0-9])?(,[0-9]{1,2})?", fullmatch=True)


@given(st.lists(ANY_PART, min_size=5, max_size=5).map(" ".join) | st.text(max_size=30))
def test_any_line_is_a_schedule_or_a_clear_error(line: str) -> None:
    with contextlib.suppress(SettingsError):
        due = cron(line).get_next_fire_time(None, NOW)
        assert due is None or due >= NOW


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("month", [3, 4, 10, 11])
def test_a_change_of_the_clock_neither_stops_nor_doubles_the_checks(timezone: str, month: int) -> None:
    found = times("*/30 * * * *", 48 * 40, timezone=timezone, after=datetime(2026, month, 1, tzinfo=UTC))
    assert {later - at for at, later in itertools.pairwise(found)} == {timedelta(minutes=30)}


def test_a_time_that_a_night_leaves_out_is_made_up_for_in_the_same_night() -> None:
    found = times("30 2 * * *", 3, timezone="Europe/Berlin", after=datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert found == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 31, 0, 30, tzinfo=UTC),
    ]
