"""What the whole daemon uses with 20,000 articles of which none is due: `redline run`, watched from outside (Linux)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from monitor.clock import SystemClock
from monitor.model import Article, Source, SourceKind
from monitor.pipeline import item_of
from monitor.sources import article_id, host, source_id
from monitor.store import Store, open_store

ARTICLES: Final = 20_000
BATCH: Final = 1_000
SETTLE_S: Final = 30.0  # what is done at a start is over then
WATCH_S: Final = 20.0


async def measure() -> dict[str, float]:
    """Share of a core and MB (10^6 bytes) of the daemon with all roles, and of its children; its server is not counted.

    Resident memory counts shared libraries in full; the proportional size counts them by the number of their users.
    """
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder)) as store:
            await _fill(store)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            command = ["-c", "from monitor.cli import main; main()", "run", "--data", folder]
            env = os.environ | {"REDLINE_WEB_PORT": str(port), "REDLINE_CONTACT": "bench"}
            daemon = subprocess.Popen(  # noqa: ASYNC220 - it runs beside us
                [sys.executable, *command], env=env, cwd=folder, stderr=subprocess.DEVNULL
            )
            try:
                time.sleep(SETTLE_S)  # noqa: ASYNC251 - we must use nothing meanwhile
                before = _cpu_s(daemon.pid)
                begun = time.monotonic()
                time.sleep(WATCH_S)  # noqa: ASYNC251 - likewise
                share = (_cpu_s(daemon.pid) - before) / (time.monotonic() - begun)
                resident, proportional = (_megabytes(daemon.pid, what) for what in ("Rss:", "Pss:"))
                if daemon.poll() is not None:
                    raise RuntimeError(f"the daemon ended with {daemon.returncode}")
            finally:
                daemon.send_signal(signal.SIGTERM)
                daemon.wait(timeout=60)
    return {"idle_share_of_a_core": share, "idle_resident_mb": resident, "idle_proportional_mb": proportional}


async def _fill(store: Store) -> None:
    now = SystemClock().now()
    url = "https://news.example/feed.xml"
    source = Source(source_id(url), url, SourceKind.FEED, "News", now)
    await store.book.put(source)
    urls = [f"https://news{number % 50}.example/{number}" for number in range(ARTICLES)]
    articles = [
        Article(article_id(url), url, host(url), source.id, (source.id,), now - timedelta(minutes=at))
        for at, url in enumerate(urls)
    ]
    for first in range(0, ARTICLES, BATCH):
        batch = articles[first : first + BATCH]
        await store.archive.create(batch)
        await store.frontier.put([item_of(article) for article in batch], after_s=86_400)


def _children(pid: int) -> list[int]:
    """Processes below this one, those of the store left out."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = stat.read_text().rpartition(")")
        except OSError:
            continue
        if int(tail.split()[1]) == pid and "valkey" not in head and "redis" not in head:
            child = int(stat.parent.name)
            found += [child, *_children(child)]
    return found


def _cpu_s(pid: int) -> float:
    ticks = os.sysconf("SC_CLK_TCK")
    used = 0
    for one in [pid, *_children(pid)]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / ticks


def _megabytes(pid: int, what: str) -> float:
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (pid, *_children(pid))]
    lines = [line.split() for text in rollups for line in text.splitlines()]
    return sum(int(line[1]) for line in lines if line[0] == what) * 1024 / 1e6
