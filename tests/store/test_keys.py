"""The key map: one name per key, one slot per shard."""

from __future__ import annotations

import re
from binascii import crc_hqx

from monitor.model import ItemKind
from monitor.store.keys import Keys, shard_of

SLOTS = 16_384


def slot(key: str) -> int:
    """The slot of Redis Cluster: CRC16 of what stands between the first braces."""
    match = re.search(r"\{([^}]+)\}", key)
    return crc_hqx((match[1] if match else key).encode(), 0) % SLOTS


def test_shards_are_the_same_in_every_release() -> None:
    assert [shard_of(host, 16) for host in ("a.example", "www.b.example", "münchen.example")] == [12, 1, 3]


def test_hosts_are_spread_over_the_shards() -> None:
    counts = [0] * 16
    for number in range(16_000):
        counts[shard_of(f"www.paper{number}.example", 16)] += 1
    assert min(counts) > 800
    assert max(counts) < 1_200


def test_all_keys_of_a_frontier_shard_lie_in_one_slot() -> None:
    for tag in Keys().frontier_tags():
        assert len({slot(key) for key in Keys().frontier(tag)}) == 1


def test_the_keys_of_a_shard_are_all_different() -> None:
    keys = Keys("p").frontier("f03")
    assert len(set(keys)) == len(keys) == 13
    assert all(key.startswith("p:{f03}:") for key in keys)


def test_kinds_have_queues_of_their_own() -> None:
    assert len({Keys().due("f00", kind) for kind in ItemKind}) == len(ItemKind)
