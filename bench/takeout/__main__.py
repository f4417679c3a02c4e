"""Prints articles a CPU second and memory of export, import, backup and restore: python -m bench.takeout [SMALL LARGE].

Each command runs as its user runs it, over a small and a large archive: what it costs to start is not counted, and
how much more memory it takes for the large one is told. The processes are small and start no children of their own
but the store's server, which is not counted.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import floors

SMALL, LARGE, VERSIONS = 100, 600, 5
RUN: Final = "from monitor.cli import main; main(prog_name='redline')"
FILL: Final = "fill"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took."""

    cpu_s: float
    peak_mb: float


def measured(*command: str) -> Cost:
    """Run it to its end; raises RuntimeError where it fails."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def costs(folder: Path, articles: int) -> dict[str, Cost]:
    """Each command over an archive of so many articles."""
    measured(sys.executable, "-m", "bench.takeout", FILL, str(folder / "one"), str(articles))
    lines, packed = str(folder / "it.jsonl"), str(folder / "it.gz")
    asked = {
        "export": ("export", "--to", lines, "--data", str(folder / "one")),
        "import": ("import", lines, "--data", str(folder / "two")),
        "backup": ("backup", packed, "--data", str(folder / "one")),
        "restore": ("restore", packed, "--data", str(folder / "three")),
    }
    return {name: measured(sys.executable, "-c", RUN, *words) for name, words in asked.items()}


def run(small: int, large: int) -> dict[str, float]:
    """All figures."""
    found = {}
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        few, many = costs(Path(first), small), costs(Path(second), large)
    for name, cost in many.items():
        more_s = max(cost.cpu_s - few[name].cpu_s, 1e-3)
        found[f"{name}_articles_per_cpu_s"] = (large - small) / more_s
        found[f"{name}_memory"] = cost.peak_mb / few[name].peak_mb
        found[f"{name}_peak_mb"] = cost.peak_mb
    return found


async def fill(folder: Path, articles: int) -> None:
    """An archive of so many articles."""
    from bench.archive import world
    from bench.archive.corpus import histories
    from monitor.store import open_store

    async with open_store(folder, pace_s=0) as store:
        await world.fill(store, world.spread(list(histories(200, VERSIONS)), articles))


if __name__ == "__main__":
    if sys.argv[1:2] == [FILL]:
        asyncio.run(fill(Path(sys.argv[2]), int(sys.argv[3])))
    else:
        sizes = [int(word) for word in sys.argv[1:3]] or [SMALL, LARGE]
        sys.exit(floors.check("takeout", run(*sizes)))
