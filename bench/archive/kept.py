"""The same histories kept in five ways, each on the same server or disk, in the same run."""

from __future__ import annotations

import sqlite3
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

from monitor.store import codec
from monitor.store.client import Command, StoreClient

Histories = Sequence[Sequence[bytes]]


async def memory(client: StoreClient) -> int:
    """Bytes that the server has given out."""
    return int((await client.do("MEMORY", "STATS"))[3])


async def _grown(client: StoreClient, commands: list[Command]) -> int:
    """Bytes that these commands add; the server is empty before and after."""
    await client.do("FLUSHALL", "SYNC")
    before = await memory(client)
    for at in range(0, len(commands), 512):
        await client.all(commands[at : at + 512])
    grown = await memory(client) - before
    await client.do("FLUSHALL", "SYNC")
    return grown


def elements(texts: Sequence[bytes], record: bytes = b"") -> list[bytes]:
    """The list of one article as the archive keeps it, oldest first, each with this record."""
    found: list[bytes] = []
    for number, text in enumerate(texts, 1):
        if found:
            found[-1] = codec.supersede(found[-1], number - 1, texts[number - 2], text, "bench")
        found.append(codec.pack_whole(record, text))
    return found


async def in_lists(client: StoreClient, histories: Histories) -> int:
    """Our own way, the texts alone: one list an article."""
    return await _grown(client, [("RPUSH", _name("v", at), *elements(h)) for at, h in enumerate(histories)])


async def in_raw_keys(client: StoreClient, histories: Histories) -> int:
    """A string a version."""
    return await _grown(client, [("SET", _name(f"v:{n}", at), t) for at, h in enumerate(histories) for n, t in _of(h)])


async def in_zlib_keys(client: StoreClient, histories: Histories) -> int:
    """A zlib string a version."""
    commands: list[Command] = [
        ("SET", _name(f"v:{n}", at), zlib.compress(t)) for at, h in enumerate(histories) for n, t in _of(h)
    ]
    return await _grown(client, commands)


def _of(history: Sequence[bytes]) -> enumerate[bytes]:
    return enumerate(history, 1)


def _name(family: str, number: int) -> str:
    return f"bench:{{a{number % 16:02d}}}:{family}:{number:016x}"


def in_sqlite(histories: Histories, folder: Path) -> int:
    """A row of whole text a version, in a file as diffengine's."""
    file = folder / "texts.db"
    with sqlite3.connect(file) as db:
        db.execute("create table entryversion (id integer primary key, entry text, number int, content blob)")
        db.execute("create index by_entry on entryversion (entry)")
        for at, history in enumerate(histories):
            rows = [(f"{at:016x}", number, text) for number, text in _of(history)]
            db.executemany("insert into entryversion (entry, number, content) values (?, ?, ?)", rows)
    db.close()
    return file.stat().st_size


def in_git(histories: Histories, folder: Path) -> int:
    """A commit a version, then `git gc --aggressive`; the size of the packs."""
    repository = folder / "texts.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    stream = bytearray()
    for round_ in range(max(map(len, histories))):
        for at, history in enumerate(histories):
            if round_ < len(history):
                stream += b"commit refs/heads/main\ncommitter bench <b@example.org> 1700000000 +0000\ndata 1\n.\n"
                stream += b"M 644 inline %016x\ndata %d\n" % (at, len(history[round_])) + history[round_] + b"\n"
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "fast-import", "--quiet"], input=bytes(stream), check=True)
    subprocess.run([*git, "gc", "--aggressive", "--quiet", "--prune=now"], check=True)
    return sum(file.stat().st_size for file in (repository / "objects" / "pack").iterdir())


def git_blobs(folder: Path) -> int:
    """Bytes of the texts alone in the packs that `in_git` left: no commits, no trees."""
    git = ["git", "-C", str(folder / "texts.git"), "cat-file", "--batch-all-objects"]
    shown = subprocess.run([*git, "--batch-check=%(objecttype) %(objectsize:disk)"], capture_output=True, check=True)
    lines = (line.split() for line in shown.stdout.splitlines())
    return sum(int(size) for kind, size in lines if kind == b"blob")
