"""What every ledger does: the suite runs over the twin and over a real server."""

from __future__ import annotations

import pytest

from monitor.ports import Ledger
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.ledger import RedisLedger
from monitor.store.memory.ledger import MemoryLedger


@pytest.fixture(params=["memory", "redis"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    if request.param == "memory":
        return MemoryLedger(max_sums=1_200)
    client: StoreClient = request.getfixturevalue("store_client")
    keys: Keys = request.getfixturevalue("store_keys")
    return RedisLedger(client, keys, max_sums=1_200)


async def test_increments_add_up(ledger: Ledger) -> None:
    await ledger.add({"c:7:d": 0.25, "h:3:e": 1e-7})
    await ledger.add({"c:7:d": 0.5})
    assert await ledger.sums() == pytest.approx({"c:7:d": 0.75, "h:3:e": 1e-7})


async def test_old_sums_fade_and_small_ones_are_forgotten(ledger: Ledger) -> None:
    await ledger.add({"a": 8.0, "b": 0.001})
    await ledger.fade(0.5, least=0.001)
    assert await ledger.sums() == {"a": 4.0}


async def test_names_beyond_the_cap_are_left_out_and_known_ones_still_grow(ledger: Ledger) -> None:
    await ledger.add({f"s:{n}:e": 1.0 for n in range(1_500)})
    assert len(await ledger.sums()) == 1_200
    await ledger.add({"s:1:e": 1.0, "s:1499:e": 1.0})
    sums = await ledger.sums()
    assert sums["s:1:e"] == 2.0
    assert "s:1499:e" not in sums


async def test_a_new_rule_has_the_next_number_and_is_handed_out_once(ledger: Ledger) -> None:
    assert await ledger.rule() == (0, b"")
    await ledger.publish(b"one")
    assert await ledger.rule() == (1, b"one")
    assert await ledger.rule(1) == (1, b"")
    await ledger.publish(b"two" * 1_000)
    assert await ledger.rule(1) == (2, b"two" * 1_000)
