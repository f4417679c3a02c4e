"""A bomb of 300 MiB in each coding: the process that meets it needs little more memory, and says what it met."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from misbehaving import misbehaving, ok

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.slow

CHILD = """
import asyncio, resource, sys
from monitor.fetch import HttpFetcher, MemoryRobots
from monitor.model import Request
from monitor.net import GuardedTransport

async def main():
    transport = GuardedTransport()
    fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots())
    async def look(path):
        return await fetcher.fetch(Request(sys.argv[1] + path, ignore_robots=True, allow_networks=("127.0.0.0/8",)))
    await look("/small")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = await look("/bomb")
    print(result.reason.value, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    await transport.aclose()

asyncio.run(main())
"""
MIB = 1024 * 1024
BOMB = 300
ROOT = Path(__file__).parents[2]


def packed(name: str) -> bytes:
    piece, out = bytes(MIB), bytearray()
    if name == "gzip":
        return gzip.compress(bytes(BOMB * MIB), 1)
    if name == "br":
        packer = brotli.Compressor(quality=1)
        for _ in range(BOMB):
            out += packer.process(piece)
        return bytes(out + packer.finish())
    made = zstd.ZstdCompressor(level=1)
    for _ in range(BOMB):
        out += made.compress(piece)
    return bytes(out + made.flush())


def meet(url: str) -> str:
    command = [sys.executable, "-c", CHILD, url]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
async def test_a_bomb_costs_little_memory(name: str) -> None:
    async with misbehaving() as site:
        site.answers["/small"] = ok()
        site.answers["/bomb"] = ok(packed(name), f"Content-Encoding: {name}")
        reason, more_kb = (await asyncio.to_thread(meet, site.url)).split()
    assert reason == "too_large"
    assert int(more_kb) <= 32 * 1024
