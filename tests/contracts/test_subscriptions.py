"""What every store of Subscriptions does; run over the memory twin and over a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from delivery_stores import START, Stores, memory_stores, redis_stores, subscription

from monitor.errors import StoreError
from monitor.model import EventType, Filter, Notice, Owner, SourceId, SubscriptionId
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.subscriptions import RedisSubscriptions
from monitor.store.vault import Vault

ONE = SubscriptionId("sub_one")


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Stores:
    if request.param == "memory":
        return memory_stores(frozen_clock, 100)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return redis_stores(client, keys, frozen_clock, 100)


async def test_a_subscription_comes_back_as_it_was_put(stores: Stores) -> None:
    wanted = Filter(
        types=(EventType.CHANGED,),
        sources=(SourceId("source000001"),),
        kinds=("number",),
        notices=(Notice.NONE_FOUND,),
        min_weight=40,
    )
    one = subscription("sub_one", filter=wanted, owner=Owner.FILE, since=START)
    assert await stores.subscriptions.put(one)
    assert await stores.subscriptions.get(ONE) == one
    assert await stores.subscriptions.all() == [one]


async def test_putting_it_again_replaces_it(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"), secret="whsec_old")
    assert not await stores.subscriptions.put(subscription("sub_one", name="renamed"))
    found = await stores.subscriptions.get(ONE)
    assert found is not None
    assert found.name == "renamed"
    assert await stores.subscriptions.secrets(ONE) == ("whsec_old",)


async def test_all_are_listed_oldest_first(stores: Stores) -> None:
    for at, name in enumerate(("sub_c", "sub_a", "sub_b")):
        await stores.subscriptions.put(subscription(name, created=START + timedelta(seconds=at)))
    assert [one.id for one in await stores.subscriptions.all()] == ["sub_c", "sub_a", "sub_b"]


async def test_an_unknown_one_is_none(stores: Stores) -> None:
    assert await stores.subscriptions.get(ONE) is None
    assert await stores.subscriptions.secrets(ONE) == ()
    assert not await stores.subscriptions.remove(ONE)
    assert not await stores.subscriptions.rotate(ONE, "whsec_x", keep_s=1)
    assert await stores.subscriptions.disable(ONE, "x") is None
    assert await stores.subscriptions.tell(ONE, EventType.PING) is None
    assert await stores.subscriptions.events(ONE) == ()


async def test_a_removed_one_is_gone_with_its_secrets(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"), secret="whsec_a")
    assert await stores.subscriptions.remove(ONE)
    assert await stores.subscriptions.all() == []
    assert await stores.subscriptions.secrets(ONE) == ()


async def test_two_secrets_live_during_a_rotation_and_one_after_it(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"), secret="whsec_a")
    assert await stores.subscriptions.rotate(ONE, "whsec_b", keep_s=86_400)
    assert await stores.subscriptions.secrets(ONE) == ("whsec_b", "whsec_a")
    stores.clock.advance(86_401)
    assert await stores.subscriptions.secrets(ONE) == ("whsec_b",)


async def test_the_secret_of_a_settings_file_put_again_does_not_end_a_rotation(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"), secret="whsec_a")
    await stores.subscriptions.rotate(ONE, "whsec_b", keep_s=86_400)
    await stores.subscriptions.put(subscription("sub_one"), secret="whsec_b")
    assert await stores.subscriptions.secrets(ONE) == ("whsec_b", "whsec_a")


async def test_every_change_gives_another_version(stores: Stores) -> None:
    seen = {await stores.subscriptions.version()}
    await stores.subscriptions.put(subscription("sub_one"))
    seen.add(await stores.subscriptions.version())
    await stores.subscriptions.disable(ONE, "gone")
    seen.add(await stores.subscriptions.version())
    await stores.subscriptions.enable(ONE)
    seen.add(await stores.subscriptions.version())
    await stores.subscriptions.remove(ONE)
    seen.add(await stores.subscriptions.version())
    assert len(seen) == 5


async def test_disabling_makes_one_event_until_it_was_told(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"))
    event = await stores.subscriptions.disable(ONE, "410 Gone")
    assert event is not None
    assert (event.type, event.subject, event.sequence, event.detail) == (
        EventType.ENDPOINT_DISABLED,
        ONE,
        1,
        "410 Gone",
    )
    assert await stores.subscriptions.disable(ONE, "again") is None
    assert await stores.subscriptions.untold() == [event]
    await stores.subscriptions.told(event)
    assert await stores.subscriptions.untold() == []
    found = await stores.subscriptions.get(ONE)
    assert found is not None
    assert found.disabled == "410 Gone"
    assert [one.disabled for one in await stores.subscriptions.all()] == ["410 Gone"]


async def test_replacing_a_disabled_one_does_not_enable_it(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"))
    await stores.subscriptions.disable(ONE, "gone")
    await stores.subscriptions.put(subscription("sub_one", name="renamed"))
    found = await stores.subscriptions.get(ONE)
    assert found is not None
    assert (found.disabled, found.name) == ("gone", "renamed")
    assert await stores.subscriptions.enable(ONE)
    assert not await stores.subscriptions.enable(ONE)
    assert await stores.subscriptions.get(ONE) == replace(found, disabled="")


async def test_events_of_an_endpoint_have_consecutive_numbers_and_name_the_one_before(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one"))
    first = await stores.subscriptions.tell(ONE, EventType.PING)
    second = await stores.subscriptions.tell(ONE, EventType.PING, detail="hello")
    assert first is not None
    assert second is not None
    assert (first.sequence, first.prev, second.sequence, second.prev) == (1, None, 2, first.id)
    assert await stores.subscriptions.events(ONE) == (first, second)


async def test_a_new_one_that_wants_the_past_is_behind(stores: Stores) -> None:
    await stores.subscriptions.put(subscription("sub_one", since=START - timedelta(days=1)))
    [behind] = await stores.outbox.behind("a00")
    assert behind.subscription == ONE


async def test_secrets_are_unreadable_in_the_store(frozen_client: StoreClient, frozen_keys: Keys) -> None:
    stores = RedisSubscriptions(frozen_client, frozen_keys, Vault(["first"]))
    await stores.put(subscription("sub_one"), secret="whsec_c2VjcmV0")
    raw = await frozen_client.do("HGET", frozen_keys.secrets(frozen_keys.book_tag(ONE)), ONE)
    assert b"c2VjcmV0" not in raw
    assert b"whsec" not in raw


async def test_a_new_key_in_front_still_opens_what_the_old_one_locked(
    frozen_client: StoreClient, frozen_keys: Keys
) -> None:
    await RedisSubscriptions(frozen_client, frozen_keys, Vault(["old"])).put(subscription("sub_one"), secret="whsec_a")
    assert await RedisSubscriptions(frozen_client, frozen_keys, Vault(["new", "old"])).secrets(ONE) == ("whsec_a",)


async def test_another_key_is_an_error_that_says_what_to_do(frozen_client: StoreClient, frozen_keys: Keys) -> None:
    await RedisSubscriptions(frozen_client, frozen_keys, Vault(["old"])).put(subscription("sub_one"), secret="whsec_a")
    with pytest.raises(StoreError, match="REDLINE_SECRET_KEY"):
        await RedisSubscriptions(frozen_client, frozen_keys, Vault(["new"])).secrets(ONE)


async def test_the_locked_secrets_of_one_subscription_do_not_open_as_those_of_another() -> None:
    from monitor.store.vault import Secret

    vault = Vault(["key"])
    locked = vault.lock("sub_one", [Secret("whsec_a")])
    assert vault.open("sub_one", locked) == (Secret("whsec_a"),)
    with pytest.raises(StoreError):
        vault.open("sub_two", locked)
