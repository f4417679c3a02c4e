"""Edits articles at a steady pace on the store of a folder; prints when each event was committed."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from bench.deliver.stage import Writer
from monitor.store import open_store

ARTICLES = 20


async def main(folder: Path, per_s: int, seconds: int) -> None:
    """Make articles, say so, wait for a line, then write."""
    async with open_store(folder, secret_keys=("bench",)) as store:
        writer = Writer(store)
        articles = [await writer.write(number) for number in range(ARTICLES)]
        for article in articles:
            await writer.edit(article)
        print("ready", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        committed: dict[str, float] = {}
        start = time.time()
        for number in range(per_s * seconds):
            await asyncio.sleep(max(start + number / per_s - time.time(), 0))
            event = await writer.edit(articles[number % ARTICLES])
            committed[event.id] = time.time()
        print(json.dumps({"took_s": time.time() - start, "committed": committed}), flush=True)


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
