"""`redline backup` and `redline restore`: the whole store out of one server and into another."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive_stores import commit, keep
from click.testing import CliRunner
from taking_out import fill, run_here

from monitor.cli import main
from monitor.model import Subscription, SubscriptionId
from monitor.pipeline import item_of
from monitor.store import Store, open_store
from monitor.store.client import StoreClient
from monitor.store.connecting import connect
from monitor.store.dump import Dump, Piece
from monitor.store.embedded import open_server
from monitor.store.layout import open_layout
from monitor.takeout.backup import back_up, restore

KEY = "a key for secrets"
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
SUBSCRIPTION = Subscription(SubscriptionId("sub_1"), "webhook", "https://hooks.example.org/", AT)


def redline(word: str, *words: str, data: Path, expect: int = 0) -> str:
    done = CliRunner().invoke(main, [word, "--data", str(data), *words])
    assert done.exit_code == expect, done.output
    return done.output


async def everything(store: Store) -> list[object]:
    """What a reader of the store finds, in every part of it."""
    ids = sorted((await store.catalog.articles()).items)
    heads = [await store.archive.head(one) for one in ids]
    items = [item_of(head.article) for head in heads if head]
    subscriptions = await store.subscriptions.all()
    return [
        ids,
        heads,
        [await store.own_histories.take(one) for one in ids],
        [one.due for one in await store.frontier.planned(items)],
        await store.book.all(archived=True),
        await store.catalog.totals(),
        (await store.catalog.events()).items,
        await store.annotations.tags(),
        subscriptions,
        [await store.subscriptions.secrets(one.id) for one in subscriptions],
        [await store.desk.backlog(one.id) for one in subscriptions],
        [[e for _, e in await store.log.read(shard, after="")] for shard in store.log.shards()],
    ]


async def filled(folder: Path, count: int = 3) -> list[object]:
    async with open_store(folder, secret_keys=(KEY,)) as store:
        articles = await fill(store, count)
        await store.frontier.put([item_of(one) for one in articles], after_s=3_600)
        await store.subscriptions.put(SUBSCRIPTION, secret="whsec_c2VjcmV0")
        for shard in store.log.shards():
            await store.outbox.enqueue(SUBSCRIPTION.id, await store.log.read(shard, after=""))
        return await everything(store)


async def found(folder: Path) -> list[object]:
    async with open_store(folder, secret_keys=(KEY,)) as store:
        return await everything(store)


@pytest.mark.slow
def test_a_restored_store_holds_everything_and_verifies(tmp_path: Path) -> None:
    before = asyncio.run(filled(tmp_path / "old"))
    file = tmp_path / "backup.gz"
    assert "keys" in redline("backup", str(file), data=tmp_path / "old")
    assert file.stat().st_mode & 0o077 == 0
    assert "restored" in redline("restore", str(file), data=tmp_path / "new")
    assert asyncio.run(found(tmp_path / "new")) == before
    assert "9 versions checked" in redline("verify", data=tmp_path / "new")
    refused = redline("restore", str(file), data=tmp_path / "new", expect=2)
    assert "holds data already" in refused
    assert asyncio.run(found(tmp_path / "new")) == before


@pytest.mark.slow
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    asyncio.run(filled(tmp_path / "old"))
    file = tmp_path / "backup.gz"
    redline("backup", str(file), data=tmp_path / "old")
    whole = file.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    wrongs = {
        "cut": whole[:-300],
        "bits": whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
        "a line less": gzip.compress(b"".join([*lines[:3], *lines[4:]])),
        "no end": gzip.compress(b"".join(lines[:-1])),
        "foreign": gzip.compress(b'{"a": 1}\n'),
        "no gzip": b"redline",
        "newer": gzip.compress(lines[0].replace(b'"redline_backup":1', b'"redline_backup":99')),
    }
    for why, data in wrongs.items():
        wrong = tmp_path / "wrong.gz"
        wrong.write_bytes(data)
        said = redline("restore", str(wrong), data=tmp_path / "new", expect=1)
        assert said.count("\n") == 1, why
        assert "wrong.gz" in said, why
    assert "restored" in redline("restore", str(file), data=tmp_path / "new")


class Deadly(Dump):
    """Kills its process after the n-th write to the store."""

    def __init__(self, client: StoreClient, step: int) -> None:
        super().__init__(client, "redline")
        self._left = step

    async def begin(self, layout: dict[str, str], backup: str) -> None:
        await super().begin(layout, backup)
        self._count()

    async def write(self, pieces: Sequence[Piece]) -> None:
        await super().write(pieces)
        self._count()

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


async def restore_until_killed(file: Path, folder: Path, step: int) -> None:
    async with open_server(folder) as address, connect(address.url) as client:
        await restore(Deadly(client, step), file)


@pytest.mark.slow
def test_a_restore_that_is_killed_is_begun_anew_and_until_then_the_store_stays_shut(tmp_path: Path) -> None:
    before = asyncio.run(filled(tmp_path / "old", count=90))
    file, new = tmp_path / "backup.gz", tmp_path / "new"
    redline("backup", str(file), data=tmp_path / "old")
    for step in (1, 2, 3):
        assert run_here(restore_until_killed, file, new, step) == -signal.SIGKILL
        assert "a restore is not finished" in redline("verify", data=new, expect=2)
    redline("restore", str(file), data=new)
    assert asyncio.run(found(new)) == before


async def test_a_backup_made_while_articles_change_is_whole_for_every_article(redis_url: str, tmp_path: Path) -> None:
    from monitor.store.on_redis import redis_parts

    file = tmp_path / "backup.gz"
    async with connect(redis_url) as client:
        await client.do("FLUSHALL")
        _, keys = await open_layout(client, prefix="busy")
        store = redis_parts(client, keys)
        articles = await fill(store, 20, versions=2)
        stop = asyncio.Event()

        async def edit() -> None:
            number = 2
            while not stop.is_set():
                for one in articles:
                    new = replace(commit(number, f"{number} on {one.id}"), article=one.id, change=None)
                    await keep(store.archive, new)
                number += 1

        editing = asyncio.create_task(edit())
        await asyncio.sleep(0.05)
        async with connect(redis_url) as other:
            await back_up(Dump(other, "busy"), file, made=AT, id_="1")
        stop.set()
        await editing
        await restore(Dump(client, "calm"), file)
        _, keys = await open_layout(client, prefix="calm")
        calm = redis_parts(client, keys)
        assert calm.chains is not None
        for one in articles:
            checked = await calm.chains.check(one.id)
            head = await calm.archive.head(one.id)
            assert head is not None
            assert checked.fault == ""
            assert head.state.versions == len(await calm.archive.versions(one.id)) == checked.versions
            assert head.state.sequence == len(await calm.archive.events(one.id))
        totals = await calm.catalog.totals()
        assert totals.versions == sum([len(await calm.archive.versions(one.id)) for one in articles])
