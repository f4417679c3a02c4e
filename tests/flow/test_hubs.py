"""The WebSub subscriber with a real hub, a real publisher and our own web role, all on the loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from hub import Hub, a_hub
from looking import feed
from misbehaving import Misbehaving, misbehaving, ok

from monitor import intake, pipeline
from monitor.app.hubs import keep_up_hubs
from monitor.app.opening import App, open_app
from monitor.app.pages import web_app
from monitor.model import ItemKind, PushState, Source, SourceKind, SourceRules, SourceState
from monitor.pipeline import Looked
from monitor.ports import SourceNote
from monitor.settings import Settings
from monitor.store.client import StoreClient
from monitor.web.serving import serving

pytestmark = pytest.mark.slow

RULES = SourceRules(ignore_robots=True)


@dataclass
class Stage:
    """Everything that is open."""

    app: App
    hub: Hub
    publisher: Misbehaving
    source: Source

    async def look(self) -> Looked:
        """The look at the source that is due."""
        async with asyncio.timeout(30):
            while not (leases := await self.app.store.frontier.claim([ItemKind.SOURCE], 1, lease_s=60)):
                await self.app.store.wakeup.wait(timeout_s=0.2, kinds=[ItemKind.SOURCE])
        return await pipeline.look(leases[0], self.app.world)

    async def subscribe(self) -> None:
        """First look, then the hub is asked, and verifies."""
        await self.look()
        assert await keep_up_hubs(self.app) == 1
        await self.hub.settled()

    def polls(self) -> int:
        return len(self.publisher.headers_of("/feed.xml"))

    async def state(self) -> SourceState:
        return (await self.app.store.book.states([self.source.id]))[self.source.id]

    async def articles(self) -> set[str]:
        ids = (await self.app.store.catalog.articles()).items
        return {article.url.rpartition("/")[2] for article, _ in (await self.app.store.catalog.heads(ids)).values()}


def _settings(feed_url: str, port: int, redis_url: str, folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "base_url": f"http://127.0.0.1:{port}",
            "redis": {"url": redis_url, "prefix": "hubs"},
            "look": {"pace": "0s"},
            "source": [{"url": feed_url, "allow_networks": ["127.0.0.0/8"]}],
        }
    )


@asynccontextmanager
async def a_stage(redis_url: str, folder: Path) -> AsyncIterator[Stage]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    async with (
        a_hub() as hub,
        misbehaving() as publisher,
        open_app(_settings(f"{publisher.url}/feed.xml", port, redis_url, folder)) as app,
        serving(web_app(app), host="127.0.0.1", port=port),
    ):
        publisher.answers["/feed.xml"] = ok(
            feed(f"{publisher.url}/one"), f'Link: <{hub.url}>; rel="hub", <{publisher.url}/topic>; rel="self"'
        )
        wish = intake.Wish(f"{publisher.url}/feed.xml", SourceKind.FEED, rules=RULES)
        source, _ = await intake.add(wish, app.world)
        assert source is not None
        yield Stage(app, hub, publisher, source)


@pytest.fixture
async def stage(store_client: StoreClient, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(redis_url, tmp_path) as made:
        yield made


async def test_a_hub_is_found_asked_and_verified_with_a_secret_and_an_unguessable_address(stage: Stage) -> None:
    await stage.subscribe()
    (form,) = stage.hub.forms
    assert form["hub.mode"] == "subscribe"
    assert form["hub.topic"] == f"{stage.publisher.url}/topic"
    assert len(form["hub.callback"].rpartition(".")[2]) >= 32
    assert len(form["hub.secret"]) == 64
    assert stage.hub.verifications == [("subscribe", 200, True)]
    lease = await stage.app.store.pushes.get(stage.source.id)
    assert lease is not None
    assert lease.state is PushState.VERIFIED
    assert lease.until is not None
    assert lease.since is not None
    assert (lease.until - lease.since).total_seconds() == 3_600
    assert await keep_up_hubs(stage.app) == 0


async def test_what_a_hub_sends_is_taken_up_at_once_and_without_a_poll(stage: Stage) -> None:
    await stage.subscribe()
    before = stage.polls()
    url = stage.publisher.url
    for method in ("sha1", "sha512"):
        assert await stage.hub.send(feed(f"{url}/{method}"), method=method) == [202]
        looked = await stage.look()
        assert looked.why == "its hub sent what is new"
    assert await stage.articles() == {"one", "sha1", "sha512"}
    assert stage.polls() == before
    state = await stage.state()
    assert state.pushed is not None
    assert state.looks == 1  # what is sent is no request of ours
    assert state.rhythm.newest == state.pushed  # a source that is heard of in this way is not quiet
    assert state.hub == stage.hub.url
    (planned,) = await stage.app.store.frontier.planned([pipeline.source_item(stage.source)])
    assert planned.due is not None
    assert (planned.due - state.pushed).total_seconds() > 3_000


async def test_a_hub_that_sends_all_the_time_does_not_put_the_next_poll_off(stage: Stage) -> None:
    await stage.subscribe()
    for minutes, wait_s in ((55, 300), (70, 0)):
        state = await stage.state()
        assert state.looked is not None
        earlier = replace(state, looked=stage.app.world.clock.now() - timedelta(minutes=minutes))
        await stage.app.store.book.record(SourceNote(stage.source.id, f"{minutes}", ok=True, state=earlier))
        await stage.hub.send(feed(f"{stage.publisher.url}/{minutes}"))
        await stage.look()
        (planned,) = await stage.app.store.frontier.planned([pipeline.source_item(stage.source)])
        assert planned.due is not None
        assert (planned.due - stage.app.world.clock.now()).total_seconds() == pytest.approx(wait_s, abs=60)
    before = stage.polls()
    await stage.look()
    assert stage.polls() == before + 1


async def test_another_hub_takes_the_place_of_the_one_before(stage: Stage) -> None:
    await stage.subscribe()
    async with a_hub() as other:
        stage.publisher.answers["/feed.xml"] = ok(
            feed(f"{stage.publisher.url}/one"),
            f'Link: <{other.url}>; rel="hub", <{stage.publisher.url}/topic>; rel="self"',
        )
        await stage.app.store.frontier.signal([pipeline.source_item(stage.source)])
        await stage.look()
        assert await keep_up_hubs(stage.app) == 1
        await stage.hub.settled()
        assert stage.hub.verifications[-1] == ("unsubscribe", 200, True)
        assert await keep_up_hubs(stage.app) == 1
        await other.settled()
        assert other.verifications == [("subscribe", 200, True)]
        assert other.forms[0]["hub.callback"] != stage.hub.forms[0]["hub.callback"]
        await stage.hub.send(feed(f"{stage.publisher.url}/late"))
        assert await stage.app.store.pushes.waiting(stage.source.id) == []
        await other.send(feed(f"{stage.publisher.url}/two"))
        await stage.look()
        assert await stage.articles() == {"one", "two"}


async def test_what_is_not_signed_is_answered_202_and_ignored(stage: Stage) -> None:
    await stage.subscribe()
    body = feed(f"{stage.publisher.url}/forged")
    for signature in ("", "sha256=00", "md5=" + "0" * 32, "nonsense", "sha256=é"):
        assert await stage.hub.send(body, signature=signature) == [202], signature
    assert await stage.app.store.pushes.waiting(stage.source.id) == []
    assert await stage.app.store.frontier.claim([ItemKind.SOURCE], 1, lease_s=60) == []


async def test_what_a_hub_sends_after_it_was_asked_to_stop_is_ignored(stage: Stage) -> None:
    await stage.subscribe()
    lease = await stage.app.store.pushes.get(stage.source.id)
    assert lease is not None
    await stage.app.store.pushes.put(replace(lease, state=PushState.ENDING))
    assert await stage.hub.send(feed(f"{stage.publisher.url}/late")) == [202]
    assert await stage.app.store.pushes.waiting(stage.source.id) == []


async def test_what_can_not_be_read_makes_the_source_be_polled(stage: Stage) -> None:
    await stage.subscribe()
    before = stage.polls()
    assert await stage.hub.send(b"something new, come and see") == [202]
    await stage.look()
    assert stage.polls() == before + 1
    assert await stage.app.store.pushes.waiting(stage.source.id) == []


async def test_nobody_verifies_or_sends_to_an_address_that_was_not_given(stage: Stage) -> None:
    await stage.subscribe()
    callback = stage.hub.forms[0]["hub.callback"]
    topic = stage.hub.forms[0]["hub.topic"]
    async with httpx2.AsyncClient(trust_env=False) as client:
        for address, mode, asked in (
            (callback + "x", "subscribe", topic),
            (callback, "subscribe", topic + "/other"),
            (callback, "unsubscribe", topic),
            (callback.rpartition(".")[0] + ".guess", "subscribe", topic),
        ):
            fields = {"hub.mode": mode, "hub.topic": asked, "hub.challenge": "c"}
            assert (await client.get(address, params=fields)).status_code == 404, (address, mode)
        assert (await client.post(callback + "x", content=b"x")).status_code == 404


async def test_a_lease_is_renewed_before_its_end_with_the_same_address(stage: Stage) -> None:
    await stage.subscribe()
    lease = await stage.app.store.pushes.get(stage.source.id)
    assert lease is not None
    assert lease.until is not None
    assert lease.since is not None
    passed = lease.until - stage.app.world.clock.now() - timedelta(minutes=10)
    earlier = replace(lease, asked=lease.asked - passed, since=lease.since - passed, until=lease.until - passed)
    await stage.app.store.pushes.put(earlier)
    assert await keep_up_hubs(stage.app) == 1
    await stage.hub.settled()
    assert len(stage.hub.forms) == 2
    assert stage.hub.forms[0] == stage.hub.forms[1]
    renewed = await stage.app.store.pushes.get(stage.source.id)
    assert renewed is not None
    assert renewed.until is not None
    assert renewed.until >= lease.until


async def test_a_hub_that_refuses_is_left_alone_and_polling_goes_on(stage: Stage) -> None:
    stage.hub.denies = True
    await stage.subscribe()
    lease = await stage.app.store.pushes.get(stage.source.id)
    assert lease is not None
    assert (lease.state, lease.reason) == (PushState.DENIED, "not for you")
    assert await keep_up_hubs(stage.app) == 0


async def test_a_source_that_is_paused_ends_its_subscription(stage: Stage) -> None:
    await stage.subscribe()
    await intake.alter(replace(stage.source, paused=True), stage.app.world)
    assert await keep_up_hubs(stage.app) == 1
    await stage.hub.settled()
    assert stage.hub.verifications[-1] == ("unsubscribe", 200, True)
    assert await stage.app.store.pushes.get(stage.source.id) is None
