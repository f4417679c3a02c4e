"""Server-sent events: a thousand clients, a hundred events a second; server, clients and writer are three processes."""

from __future__ import annotations

import asyncio
import json
import os
import time
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path

from bench.deliver.processes import end_input, line, process
from bench.deliver.stage import Writer, a_store_and_its_folder
from monitor.model import ArticleId

CLIENTS = 1_000
PER_S = 100
SECONDS = 10
ARTICLES = 50


async def measure() -> dict[str, float]:
    """Wait from commit to arrival over all clients in ms, and kB of the serving process's memory per client."""
    async with a_store_and_its_folder() as (store, folder), process("server.py", folder) as server:
        port = (await line(server)).strip()
        writer = Writer(store)
        articles = [await writer.write(number) for number in range(ARTICLES)]
        async with process("listeners.py", port, "1") as one:  # what one client makes it load is not memory per client
            await line(one)
            await _edit(writer, articles, 2)
            end_input(one)
            await line(one)
        before_kb = _resident_kb(server)
        async with process("listeners.py", port, str(CLIENTS)) as clients:
            await line(clients)  # all of them listen
            idle_kb, cpu_s = _resident_kb(server), _cpu_s(server)
            committed, took_s = await _edit(writer, articles, SECONDS)
            await asyncio.sleep(3)
            cpu_s, most_kb = _cpu_s(server) - cpu_s, _resident_kb(server)
            end_input(clients)
            told = json.loads(await line(clients))
        end_input(server)
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


def _resident_kb(process: Process) -> float:
    pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1000


def _cpu_s(process: Process) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
