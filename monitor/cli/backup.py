"""`redline backup` and `redline restore`: the whole store in one file, for another engine or machine."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli.session import run, with_settings
from monitor.settings import Settings
from monitor.store import open_dump
from monitor.store.dump import Dump
from monitor.takeout.backup import back_up
from monitor.takeout.backup import restore as put_back


@asynccontextmanager
async def _dump(settings: Settings) -> AsyncIterator[Dump]:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    redis = settings.redis
    async with open_dump(
        settings.data_dir, url=redis.url or None, prefix=redis.prefix, maxmemory=redis.maxmemory, fsync=redis.fsync
    ) as dump:
        yield dump


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_settings
def backup(settings: Settings, *, file: Path) -> None:
    """Write the whole store to FILE: sources, subscriptions, articles, plans, remarks, counters, queues.

    It may run while Redline works: each article with all that belongs to it is of one moment, writes wait for a moment
    while its shard is read; different shards may be of moments some seconds apart. The files of the data folder
    (evidence, cold, proofs, keys) are copied as files.
    """

    async def work() -> tuple[int, bool]:
        async with _dump(settings) as dump:
            count = await back_up(dump, file, made=datetime.now(UTC), id_=secrets.token_hex(16))
            return count, dump.is_consistent

    count, is_consistent = run(work())
    click.echo(f"{file}: {count} keys, {file.stat().st_size} bytes")
    if not is_consistent:
        click.echo(
            "note: the server does not let writes be held back; stop Redline for a backup of one moment", err=True
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_settings
def restore(settings: Settings, *, file: Path) -> None:
    """Put a backup into an empty store, on any engine; Redline must not run meanwhile.

    The file is checked as a whole first. A restore that was broken off is begun anew by the same command; until then
    the store can not be opened. `redline verify` then checks every chain.
    """

    async def work() -> str:
        async with _dump(settings) as dump:
            header = await put_back(dump, file)
            return f"restored {header.pieces} pieces of the backup made {header.made} on {header.engine}"

    click.echo(run(work()))
