"""A store with articles of everything that an export can hold."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive_stores import article, change, commit, keep, note

from monitor import sources
from monitor.model import Article, Health, Remark, RemarkKind, Sighting, Source, SourceKind
from monitor.store import Store, open_store

FEED = sources.normalise("https://news.example.org/feed.xml")
SOURCE = sources.source_id(FEED)
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)


def real_article(name: str) -> Article:
    """An article whose id is that of its address."""
    url = f"https://news.example.org/2026/{name}"
    return replace(article(name), id=sources.article_id(url), url=url, source=SOURCE, sources=(SOURCE,))


async def fill(store: Store, count: int = 3, versions: int = 3) -> list[Article]:
    """A source and its articles, the last of them with remarks, a sighting and hostile words."""
    await store.book.put(Source(SOURCE, FEED, SourceKind.FEED, "News & <b>views</b>", AT, tags=("sea", "ü")))
    made = [real_article(f"boat{number}") for number in range(count)]
    for one in made:
        await store.archive.create([one])
        for at in range(versions):
            new = replace(commit(at, f"{at + 12} were hurt on {one.url}."), article=one.id)
            await keep(store.archive, replace(new, change=replace(change(at), article=one.id) if at else None))
    last = made[-1].id
    seen = Sighting(AT, AT, "Fire \x1b[2J \ud800 <script>", "=cmd|' /C calc'!A0", "ab" * 32)
    await store.archive.record(replace(note(versions, "seen", Health.OK, sighting=seen), article=last))
    for kind, said in ((RemarkKind.TAG, "sea"), (RemarkKind.NOTE, "“Ü” \u2028 \ud800"), (RemarkKind.NOT_AN_EDIT, "no")):
        await store.annotations.add(Remark(last, 2, kind, "desk", said))
    return made


async def filled(folder: Path, count: int = 3) -> list[Article]:
    """The same in a data folder."""
    async with open_store(folder) as store:
        return await fill(store, count)


def run_here(work: Callable[[Path, Path, int], Coroutine[Any, Any, None]], file: Path, folder: Path, step: int) -> int:
    """How a process ended that does this work of a test module, and nothing else."""
    module = sys.modules[work.__module__]
    code = (
        f"import asyncio, pathlib, sys; from {work.__module__} import {work.__name__} as work;"
        f"asyncio.run(work(*map(pathlib.Path, sys.argv[1:]), {step}))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(str(module.__file__)).parent), *sys.path])}
    return subprocess.run([sys.executable, "-c", code, str(file), str(folder)], env=environment, check=False).returncode
