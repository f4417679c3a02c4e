"""The one door to Redis: batches, scripts, errors."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitor.errors import StoreError, StoreMismatch, StoreUnreachable
from monitor.store import scripts
from monitor.store.client import StoreClient
from monitor.store.connecting import connect, show_address
from monitor.store.embedded import open_server
from monitor.store.scripts import Script, load


async def test_commands_of_one_caller_keep_their_order(store_client: StoreClient) -> None:
    replies = await store_client.all([("RPUSH", "k", n) for n in range(1_500)])
    assert replies == list(range(1, 1_501))
    assert await store_client.do("LINDEX", "k", -1) == b"1499"


async def test_commands_of_many_tasks_each_get_their_own_reply(store_client: StoreClient) -> None:
    replies = await asyncio.gather(*(store_client.do("ECHO", f"word {n}") for n in range(500)))
    assert replies == [f"word {n}".encode() for n in range(500)]


async def test_an_error_reaches_only_the_command_that_made_it(store_client: StoreClient) -> None:
    await store_client.do("SET", "k", "text")
    replies = await asyncio.gather(
        store_client.do("GET", "k"),
        store_client.do("LPUSH", "k", 1),
        store_client.do("GET", "k"),
        return_exceptions=True,
    )
    assert replies[0] == replies[2] == b"text"
    assert isinstance(replies[1], StoreError)
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await store_client.all([("GET", "k"), ("LPUSH", "k", 1)])


async def test_a_cancelled_caller_disturbs_nobody(store_client: StoreClient) -> None:
    task = asyncio.create_task(store_client.do("ECHO", "gone"))
    await asyncio.sleep(0)
    task.cancel()
    assert await store_client.do("ECHO", "here") == b"here"


async def test_scripts_are_loaded_again_when_the_server_has_forgotten_them(store_client: StoreClient) -> None:
    script = load("layout")
    assert await store_client.run(script, ["k"], ["a", "1"]) == [b"a", b"1"]
    await store_client.do("SCRIPT", "FLUSH")
    replies = await asyncio.gather(*(store_client.run(script, ["k"], ["a", "2"]) for _ in range(20)))
    assert replies == [[b"a", b"1"]] * 20


async def test_a_script_that_is_no_lua_is_an_error(store_client: StoreClient) -> None:
    with pytest.raises(StoreError):
        await store_client.run(Script("bad", "return (", "0" * 40), [])


@pytest.mark.parametrize("name", [file.stem for file in sorted(Path(scripts.__file__).parent.glob("*.lua"))])
async def test_every_script_compiles(store_client: StoreClient, name: str) -> None:
    assert await store_client.do("SCRIPT", "LOAD", load(name).text) == load(name).sha.encode()


async def test_binary_values_come_back_as_they_were(store_client: StoreClient) -> None:
    value = bytes(range(256)) * 100
    await store_client.do("SET", b"\x00\xffkey", value)
    assert await store_client.do("GET", b"\x00\xffkey") == value


async def test_an_unreachable_server_is_named() -> None:
    with pytest.raises(StoreUnreachable, match=r"127\.0\.0\.1:9/0.*REDLINE_REDIS_URL"):
        async with connect("redis://user:hidden@127.0.0.1:9/0"):
            pass


async def test_a_malformed_address_is_named() -> None:
    with pytest.raises(StoreUnreachable, match="redis://host:port"):
        async with connect("htp:/x"):
            pass


def test_an_address_is_shown_without_its_password() -> None:
    assert show_address("redis://user:hidden@store.example:6379/2?db=1") == "redis://store.example:6379/2"


async def test_a_full_memory_says_what_to_do(tmp_path: Path) -> None:
    async with open_server(tmp_path, maxmemory=1_500_000) as address, connect(address.url) as client:
        with pytest.raises(StoreError, match=r"raise redis\.maxmemory"):
            await client.all([("SET", f"k{number}", b"x" * 100_000) for number in range(100)])
        assert await client.do("GET", "k0") == b"x" * 100_000


async def test_a_client_goes_on_after_its_connection_was_cut(store_client: StoreClient) -> None:
    await store_client.do("SET", "k", "kept")
    with pytest.raises(StoreUnreachable):
        await store_client.all([("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"), ("GET", "k"), ("GET", "k")])
    assert await store_client.do("GET", "k") == b"kept"


async def test_a_connection_that_was_cut_while_nobody_asked_is_dialled_again(
    store_client: StoreClient, redis_url: str
) -> None:
    await store_client.do("SET", "k", "kept")
    async with connect(redis_url) as other:
        assert await other.do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes") >= 1
        await other.do("PING")  # a turn of the loop in which the cut is seen
        assert await store_client.do("GET", "k") == b"kept"


async def test_after_the_end_of_the_client_nothing_waits_for_ever(redis_url: str) -> None:
    async with connect(redis_url) as client:
        pass
    with pytest.raises(StoreUnreachable, match="closed"):
        async with asyncio.timeout(1):
            await client.do("PING")


async def test_a_durable_client_answers_once_the_server_has_synced_its_log(redis_url: str) -> None:
    async with connect(redis_url, durable=True) as client:
        await client.do("FLUSHALL")
        await client.do("SCRIPT", "FLUSH")
        replies = await asyncio.gather(*(client.run(load("layout"), [f"k{n}"], ["a", n]) for n in range(50)))
        assert replies == [[b"a", b"%d" % n] for n in range(50)]
        info = await client.do("INFO", "persistence")
        assert b"aof_last_write_status:ok" in info


async def test_a_server_without_a_log_can_not_promise_its_disk(tmp_path: Path) -> None:
    async with open_server(tmp_path) as address, connect(address.url) as client:
        await client.do("CONFIG", "SET", "appendonly", "no")
        with pytest.raises(StoreMismatch, match="can not wait for its disk"):
            async with connect(address.url, durable=True):
                pass
