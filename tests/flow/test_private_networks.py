"""Private networks are opened by the settings file alone, whatever a command, a program or an old store says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import redline, served
from looking import WORDS, feed
from publisher import Publisher
from receiving import SECRET

from monitor import intake, pipeline, sources
from monitor.app.declared import declared_sources
from monitor.app.delivery import sinks_of, subscribe
from monitor.app.opening import App, open_app
from monitor.clock import SystemClock
from monitor.errors import DeliveryRefused
from monitor.model import (
    Delivery,
    EventId,
    ItemKind,
    Source,
    SourceKind,
    Subscription,
    SubscriptionId,
)
from monitor.pipeline import Looked, item_of
from monitor.ports import Parcel
from monitor.settings import Settings
from monitor.store.client import StoreClient
from monitor.store.keys import Keys

pytestmark = pytest.mark.slow

PREFIX = "networks"
KEYS = Keys(PREFIX)
LOOPBACK = ["127.0.0.0/8"]
TO_WRITE = 'only the settings file can allow it: declare it there with allow_networks = ["127.0.0.1/32"]'


@pytest.fixture
def site() -> Iterator[Publisher]:
    with served() as made:
        made.pages["/feed.xml"] = (200, "application/rss+xml", feed(f"{made.url}/a"))
        made.says("/a", *WORDS)
        yield made


@pytest.fixture
def base(store_client: StoreClient, redis_url: str, tmp_path: Path) -> dict[str, object]:
    """Settings over an empty store, which open nothing."""
    return {"data_dir": str(tmp_path), "redis": {"url": redis_url, "prefix": PREFIX}, "look": {"pace": "0s"}}


def with_source(base: Mapping[str, object], url: str) -> Settings:
    return Settings.model_validate({**base, "source": [{"url": url, "allow_networks": LOOPBACK}]})


async def grant(app: App, client: StoreClient, key: str, field: str, *path: str) -> None:
    """Write into a record what an earlier release, or a stranger with a hand in the store, may have written."""
    record = json.loads(await client.do("HGET", key, field))
    place = record
    for name in path:
        place = place.setdefault(name, {})
    place["allow_networks"] = LOOPBACK
    await client.do("HSET", key, field, json.dumps(record).encode())


async def look(app: App, kind: ItemKind) -> Looked:
    """The look that is due."""
    async with asyncio.timeout(30):
        while not (leases := await app.store.frontier.claim([kind], 1, lease_s=60)):
            await app.store.wakeup.wait(timeout_s=0.2, kinds=[kind])
    return await pipeline.look(leases[0], app.world)


async def test_a_source_whose_record_allows_a_network_is_refused_until_the_file_declares_it(
    base: dict[str, object], store_client: StoreClient, site: Publisher
) -> None:
    url = f"{site.url}/feed.xml"
    async with open_app(Settings.model_validate(base)) as app:
        source, _ = await intake.add(intake.Wish(url, SourceKind.FEED), app.world)
        assert source is not None
        await grant(app, store_client, KEYS.sources(KEYS.book_tag(source.id)), source.id, "rules")
        looked = await look(app, ItemKind.SOURCE)
        assert TO_WRITE in looked.why
        state = (await app.store.book.states([source.id]))[source.id]
        assert (TO_WRITE in state.reason, site.asked) == (True, [])
    settings = with_source(base, url)
    async with open_app(settings) as app:
        await intake.own_by_file(declared_sources(settings, SystemClock()), app.world)
        await app.store.frontier.signal([pipeline.source_item(source)])
        assert (await look(app, ItemKind.SOURCE)).why == ""
        assert (await look(app, ItemKind.ARTICLE)).outcome is pipeline.Outcome.NEW
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed.xml", "/a"]


async def test_what_the_file_allows_one_source_no_other_may_use(base: dict[str, object], site: Publisher) -> None:
    async with open_app(with_source(base, f"{site.url}/feed.xml")) as app:
        await intake.add(intake.Wish(f"{site.url}/other.xml", SourceKind.FEED), app.world)
        assert TO_WRITE in (await look(app, ItemKind.SOURCE)).why
    assert site.asked == []


async def test_an_article_may_lie_where_any_of_its_sources_may(base: dict[str, object], site: Publisher) -> None:
    url = f"{site.url}/a"
    elsewhere = Source(
        sources.source_id("https://a.example/"), "https://a.example/", SourceKind.PAGE, "", datetime.now(UTC)
    )
    async with open_app(with_source(base, url)) as app:
        first = sources.single_page(Source(elsewhere.id, url, SourceKind.PAGE, "", elsewhere.added))
        await app.store.book.put(elsewhere)
        await app.store.archive.create([first])
        await app.store.frontier.put([item_of(first)])
        assert TO_WRITE in (await look(app, ItemKind.ARTICLE)).why
        await intake.add(intake.Wish(url, SourceKind.PAGE), app.world)
        await app.store.frontier.signal([item_of(first)])
        assert (await look(app, ItemKind.ARTICLE)).outcome is pipeline.Outcome.NEW


async def test_a_subscription_whose_record_allows_a_network_is_refused_until_the_file_declares_it(
    base: dict[str, object], store_client: StoreClient, site: Publisher
) -> None:
    target = f"{site.url}/hook"
    made = Subscription(SubscriptionId("sub_old"), "webhook", target, datetime.now(UTC))
    delivery = Delivery(made.id, EventId("evt_1"), "article000000001", 1, 1, datetime.now(UTC))
    async with open_app(Settings.model_validate(base)) as app:
        with pytest.raises(DeliveryRefused, match="only the settings file can allow it"):
            await subscribe(app, made)
        await app.store.subscriptions.put(made, secret=SECRET)
        await grant(app, store_client, KEYS.subscriptions(KEYS.book_tag(made.id)), made.id)
        held = await app.store.subscriptions.get(made.id)
        assert held is not None
        attempt = await sinks_of(app)["webhook"].deliver(Parcel(delivery, held, (SECRET,), "evt_1", b"{}"))
    assert (attempt.ok, TO_WRITE in attempt.detail, site.posted) == (False, True, [])


@pytest.mark.parametrize(
    ("command", "table"),
    [
        (("add", "http://10.1.2.3/"), "source"),
        (("preview", "http://10.1.2.3/"), "source"),
        (("subscriptions", "add", "http://10.1.2.3/"), "subscription"),
    ],
)
def test_no_command_that_keeps_something_opens_a_network(command: tuple[str, ...], table: str, tmp_path: Path) -> None:
    said = redline(*command, "--allow", "10.0.0.0/8", data=tmp_path, expect=2)
    assert said == (
        "redline: --allow: private networks are allowed in the settings file only "
        f'(write there: [[{table}]] with allow_networks = ["10.0.0.0/8"])\n'
    )
    assert not (tmp_path / "redis").exists()


def test_what_is_allowed_for_one_run_is_not_kept(site: Publisher, tmp_path: Path) -> None:
    url = f"{site.url}/a"
    once = ("watch", "--once", "--urls", "-", "--pace", "0")
    assert "new=1" in redline(*once, "--allow", "127.0.0.0/8", data=tmp_path, stdin=url)
    before = len(site.asked)
    assert TO_WRITE in redline(*once, data=tmp_path, stdin=url)
    assert "failed" in redline("look", url, data=tmp_path, expect=1)
    assert TO_WRITE in redline("add", f"{site.url}/feed.xml", data=tmp_path, expect=1)
    assert len(site.asked) == before
    file = tmp_path / "redline.toml"
    file.write_text(f'[[source]]\nurl = "{url}"\nkind = "page"\nallow_networks = ["127.0.0.1/32"]\n', encoding="utf-8")
    assert "works" in redline("preview", url, "--config", str(file), data=tmp_path)
