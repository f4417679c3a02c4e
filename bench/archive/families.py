"""What each family of keys takes of the server's memory, and what a hundred times as many articles would take."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from monitor.store.client import StoreClient
from monitor.store.keys import DEFAULT_SHARDS, MAX_INDEXED, MAX_STREAM

_SAMPLE = 400  # keys of a family that are measured
PER_ARTICLE = {"s": "state", "v": "versions with texts", "e": "events", "t": "sightings"}
CAPPED = {"stream": MAX_STREAM, "told:all": MAX_INDEXED}


@dataclass(frozen=True, slots=True)
class Family:
    """Keys of one kind."""

    name: str
    keys: int
    bytes: float

    def at(self, times: float, entries_per_shard: float) -> float:
        """Bytes of so many times as many articles; a capped family stops where its cap is."""
        cap = CAPPED.get(self.name)
        if cap is None:
            return self.bytes * times
        return self.bytes * min(times, cap / entries_per_shard)


async def families(client: StoreClient) -> list[Family]:
    """All families, largest first."""
    names: dict[str, list[bytes]] = defaultdict(list)
    cursor = b"0"
    while True:
        cursor, found = await client.do("SCAN", cursor, "COUNT", 5_000)
        for key in found:
            names[_family(key.decode())].append(key)
        if cursor == b"0":
            break
    made = [Family(name, len(keys), await _size(client, keys)) for name, keys in names.items()]
    return sorted(made, key=lambda one: -one.bytes)


def _family(key: str) -> str:
    parts = key.partition("}:")[2].split(":") if "}:" in key else ["other"]
    if parts[0] in PER_ARTICLE:
        return PER_ARTICLE[parts[0]]
    if parts[0] in {"told", "added"}:
        return f"{parts[0]}:{'one source' if len(parts) > 1 + (parts[0] == 'told') else 'all'}"
    return parts[0]


async def _size(client: StoreClient, keys: list[bytes]) -> float:
    sample = keys[:: max(1, len(keys) // _SAMPLE)]
    sizes = await client.all([("MEMORY", "USAGE", key, "SAMPLES", 0) for key in sample])
    return float(sum(sizes)) / len(sample) * len(keys)


def entries_per_shard(versions: int) -> float:
    """Events that one shard's stream was given."""
    return versions / DEFAULT_SHARDS
