"""When a subscription hears of what: a plan of values, held to real time zones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.event.pace import WORTH_A_LOOK, known_pace, period_end, quiet_until
from monitor.event.pacing import GRACE, Told, plan
from monitor.model import Delivery, EventId, EventType, Pace, Rhythm, SubscriptionId

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)  # a Monday


def waiting(number: int, *, subject: str = "", queued: datetime = NOON, **fields: object) -> Delivery:
    made = Delivery(
        SubscriptionId("sub_one"), EventId(f"evt_{number}"), subject or f"article{number}", 1, number, queued
    )
    return replace(made, **{"type": EventType.CHANGED, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 5, 4, 21, 0, tzinfo=UTC), datetime(2026, 5, 5, 5, 0, tzinfo=UTC)),  # 23:00 in Berlin
        (datetime(2026, 5, 4, 4, 59, tzinfo=UTC), datetime(2026, 5, 4, 5, 0, tzinfo=UTC)),
        (datetime(2026, 5, 4, 5, 0, tzinfo=UTC), None),
        (datetime(2026, 5, 4, 19, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),  # summer time begins
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),  # and ends
    ],
)
def test_quiet_hours_are_those_of_the_subscription_s_time_zone(now: datetime, end: datetime | None) -> None:
    assert quiet_until(Pace(zone="Europe/Berlin", quiet="22:00-07:00"), now) == end


def test_quiet_hours_within_one_day() -> None:
    assert quiet_until(Pace(quiet="12:00-14:00"), NOON) == NOON + timedelta(hours=2)
    assert quiet_until(Pace(quiet="12:00-14:00"), NOON + timedelta(hours=2)) is None


@pytest.mark.parametrize(
    ("pace", "end"),
    [
        (Pace(Rhythm.HOURLY), NOON + timedelta(hours=1)),
        (Pace(Rhythm.DAILY, at="08:00"), datetime(2026, 5, 5, 8, 0, tzinfo=UTC)),
        (Pace(Rhythm.DAILY, at="18:30", zone="America/New_York"), datetime(2026, 5, 4, 22, 30, tzinfo=UTC)),
        (Pace(Rhythm.WEEKLY, at="08:00"), datetime(2026, 5, 11, 8, 0, tzinfo=UTC)),
        (Pace(Rhythm.WEEKLY, at="13:00"), datetime(2026, 5, 4, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_digest_comes_at_the_end_of_its_period(pace: Pace, end: datetime) -> None:
    assert period_end(pace, NOON) == end


def test_a_digest_tells_of_its_whole_period_and_of_nothing_else() -> None:
    pace = Pace(Rhythm.HOURLY)
    now = NOON + timedelta(hours=1) + GRACE
    early, late = waiting(1), waiting(2, queued=NOON + timedelta(minutes=59))
    next_one = waiting(3, queued=now)
    made = plan(pace, [next_one, late, early], [], now)
    assert [batch.deliveries for batch in made.send] == [(early, late)]
    assert made.hold == ((NOON + timedelta(hours=2) + GRACE, (next_one,)),)


def test_quiet_hours_hold_everything_but_a_test_message() -> None:
    news, test = waiting(1), waiting(2, type=EventType.PING)
    made = plan(Pace(quiet="11:00-13:00"), [news, test], [], NOON)
    assert [batch.deliveries for batch in made.send] == [(test,)]
    assert made.hold == ((NOON + timedelta(hours=1), (news,)),)
    assert plan(Pace(quiet="11:00-13:00"), [news], [], NOON).rest_until == NOON + timedelta(hours=1)


def test_worth_a_look_sends_six_an_hour_and_counts_the_rest_in_the_last_of_them() -> None:
    made = plan(WORTH_A_LOOK, [waiting(n) for n in range(1, 21)], [], NOON)
    assert [len(batch.deliveries) for batch in made.send] == [1, 1, 1, 1, 1, 15]
    assert made.send[-1].why == "rest"


def test_without_room_the_rest_waits_until_the_next_message_is_free() -> None:
    told = [Told(NOON - timedelta(minutes=50 - n), frozenset({f"other{n}"})) for n in range(6)]
    made = plan(WORTH_A_LOOK, [waiting(1), waiting(2)], told, NOON)
    assert made.send == ()
    assert made.hold == ((NOON + timedelta(minutes=10), (waiting(1), waiting(2))),)
    later = plan(WORTH_A_LOOK, [waiting(1), waiting(2)], told, NOON + timedelta(minutes=10))
    assert [len(batch.deliveries) for batch in later.send] == [2]


def test_thirty_a_day_is_the_most() -> None:
    told = [Told(NOON - timedelta(hours=2, minutes=20 * n), frozenset()) for n in range(30)]
    made = plan(WORTH_A_LOOK, [waiting(1)], told, NOON)
    [(until, _)] = made.hold
    assert until == told[-1].at + timedelta(days=1)


def test_a_later_edit_of_the_same_article_waits_and_joins() -> None:
    told = [Told(NOON - timedelta(minutes=10), frozenset({"a"}))]
    edits = [waiting(1, subject="a"), waiting(2, subject="b"), waiting(3, subject="a")]
    made = plan(WORTH_A_LOOK, edits, told, NOON)
    assert [batch.deliveries for batch in made.send] == [(edits[1],)]
    assert made.hold == ((NOON + timedelta(minutes=20), (edits[0], edits[2])),)
    later = plan(WORTH_A_LOOK, [edits[0], edits[2]], told, NOON + timedelta(minutes=20))
    assert [(batch.why, batch.deliveries) for batch in later.send] == [("joined", (edits[0], edits[2]))]


def test_what_was_found_late_comes_as_one_message_to_people_and_as_usual_to_webhooks() -> None:
    late = [waiting(n, late=True, queued=NOON + timedelta(seconds=n)) for n in range(1, 6)]
    now = NOON + timedelta(minutes=10) + GRACE
    [batch] = plan(Pace(), late, [], now).send
    assert (batch.why, len(batch.deliveries)) == ("late", 5)
    assert plan(Pace(), late, [], NOON + timedelta(minutes=1)).send == ()
    webhook = plan(Pace(quiet="01:00-02:00"), late, [], NOON, personal=False)
    assert [len(batch.deliveries) for batch in webhook.send] == [1] * 5


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("zone", "Europe/Berlim", "no IANA time zone"),
        ("zone", "../../etc/passwd", "no IANA time zone"),
        ("quiet", "22-7", "expected an hour such as 08:00"),
        ("quiet", "22:00", "expected hours such as"),
        ("quiet", "22:00-22:00", "expected hours such as"),
        ("at", "25:00", "expected an hour"),
    ],
)
def test_a_wrong_hour_or_zone_is_told_with_what_was_expected(field: str, value: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        known_pace(field, value)


PACES = st.builds(
    Pace,
    rhythm=st.sampled_from(Rhythm),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"]),
    quiet=st.sampled_from(["", "22:00-07:00", "11:00-12:30"]),
    at=st.sampled_from(["08:00", "00:00", "23:59"]),
    per_hour=st.integers(0, 3),
    per_day=st.integers(0, 5),
    apart_s=st.sampled_from([0, 600]),
)
DELIVERIES = st.lists(
    st.builds(
        waiting,
        st.integers(1, 10_000),
        subject=st.sampled_from(["a", "b", "c", ""]),
        queued=st.datetimes(datetime(2026, 5, 1), datetime(2026, 5, 4, 12)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001 - made aware
        late=st.booleans(),
        tries=st.integers(0, 3),
        type=st.sampled_from([EventType.CHANGED, EventType.UNAVAILABLE, EventType.PING]),
    ),
    unique_by=lambda one: one.endpoint_sequence,
)
TOLD = st.lists(
    st.builds(Told, st.integers(0, 3000).map(lambda m: NOON - timedelta(minutes=m)), st.just(frozenset("a")))
)


@given(PACES, DELIVERIES, TOLD, st.booleans())
def test_everything_that_waits_is_in_the_plan_once_and_what_is_held_is_held_until_later(
    pace: Pace,
    ones: list[Delivery],
    told: list[Told],
    personal: bool,  # noqa: FBT001 - drawn
) -> None:
    made = plan(pace, ones, told, NOON, personal=personal)
    placed = [one for batch in made.send for one in batch.deliveries] + [one for _, held in made.hold for one in held]
    if made.rest_until is not None:
        assert made.rest_until > NOON
        assert all(one.type is EventType.PING for one in placed)
    else:
        assert Counter(one.endpoint_sequence for one in placed) == Counter(one.endpoint_sequence for one in ones)
    assert all(until > NOON for until, _ in made.hold)


@given(PACES, DELIVERIES)
def test_limits_hold_over_a_whole_plan(pace: Pace, ones: list[Delivery]) -> None:
    news = [replace(one, type=EventType.CHANGED, late=False, tries=0) for one in ones]
    made = plan(replace(pace, rhythm=Rhythm.AT_ONCE), news, [], NOON)
    for limit in (pace.per_hour, pace.per_day):
        assert not limit or len(made.send) <= limit


@pytest.mark.parametrize(
    "pace",
    [Pace(per_hour=2), Pace(apart_s=1_800), Pace(Rhythm.HOURLY), Pace(per_hour=1, per_day=1, apart_s=60), Pace()],
)
def test_a_message_that_was_begun_stays_as_it_was_whatever_else_comes_to_wait(pace: Pace) -> None:
    later = NOON + timedelta(hours=1, minutes=1)
    first = [waiting(number, subject=f"article{number % 3}") for number in range(1, 8)]
    begun = plan(pace, first, [], later).send
    bound = [replace(one, message=batch.id, tries=1) for batch in begun for one in batch.deliveries]
    more = [waiting(number, subject=f"article{number % 3}", queued=later) for number in range(8, 12)]
    again = plan(pace, [*bound, *more], [], later + timedelta(minutes=1)).send
    for batch in begun:
        [same] = [one for one in again if one.id == batch.id]
        assert [one.event for one in same.deliveries] == [one.event for one in batch.deliveries]
        assert same.why == batch.why
    assert Counter(one.event for batch in again for one in batch.deliveries).most_common(1)[0][1] == 1
