"""A WebSub hub and the Wayback Machine's save service, played by a real HTTP server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
from delivery_stores import subscription
from newsdesk import Desk

from monitor.clock import SystemClock
from monitor.deliver import Background
from monitor.deliver.asking import Asking
from monitor.deliver.hub import HubSink, Topics
from monitor.deliver.wayback import MOST_PENDING, PENDING_S, WaybackKeys, WaybackSink
from monitor.model import (
    ArticleId,
    Delivery,
    EventId,
    EventType,
    Filter,
    Owner,
    SavedFilter,
    Subscription,
    SubscriptionId,
)
from monitor.net import GuardedTransport, NetOptions, open_transport
from monitor.ports import Parcel
from monitor.store import Store
from monitor.store.memory.clock import FrozenClock

ARTICLE = ArticleId("article000000001")
URL = "https://news.example/ferry?id=1"


@dataclass
class Service:
    """Answers by path as told to, and keeps what it was asked."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, body
    answers: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    port: int = 0

    def answer(self, path: str) -> tuple[int, dict[str, str], str]:
        """The answer for the longest beginning that fits."""
        fits = [one for one in self.answers if path.startswith(one)]
        return self.answers[max(fits, key=len)] if fits else (404, {}, "")


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def handle_one(self) -> None:
            """Note it and answer."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            service.asked.append((self.command, self.path, body))
            status, headers, text = service.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = handle_one  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.port = server.server_address[1]
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def parcel(to: Subscription, url: str = URL) -> Parcel:
    data = {"article_id": ARTICLE, "source_ids": ["source000001"], "to_version": 2, "url": url}
    delivery = Delivery(SubscriptionId("sub_one"), EventId("evt_1"), ARTICLE, 1, 1, datetime.now(UTC))
    return Parcel(replace(delivery, type=EventType.CHANGED), to, (), "evt_1", json.dumps({"data": data}).encode())


def house(sink: str, port: int, path: str = "/") -> Subscription:
    return subscription("sub_house", sink=sink, target=f"http://127.0.0.1:{port}{path}", owner=Owner.FILE)


def asking(transport: GuardedTransport) -> Asking:
    return Asking(transport, SystemClock(), "Redline", {"sub_house": ("127.0.0.0/8",)})


def hub_sink(store: Store, transport: GuardedTransport) -> HubSink:
    topics = Topics("https://redline.example/", store.archive, Background(store.book, store.archive, store.filters))
    return HubSink(asking(transport), topics)


async def an_edit(store: Store, clock: FrozenClock) -> Parcel:
    """A change of an article whose source has tags, as it goes to the house's own sinks."""
    desk = Desk(store, clock)
    await desk.open(tags=("national", "Küste & Meer"))
    event = await desk.edit(await desk.write(1))
    sent = parcel(house("websub", 0))
    delivery = replace(sent.delivery, event=event.id, subject=event.subject, sequence=event.sequence)
    return replace(sent, delivery=delivery)


async def test_a_hub_is_told_of_every_feed_that_a_change_moves(both_stores: Store, frozen_clock: FrozenClock) -> None:
    await both_stores.filters.put(SavedFilter("all-numbers", Filter(kinds=("number",))))
    await both_stores.filters.put(SavedFilter("words", Filter(words=("13",))))
    await both_stores.filters.put(SavedFilter("others", Filter(tags=("sports",))))
    sent = await an_edit(both_stores, frozen_clock)
    with serving(Service(answers={"/hub": (202, {}, "")})) as hub:
        async with open_transport(NetOptions()) as transport:
            sink = hub_sink(both_stores, transport)
            attempt = await sink.deliver(replace(sent, subscription=house("websub", hub.port, "/hub")))
    assert attempt.ok, attempt.detail
    [(method, _, body)] = hub.asked
    fields = parse_qsl(body)
    assert (method, fields[0]) == ("POST", ("hub.mode", "publish"))
    topics = [value.removeprefix("https://redline.example") for name, value in fields if name == "hub.url"]
    assert {topic.rpartition("/")[0] for topic in topics} == {
        "/feeds",
        "/sources/source000001",
        "/articles/article000000001",
        "/feeds/tags/national",
        "/feeds/tags/K%C3%BCste%20%26%20Meer",
        "/feeds/filters/all-numbers",
        "/feeds/filters/words",
    }
    assert len(topics) == 3 * 7


