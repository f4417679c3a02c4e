from __future__ import annotations

from pathlib import Path

from monitor.store.client import connect
from monitor.store.embedded import open_server


async def test_a_server_is_stopped_by_its_last_user(tmp_path: Path) -> None:
    async with open_server(tmp_path) as first:
        async with open_server(tmp_path) as second:
            assert second == first
        async with connect(first.url) as client:
            assert await client.do("PING") == b"PONG"
    assert not (tmp_path / "redis" / "server.sock").exists()


async def test_data_survives_stop_and_start(tmp_path: Path) -> None:
    async with open_server(tmp_path) as address, connect(address.url) as client:
        await client.do("SET", "k", "kept")
    async with open_server(tmp_path) as address, connect(address.url) as client:
        assert await client.do("GET", "k") == b"kept"
