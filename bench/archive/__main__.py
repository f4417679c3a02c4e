"""Prints what the archive takes, beside other ways to keep the same texts, and fails if a floor is missed.

Memory is the server's own account; times are CPU time of this process; only ratios inside one run mean anything.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from bench import floors
from bench.archive import cold, families, kept, speed, world
from bench.archive.corpus import histories
from monitor.model import Text
from monitor.store import open_store
from monitor.store.client import StoreClient
from monitor.store.codec import split
from monitor.store.texts import pack_text

ARTICLES, VERSIONS = 400, 5
LARGE, GOAL = 10_000, 1_000_000


async def ways(client: StoreClient, texts: list[list[bytes]], folder: Path) -> dict[str, float]:
    """Bytes a version of every way, and ours beside each."""
    versions = sum(map(len, texts))
    sizes = {
        "lists (ours)": await kept.in_lists(client, texts),
        "raw keys": await kept.in_raw_keys(client, texts),
        "zlib keys": await kept.in_zlib_keys(client, texts),
        "SQLite file": kept.in_sqlite(texts, folder),
        "git gc --aggressive": kept.in_git(texts, folder),
        "git, texts alone": kept.git_blobs(folder),
    }
    size = sum(len(text) for history in texts for text in history) / versions
    print(f"{ARTICLES} articles x {VERSIONS} versions of {size:.0f} bytes")
    for name, size in sizes.items():
        print(f"  {name:22} {size / versions:8.0f} bytes a version")
    ours = sizes["lists (ours)"]
    return {
        "to_raw": ours / sizes["raw keys"],
        "to_zlib": ours / sizes["zlib keys"],
        "to_sqlite": ours / sizes["SQLite file"],
        "to_git": ours / sizes["git gc --aggressive"],
        "to_git_texts": ours / sizes["git, texts alone"],
    }


async def in_store(small: Sequence[Sequence[Text]], folder: Path) -> dict[str, float]:
    """What a whole store holds, by family of keys, and what its commits cost."""
    async with open_store(folder, pace_s=0) as store:
        client, keys = store.client, store.keys
        assert client is not None  # noqa: S101 - a real store
        assert keys is not None  # noqa: S101 - likewise
        empty = await kept.memory(client)
        versions = await world.fill(store, world.spread(small, LARGE))
        grown = await kept.memory(client) - empty
        entries = families.entries_per_shard(versions)
        print(f"\n{LARGE} articles x {VERSIONS} versions in a whole store: {grown / 1e6:.0f} MB")
        print(f"  {'family':22} {'keys':>7} {'MB':>8} {'a version':>9} {'MB at 1 M':>10}")
        total, found = 0.0, await families.families(client)
        for one in found:
            later = one.at(GOAL / LARGE, entries)
            total += later
            print(
                f"  {one.name:22} {one.keys:7} {one.bytes / 1e6:8.1f} {one.bytes / versions:9.0f} {later / 1e6:10.0f}"
            )
        sizes = {one.name: one.bytes / one.keys for one in found}
        article = world.new_article(0)
        slot = [keys.state("a00", "bench"), keys.versions("a00", "bench")]
        call_alone, call_many = await speed.calling(client, slot)
        lines = await client.do("LRANGE", keys.versions(keys.archive_tag(article.id), article.id), 0, -1)
        await cold.chilled(store, LARGE, VERSIONS)
        chilled = await cold.at_a_million(store, empty, GOAL / LARGE, entries)
        await cold.frozen(store, LARGE)
        frozen = await cold.at_a_million(store, empty, GOAL / LARGE, entries)
        alone, many = await speed.committing(store.archive, list(small))  # type: ignore[arg-type]
    return {
        "record_bytes": mean(len(split(line, "bench").record) for line in lines),
        "state_bytes": sizes["state"],
        "GB at 1 M": total * (grown / sum(one.bytes for one in found)) / 1e9,
        "GB at 1 M, older versions cold": chilled,
        "GB at 1 M, nine of ten finished": frozen,
        "commit alone, us": alone,
        "commit in a batch, us": many,
        "call alone, us": call_alone,
        "call in a batch, us": call_many,
        "batch_gain": call_alone / call_many,
    }


async def run() -> dict[str, float]:
    """Measure everything, print it as it comes."""
    small = list(histories(ARTICLES, VERSIONS))
    texts = [[pack_text(text) for text in history] for history in small]
    found = speed.decoding(texts, [kept.elements(history) for history in texts])
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "ways") as store:
            assert store.client is not None  # noqa: S101 - a real store
            found |= await ways(store.client, texts, Path(folder))
        found |= await in_store(small, Path(folder) / "whole")
    print()
    return found


if __name__ == "__main__":
    sys.exit(floors.check("archive", asyncio.run(run())))
