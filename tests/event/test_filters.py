from __future__ import annotations

from dataclasses import replace

import pytest
from delivery_stores import START, a_change, event, subscription
from hypothesis import given
from hypothesis import strategies as st

from monitor.event import Facts, Matcher, matches
from monitor.model import ArticleId, Event, EventId, EventType, Filter, Notice, SourceId

TYPES = tuple(EventType)
CHANGED = event(1)
PING = Event(EventId("evt_p"), EventType.PING, "sub_one", 1, None, START)


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (Filter(), True),
        (Filter(types=(EventType.CREATED,)), False),
        (Filter(types=()), True),
        (Filter(sources=(SourceId("source000001"),)), True),
        (Filter(sources=(SourceId("other"),)), False),
        (Filter(articles=(ArticleId("a" * 16),)), True),
        (Filter(articles=(ArticleId("b" * 16),)), False),
        (Filter(tags=("national", "x")), True),
        (Filter(tags=("sports",)), False),
        (Filter(kinds=("quote", "number")), True),
        (Filter(kinds=("quote",)), False),
        (Filter(bands=("small",)), True),
        (Filter(bands=("large",)), False),
        (Filter(notices=(Notice.NONE_FOUND,)), True),
        (Filter(notices=(Notice.FOUND,)), False),
        (Filter(min_weight=71), True),
        (Filter(min_weight=72), False),
        (Filter(kinds=("number",), min_weight=90), False),
        (Filter(headline_only=True), True),
        (Filter(min_words=2, max_words=2), True),
        (Filter(min_words=3), False),
        (Filter(max_words=1), False),
    ],
)
def test_every_field_that_is_set_must_agree(wanted: Filter, passes: bool) -> None:  # noqa: FBT001 - a table's column
    assert matches(wanted, CHANGED, Facts(frozenset({"national"}))) is passes


def test_what_is_asked_of_changes_does_not_hold_back_other_events() -> None:
    gone = Event(EventId("evt_g"), EventType.UNAVAILABLE, "a" * 16, 2, None, START)
    assert matches(Filter(kinds=("number",), min_weight=90), gone)


def test_headline_only_asks_for_a_headline_that_differs() -> None:
    same = event(1, change=a_change(new_title="12 killed in ferry fire"))
    assert not matches(Filter(headline_only=True), same)


def test_created_is_not_in_the_default() -> None:
    assert not matches(Filter(), replace(CHANGED, type=EventType.CREATED))


def test_a_test_message_passes_only_where_it_is_asked_for() -> None:
    assert not matches(Filter(types=()), PING)
    assert matches(Filter(types=(EventType.PING,)), PING)


def test_an_event_about_a_source_passes_the_filter_of_that_source() -> None:
    failing = Event(EventId("evt_f"), EventType.SOURCE_FAILING, "source000001", 1, None, START)
    wanted = Filter(types=(EventType.SOURCE_FAILING,), sources=(SourceId("source000001"),))
    assert matches(wanted, failing)
    assert [one.id for one in Matcher([subscription("sub_one", filter=wanted)]).wanting(failing)] == ["sub_one"]


short = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2).map(tuple)
filters = st.builds(
    Filter,
    types=st.lists(st.sampled_from(TYPES), max_size=3).map(tuple),
    sources=short,
    tags=short,
    articles=short,
    kinds=short,
    min_weight=st.sampled_from([0, 50, 100]),
)
events = st.builds(
    lambda kind, subject, sources, kinds, has_change: Event(
        EventId("evt_x"),
        kind,
        subject,
        1,
        None,
        START,
        sources=sources,
        change=a_change(subject, 1, kinds=kinds) if has_change else None,
    ),
    st.sampled_from(TYPES),
    st.sampled_from(["a", "b", "c"]),
    short,
    short,
    st.booleans(),
)


@given(st.lists(filters, max_size=8), events, short)
def test_the_index_finds_exactly_those_whose_filter_passes(
    wanted: list[Filter], one: Event, tags: tuple[str, ...]
) -> None:
    everyone = [subscription(f"sub_{number}", filter=each) for number, each in enumerate(wanted)]
    found = Matcher(everyone).wanting(one, Facts(frozenset(tags)))
    assert [each.id for each in found] == [
        each.id for each in everyone if matches(each.filter, one, Facts(frozenset(tags)))
    ]
