"""Which hub speaks for a source, whether a document is signed, and when a hub is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Listing, PushLease, PushState, Response, SourceId
from monitor.poll.pushes import Step, step
from monitor.sources.websub import discover, is_signed, links_of, secret_of

URL = "https://news.example/feed.xml"
NOW = datetime(2026, 11, 28, tzinfo=UTC)
HUB, TOPIC = "https://hub.example/", "https://news.example/topic"


def answer(*links: str) -> Response:
    return Response(URL, URL, 200, tuple(("link", link) for link in links), b"", "", 0.0)


@pytest.mark.parametrize(
    ("links", "listing", "found"),
    [
        ((), Listing(), ("", "")),
        ((), Listing(hub=HUB, self_url=TOPIC), (HUB, TOPIC)),
        ((), Listing(hub=HUB), (HUB, URL)),
        ((f'<{HUB}>; rel="hub"', f"<{TOPIC}>; rel=self"), Listing(), (HUB, TOPIC)),
        ((f'<{HUB}>; rel="hub", </topic>; title="a, b"; rel="alternate self"',), Listing(), (HUB, TOPIC)),
        ((f"<{HUB}>; REL=HUB",), Listing(hub="https://other.example/", self_url=TOPIC), (HUB, TOPIC)),
        (("<javascript:alert(1)>; rel=hub",), Listing(), ("", "")),
        (("<<<>>>;;; rel=", "hub"), Listing(), ("", "")),
    ],
)
def test_the_headers_name_the_hub_first_then_the_document(
    links: tuple[str, ...], listing: Listing, found: tuple[str, str]
) -> None:
    assert discover(answer(*links), listing) == found


@given(st.text(max_size=400))
def test_any_link_header_is_read_or_left(text: str) -> None:
    assert all(relation and target for relation, target in links_of([text]))


@given(st.binary(max_size=200), st.text(max_size=200))
def test_no_header_but_the_right_one_is_a_signature(body: bytes, header: str) -> None:
    assert not is_signed(header, body, secret_of("key", "token"))


def a_lease(**changes: object) -> PushLease:
    wanted: dict[str, object] = {
        "source": SourceId("s"), "hub": HUB, "topic": TOPIC, "token": "s.t", "state": PushState.VERIFIED, "asked": NOW,
        "tries": 0, "since": NOW, "until": NOW + timedelta(days=10), **changes,
    }  # fmt: skip
    return PushLease(**wanted)  # type: ignore[arg-type]  # test options


@pytest.mark.parametrize(
    ("lease", "hub", "later", "expected"),
    [
        (None, "", timedelta(), Step.NOTHING),
        (None, HUB, timedelta(), Step.SUBSCRIBE),
        (a_lease(), HUB, timedelta(days=8, hours=23), Step.NOTHING),
        (a_lease(), HUB, timedelta(days=9), Step.RENEW),
        (a_lease(tries=1, asked=NOW + timedelta(days=9)), HUB, timedelta(days=9, minutes=59), Step.NOTHING),
        (a_lease(tries=1, asked=NOW + timedelta(days=9)), HUB, timedelta(days=9, minutes=60), Step.RENEW),
        (a_lease(until=NOW + timedelta(hours=4)), HUB, timedelta(hours=3), Step.RENEW),
        (a_lease(state=PushState.ASKED, tries=1, until=None), HUB, timedelta(minutes=59), Step.NOTHING),
        (a_lease(state=PushState.ASKED, tries=1, until=None), HUB, timedelta(minutes=60), Step.RENEW),
        (a_lease(state=PushState.ASKED, tries=3, until=None), HUB, timedelta(hours=3), Step.NOTHING),
        (a_lease(state=PushState.DENIED), HUB, timedelta(days=6), Step.NOTHING),
        (a_lease(state=PushState.DENIED), HUB, timedelta(days=7), Step.RENEW),
        (a_lease(), "", timedelta(days=1), Step.UNSUBSCRIBE),
        (a_lease(), "https://other.example/", timedelta(days=1), Step.UNSUBSCRIBE),
        (a_lease(), "", timedelta(days=11), Step.FORGET),
        (a_lease(state=PushState.ENDING), "", timedelta(hours=1), Step.NOTHING),
        (a_lease(state=PushState.ENDING), "", timedelta(days=1), Step.FORGET),
        (a_lease(state=PushState.ENDING), HUB, timedelta(hours=1), Step.SUBSCRIBE),
    ],
)
def test_a_hub_is_asked_when_it_is_time(lease: PushLease | None, hub: str, later: timedelta, expected: Step) -> None:
    assert step(lease, hub, TOPIC, now=NOW + later) is expected
