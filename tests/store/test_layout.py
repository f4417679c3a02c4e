"""The layout key: made once, checked at every opening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import StoreError, StoreMismatch
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.layout import FORMAT, Layout, migrate, open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.scripts import load


async def test_the_first_opening_makes_the_layout(store_client: StoreClient) -> None:
    layout, keys = await open_layout(store_client, prefix="one", shards=4)
    assert layout == Layout(FORMAT, store_client.engine.name, 4, 4, 4, test=False)
    assert keys.archive_tags() == ("a00", "a01", "a02", "a03")


async def test_shards_are_fixed_by_the_first_opening(store_client: StoreClient) -> None:
    first = await open_layout(store_client, prefix="one", shards=4)
    assert await open_layout(store_client, prefix="one", shards=64) == first


async def test_prefixes_are_data_sets_of_their_own(store_client: StoreClient) -> None:
    await open_layout(store_client, prefix="one", shards=4)
    _, keys = await open_layout(store_client, prefix="two", shards=8)
    assert len(keys.frontier_tags()) == 8


async def test_a_newer_format_is_refused(store_client: StoreClient) -> None:
    await open_layout(store_client, prefix="one")
    await store_client.do("HSET", "one:layout", "format", FORMAT + 1)
    with pytest.raises(StoreMismatch, match="update Redline"):
        await open_layout(store_client, prefix="one")


async def test_another_engine_is_refused(store_client: StoreClient) -> None:
    await open_layout(store_client, prefix="one")
    store_client.engine = replace(store_client.engine, name="redis")
    with pytest.raises(StoreMismatch, match=r"redline backup.*HSET one:layout engine redis"):
        await open_layout(store_client, prefix="one")


@pytest.mark.parametrize("test", [True, False])
async def test_tests_and_real_data_are_kept_apart(store_client: StoreClient, test: bool) -> None:  # noqa: FBT001 - a case
    await open_layout(store_client, prefix="one", test=test)
    with pytest.raises(StoreMismatch, match="marks"):
        await open_layout(store_client, prefix="one", test=not test)


async def test_foreign_data_under_the_layout_key_is_refused(store_client: StoreClient) -> None:
    await store_client.do("HSET", "one:layout", "colour", "blue")
    with pytest.raises(StoreMismatch, match="not a layout"):
        await open_layout(store_client, prefix="one")


async def test_migrations_run_in_order_from_the_format_found(store_client: StoreClient) -> None:
    _, keys = await open_layout(store_client, prefix="one")
    await store_client.do("HSET", keys.layout(), "format", 2)
    done: list[int] = []

    async def third(client: StoreClient, keys: Keys) -> None:
        assert await client.do("HGET", keys.layout(), "format") == b"2"
        done.append(3)

    async def fourth(client: StoreClient, keys: Keys) -> None:
        assert await client.do("HGET", keys.layout(), "format") == b"3"
        done.append(4)

    await migrate(store_client, keys, found=2, to=4, migrations={2: third, 3: fourth})
    assert done == [3, 4]
    assert await store_client.do("HGET", keys.layout(), "format") == b"4"


async def test_a_format_too_old_to_migrate_is_refused(store_client: StoreClient) -> None:
    _, keys = await open_layout(store_client, prefix="one")
    with pytest.raises(StoreMismatch, match="an older Redline"):
        await migrate(store_client, keys, found=1, to=3, migrations={})


async def test_only_a_test_layout_takes_the_callers_time(store_client: StoreClient) -> None:
    _, keys = await open_layout(store_client, prefix="one")
    shard = keys.frontier("f00")
    with pytest.raises(StoreError, match="NOTTEST"):
        await store_client.run(load("frontier_block"), shard, ["1000", 2, "a.example", 1000])


async def test_a_test_layout_takes_the_callers_time(
    frozen_client: StoreClient, frozen_keys: Keys, frozen_clock: FrozenClock
) -> None:
    frozen_clock.advance(1_000)
    now_ms = round(frozen_clock.now().timestamp() * 1000)
    shard = frozen_keys.frontier("f00")
    await frozen_client.run(load("frontier_block"), shard, [frozen_client.now_arg(), 2, "a.example", 1000])
    score = await frozen_client.do("ZSCORE", frozen_keys.allowed("f00"), "a.example")
    assert float(score) == now_ms + 1000