async def test_a_hub_that_fails_is_tried_again_and_one_of_somebody_else_never(
    both_stores: Store, frozen_clock: FrozenClock
) -> None:
    sent = await an_edit(both_stores, frozen_clock)
    with serving(Service(answers={"/": (503, {"Retry-After": "7"}, "busy")})) as hub:
        async with open_transport(NetOptions()) as transport:
            sink = hub_sink(both_stores, transport)
            to = house("websub", hub.port)
            failed = await sink.deliver(replace(sent, subscription=to))
            foreign = await sink.deliver(replace(sent, subscription=replace(to, owner=Owner.STORE)))
    assert (failed.ok, failed.status, failed.retry_after_s) == (False, 503, 7.0)
    assert foreign.detail.startswith("refused: this sink is set up in the settings file only")
    assert len(hub.asked) == 1


async def test_a_copy_that_the_wayback_machine_names_is_kept_with_its_version(both_stores: Store) -> None:
    answers: dict[str, tuple[int, dict[str, str], str]] = {
        "/save/": (302, {"Location": f"/web/20261123224000/{URL}"}, "")
    }
    with serving(Service(answers=answers)) as service:
        async with open_transport(NetOptions()) as transport:
            sink = WaybackSink(asking(transport), both_stores.copies)
            to = house("wayback", service.port, "/save/")
            attempt = await sink.deliver(parcel(to))
            again = await sink.deliver(parcel(to))
    assert attempt.ok, attempt.detail
    assert await both_stores.copies.of(ARTICLE) == {2: f"http://127.0.0.1:{service.port}/web/20261123224000/{URL}"}
    assert again.detail == "there is a copy"
    assert [path for _, path, _ in service.asked] == [f"/save/{URL}"]


@pytest.mark.slow
async def test_with_an_account_a_job_is_followed_until_the_copy_is_there(both_stores: Store) -> None:
    done = json.dumps({"status": "success", "timestamp": "20261123224000", "original_url": URL})
    answers: dict[str, tuple[int, dict[str, str], str]] = {
        "/save/": (200, {}, json.dumps({"job_id": "spn2-abc"})),
        "/save/status/spn2-abc": (200, {}, done),
    }
    with serving(Service(answers=answers)) as service:
        async with open_transport(NetOptions()) as transport:
            keys = WaybackKeys("access", "secret")
            sink = WaybackSink(asking(transport), both_stores.copies, keys)
            attempt = await sink.deliver(parcel(house("wayback", service.port, "/save/")))
    assert attempt.ok, attempt.detail
    assert (await both_stores.copies.of(ARTICLE))[2].endswith(f"/web/20261123224000/{URL}")


async def test_a_job_that_is_not_done_is_asked_for_again_and_has_not_failed(both_stores: Store) -> None:
    answers: dict[str, tuple[int, dict[str, str], str]] = {
        "/save/": (200, {}, json.dumps({"job_id": "spn2-abc"})),
        "/save/status/spn2-abc": (200, {}, json.dumps({"status": "pending"})),
    }
    with serving(Service(answers=answers)) as service:
        async with open_transport(NetOptions()) as transport:
            keys = WaybackKeys("access", "secret")
            sink = WaybackSink(asking(transport), both_stores.copies, keys, status_s=(0.0, 0.0))
            sent = parcel(house("wayback", service.port, "/save/"))
            pending = await sink.deliver(sent)
            await sink.deliver(sent)
            old = replace(sent.delivery, queued=sent.delivery.queued - MOST_PENDING)
            given_up = await sink.deliver(replace(sent, delivery=old))
    assert (pending.ok, pending.pending_s) == (False, PENDING_S)
    assert [path for _, path, _ in service.asked].count("/save/") == 1
    assert (given_up.ok, given_up.pending_s) == (False, None)
    assert await both_stores.copies.of(ARTICLE) in ({}, {2: ""})


async def test_what_lies_in_a_private_network_is_not_told_to_the_wayback_machine(both_stores: Store) -> None:
    with serving(Service()) as service:
        async with open_transport(NetOptions()) as transport:
            sink = WaybackSink(asking(transport), both_stores.copies)
            attempt = await sink.deliver(parcel(house("wayback", service.port), "http://10.1.2.3/intranet"))
    assert attempt.ok
    assert attempt.detail.startswith("not sent: ")
    assert service.asked == []
