"""Server-sent events: a thousand clients, a hundred events a second; server, clients and writer are three processes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.deliver.stage import SOURCE, Writer
from monitor.model import ArticleId, Source, SourceKind
from monitor.store import open_store

CLIENTS = 1_000
PER_S = 100
SECONDS = 10
ARTICLES = 50
HERE = Path(__file__).parent


async def measure() -> dict[str, float]:
    """Wait from commit to arrival over all clients in ms, and kB of the serving process's memory per client."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_store(Path(folder), secret_keys=("bench",)) as store,
            _process("server.py", folder) as server,
        ):
            await store.book.put(
                Source(SOURCE, "https://news.example/feed", SourceKind.FEED, "News", datetime.now(UTC))
            )
            port = (await _line(server)).strip()
            writer = Writer(store)
            articles = [await writer.write(number) for number in range(ARTICLES)]
            async with _process(
                "listeners.py", port, "1"
            ) as one:  # what one client makes it load is not memory per client
                await _line(one)
                await _edit(writer, articles, 2)
                one.stdin.close()  # type: ignore[union-attr]  # a pipe
                await _line(one)
            before_kb = _resident_kb(server)
            async with _process("listeners.py", port, str(CLIENTS)) as clients:
                await _line(clients)  # all of them listen
                idle_kb, cpu_s = _resident_kb(server), _cpu_s(server)
                committed, took_s = await _edit(writer, articles, SECONDS)
                await asyncio.sleep(3)
                cpu_s, most_kb = _cpu_s(server) - cpu_s, _resident_kb(server)
                clients.stdin.close()  # type: ignore[union-attr]  # a pipe
                told = json.loads(await _line(clients))
            server.stdin.close()  # type: ignore[union-attr]  # a pipe
    waits = sorted((at - committed[one]) * 1000 for one, at in told["seen"] if one in committed)
    return {
        "clients": CLIENTS,
        "live_events_per_s": len(committed) / took_s,
        "live_not_heard": len(committed) * CLIENTS - told["frames"],
        "live_p50_ms": waits[len(waits) // 2],
        "live_p99_ms": waits[len(waits) * 99 // 100],
        "live_kb_per_client": (most_kb - before_kb) / CLIENTS,
        "live_idle_kb_per_client": (idle_kb - before_kb) / CLIENTS,
        "live_cpu_share": cpu_s / took_s,
    }


async def _edit(writer: Writer, articles: Sequence[ArticleId], seconds: int) -> tuple[dict[str, float], float]:
    committed: dict[str, float] = {}
    start = time.time()
    for number in range(PER_S * seconds):
        await asyncio.sleep(max(start + number / PER_S - time.time(), 0))
        at = time.time()
        event = await writer.edit(articles[number % ARTICLES])
        committed[event.id] = at
    return committed, time.time() - start


@asynccontextmanager
async def _process(name: str, *args: str) -> AsyncIterator[Process]:
    command = [sys.executable, str(HERE / name), *args]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=1 << 24)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _line(process: Process) -> str:
    assert process.stdout is not None  # noqa: S101 - a pipe
    return (await asyncio.wait_for(process.stdout.readline(), 120)).decode()


def _resident_kb(process: Process) -> float:
    pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1000


def _cpu_s(process: Process) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
