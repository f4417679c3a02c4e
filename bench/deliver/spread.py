"""Fan-out of one event among many subscriptions: the cost should grow with those who want it."""

from __future__ import annotations

import time
from dataclasses import replace

from bench.deliver.stage import CHANGES, Writer, a_fanout, a_store, subscribe
from monitor.model import ArticleId

SUBSCRIPTIONS = 10_000
MATCHES = 100
ROUNDS = 5


async def measure() -> dict[str, float]:
    """Milliseconds of CPU of the process that fans out, the best of some rounds."""
    async with a_store() as store:
        writer = Writer(store)
        quiet, loud = await writer.write(1), await writer.write(2)
        others = tuple(ArticleId(f"other{number:011d}") for number in range(5))
        target = "https://example.org/hook"
        everyone = SUBSCRIPTIONS - MATCHES
        await subscribe(store, MATCHES, target, replace(CHANGES, articles=(quiet, loud)), name="few")
        await subscribe(store, everyone, target, replace(CHANGES, articles=(loud, *others)), name="many")
        fanout = a_fanout(store)
        before = time.process_time()
        await fanout.once()
        learn_ms = (time.process_time() - before) * 1000
        found = {"learn_10000_ms": learn_ms}
        for name, article, rounds in (("100_of_10000_ms", quiet, ROUNDS), ("10000_of_10000_ms", loud, 2)):
            times = []
            for _ in range(rounds):
                await writer.edit(article)
                before = time.process_time()
                await fanout.once()
                times.append((time.process_time() - before) * 1000)
            found[name] = min(times)
        return found
