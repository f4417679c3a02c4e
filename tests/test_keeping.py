"""Rules of retention, and what no rule may touch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import WHOLE, Act, Deed, Outline, SourceRules, Standing
from monitor.verdict.keeping import cold_until, to_drop

NOW = datetime(2026, 11, 28, tzinfo=UTC)
DAY = timedelta(days=1)


def versions(count: int) -> list[Outline]:
    """So many versions, the newest made today, one a day."""
    return [Outline(n, None if n == count else NOW - DAY * (count - n - 1), has_text=True) for n in range(1, count + 1)]


def held(*numbers: int, deed: Deed = Deed.HOLD) -> Standing:
    return Standing(tuple(Act(deed, number, NOW) for number in numbers))


def test_without_a_rule_all_is_kept() -> None:
    assert to_drop(versions(50), SourceRules(), Standing(), now=NOW) == ()
    assert to_drop(versions(50), SourceRules(keep_last=0, keep_days=0), Standing(), now=NOW) == ()


def test_the_last_so_many_are_kept_and_the_first() -> None:
    assert to_drop(versions(10), SourceRules(keep_last=3), Standing(), now=NOW) == (2, 3, 4, 5, 6, 7)


def test_what_was_replaced_long_enough_ago_goes() -> None:
    assert to_drop(versions(10), SourceRules(keep_days=5), Standing(), now=NOW) == (2, 3)


def test_of_two_rules_either_keeps() -> None:
    rules = SourceRules(keep_last=2, keep_days=5)
    assert to_drop(versions(10), rules, Standing(), now=NOW) == (2, 3)
    assert to_drop(versions(10), SourceRules(keep_last=9, keep_days=1), Standing(), now=NOW) == ()


def test_what_is_held_or_hidden_stays() -> None:
    rules = SourceRules(keep_last=1)
    assert to_drop(versions(6), rules, held(3), now=NOW) == (2, 4, 5)
    assert to_drop(versions(6), rules, held(WHOLE), now=NOW) == ()
    assert to_drop(versions(6), rules, held(4, deed=Deed.HIDE), now=NOW) == (2, 3, 5)


@given(st.integers(0, 30), st.integers(1, 40), st.integers(1, 40))
def test_first_and_newest_always_stay(count: int, last: int, days: int) -> None:
    gone = to_drop(versions(count), SourceRules(keep_last=last, keep_days=days), Standing(), now=NOW)
    assert not {1, count} & set(gone)


def test_the_cold_store_gets_what_was_replaced_before_and_never_the_newest() -> None:
    assert cold_until(versions(10), older_than=NOW - DAY * 5) == 3
    assert cold_until(versions(1), older_than=NOW + DAY) == 0
    assert cold_until(versions(4), older_than=NOW + DAY) == 3
