"""What every Sink does; run over the memory twin and over real webhooks to a receiver in another process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from delivery_stores import subscription
from receiving import SECRET, Receiving, receiving

from monitor.clock import SystemClock
from monitor.deliver import SINKS, MemorySink, Tools, WebhookOptions, WebhookSink
from monitor.errors import DeliveryRefused
from monitor.event import envelope
from monitor.model import Delivery, Event, EventId, EventType, SubscriptionId
from monitor.net import NetOptions, open_transport
from monitor.ports import Parcel, Sink

pytestmark = pytest.mark.slow
NETWORKS = {"sub_one": ("127.0.0.0/8",)}  # no other subscription may use a private one


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiving]:
    with receiving(tmp_path_factory.mktemp("receiver")) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Sinking:
    """A sink and targets that behave."""

    sink: Sink
    url: Callable[[str], str]
    arrived: Callable[[], list[str]]  # ids


@pytest.fixture(params=["memory", "webhook"])
async def sinking(request: pytest.FixtureRequest, receiver: Receiving) -> AsyncIterator[Sinking]:
    if request.param == "memory":
        answers = {"ok": 204, "gone": 410, "busy": 429, "redirect": 302, "status/503": 503}
        sink = MemorySink(SystemClock(), lambda parcel: answers[parcel.subscription.target.split("/", 3)[3]], NETWORKS)
        yield Sinking(sink, lambda path: f"http://127.0.0.1/{path}", lambda: [one.message_id for one in sink.parcels])
        return
    async with open_transport(NetOptions()) as transport:
        yield Sinking(
            WebhookSink(transport, SystemClock(), WebhookOptions(total_s=1.5, connect_s=1.0), NETWORKS),
            receiver.url,
            lambda: [one.id for one in receiver.receipts()],
        )


def parcel(url: str, number: int = 1, **fields: object) -> Parcel:
    at = datetime.fromisoformat("2026-05-04T09:00:00Z")
    event = Event(EventId(f"evt_{number}"), EventType.PING, "sub_one", number, None, at)
    to = subscription("sub_one", target=url)
    delivery = Delivery(SubscriptionId("sub_one"), event.id, "sub_one", number, number, at, type=event.type)
    body = envelope(event, endpoint_sequence=number, subscription=to)
    made = Parcel(delivery, to, (SECRET,), str(event.id), body)
    return replace(made, **fields)  # type: ignore[arg-type]


async def test_what_is_taken_is_ok_and_arrived_under_its_id(sinking: Sinking) -> None:
    attempt = await sinking.sink.deliver(parcel(sinking.url("ok"), 11))
    assert (attempt.ok, attempt.status, attempt.detail) == (True, 204, "")
    assert "evt_11" in sinking.arrived()


@pytest.mark.parametrize(("path", "status"), [("gone", 410), ("busy", 429), ("redirect", 302), ("status/503", 503)])
async def test_any_other_status_is_a_failure_with_that_status(sinking: Sinking, path: str, status: int) -> None:
    attempt = await sinking.sink.deliver(parcel(sinking.url(path)))
    assert (attempt.ok, attempt.status) == (False, status)
    assert f"HTTP {status}" in attempt.detail


async def test_the_attempt_names_its_delivery(sinking: Sinking) -> None:
    sent = parcel(sinking.url("ok"), 12)
    assert (await sinking.sink.deliver(sent)).delivery == sent.delivery


REFUSED = {
    "loopback": "http://127.0.0.1/",
    "private": "https://10.1.2.3/hook",
    "metadata": "http://169.254.169.254/latest/meta-data",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "ipv6": "http://[::1]/",
    "decimal": "http://2130706433/",
    "hex": "http://0x7f.1/",
    "short": "http://127.1/",
    "name": "http://localhost:8080/",
    "internal": "https://queue.internal/x",
    "no scheme": "example.org/hook",
    "other scheme": "ftp://example.org/hook",
    "script": "javascript:alert(1)",
    "no host": "https:///hook",
    "user": "https://user:password@example.org/",
    "bad port": "https://example.org:99999/",
    "bad brackets": "https://[::1/",
    "space": "https://example.org/a b",
    "line break": "https://example.org/\r\nX-Injected: yes",
    "wide": "https://example.org/ﬁ",
    "long": "https://example.org/" + "a" * 3_000,
    "empty": "",
}


@pytest.mark.parametrize("name", REFUSED)
async def test_an_unfit_target_is_refused_when_declared_and_again_when_used(sinking: Sinking, name: str) -> None:
    to = subscription("sub_other", target=REFUSED[name])
    with pytest.raises(DeliveryRefused) as refused:
        sinking.sink.check(to)
    assert "whsec" not in str(refused.value)
    before = len(sinking.arrived())
    attempt = await sinking.sink.deliver(parcel("x", subscription=to))
    assert (attempt.ok, attempt.status) == (False, 0)
    assert attempt.detail.startswith("refused")
    assert len(sinking.arrived()) == before


async def test_a_public_address_is_fit(sinking: Sinking) -> None:
    sinking.sink.check(subscription("sub_one", target="https://hooks.example.org:8443/redline?x=1"))


# ------------------------------------------------ webhooks alone
@pytest.fixture
async def webhook() -> AsyncIterator[WebhookSink]:
    async with open_transport(NetOptions()) as transport:
        yield WebhookSink(transport, SystemClock(), WebhookOptions(total_s=1.0, connect_s=0.5), NETWORKS)


async def test_the_real_library_in_another_process_accepts_the_signature(
    webhook: WebhookSink, receiver: Receiving
) -> None:
    assert (await webhook.deliver(parcel(receiver.url(), 21))).status == 204
    assert (await webhook.deliver(parcel(receiver.url(), 22, secrets=("whsec_" + "QUJD" * 8,)))).status == 401


async def test_during_a_rotation_either_secret_is_accepted(webhook: WebhookSink, receiver: Receiving) -> None:
    new = "whsec_" + "QUJD" * 8
    assert (await webhook.deliver(parcel(receiver.url(), 23, secrets=(new, SECRET)))).status == 204


async def test_without_a_secret_nothing_is_sent(webhook: WebhookSink, receiver: Receiving) -> None:
    attempt = await webhook.deliver(parcel(receiver.url(), 24, secrets=()))
    assert (attempt.ok, attempt.detail.startswith("refused")) == (False, True)
    assert "evt_24" not in [one.id for one in receiver.receipts()]


async def test_a_redirect_is_not_followed(webhook: WebhookSink, receiver: Receiving) -> None:
    attempt = await webhook.deliver(parcel(receiver.url("redirect"), 25))
    assert attempt.status == 302
    assert "redirects are not followed" in attempt.detail
    assert [one.path for one in receiver.receipts() if one.id == "evt_25"] == ["redirect"]


async def test_a_failure_keeps_what_was_sent_and_a_success_does_not(webhook: WebhookSink, receiver: Receiving) -> None:
    refused, taken = parcel(receiver.url("busy")), parcel(receiver.url("ok"), 26)
    assert (await webhook.deliver(refused)).sent == refused.body.decode()
    assert (await webhook.deliver(taken)).sent == ""


async def test_retry_after_is_read(webhook: WebhookSink, receiver: Receiving) -> None:
    attempt = await webhook.deliver(parcel(receiver.url("busy")))
    assert (attempt.retry_after_s, attempt.body) == (7.0, "busy")


@pytest.mark.parametrize("path", ["hang", "reset", "not-http", "long", "drip/500", "endless/500"])
async def test_a_bad_receiver_costs_one_bounded_attempt(webhook: WebhookSink, receiver: Receiving, path: str) -> None:
    attempt = await webhook.deliver(parcel(receiver.url(path)))
    assert not attempt.ok
    assert attempt.detail
    assert attempt.elapsed_s < 2.5
    assert len(attempt.body) <= 4_096


@pytest.mark.parametrize("path", ["endless", "drip", "short"])
async def test_a_success_counts_whatever_its_body_does(webhook: WebhookSink, receiver: Receiving, path: str) -> None:
    attempt = await webhook.deliver(parcel(receiver.url(path)))
    assert attempt.ok
    assert attempt.elapsed_s < 2.5


async def test_nobody_there_is_a_failure_in_words(webhook: WebhookSink) -> None:
    attempt = await webhook.deliver(parcel("http://127.0.0.1:9/"))
    assert attempt.detail.startswith("no connection")


async def test_the_table_makes_every_sink() -> None:
    async with open_transport(NetOptions()) as transport:
        for make in SINKS.values():
            make(Tools(transport, SystemClock())).check(subscription("sub_one"))
