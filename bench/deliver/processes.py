"""Scripts of this folder as processes: a line at a time is read from them, and they end when their input does."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

HERE = Path(__file__).parent


@asynccontextmanager
async def process(name: str, *args: str) -> AsyncIterator[Process]:
    """The script with these arguments until the block ends."""
    command = [sys.executable, str(HERE / name), *args]
    running = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=1 << 24)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def line(of: Process) -> str:
    """The next line that it prints."""
    assert of.stdout is not None  # noqa: S101 - a pipe
    return (await asyncio.wait_for(of.stdout.readline(), 120)).decode()


def end_input(of: Process) -> None:
    """Tell it that this is all."""
    assert of.stdin is not None  # noqa: S101 - a pipe
    of.stdin.close()
