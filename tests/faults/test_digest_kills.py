"""A deliverer is killed at each step of a digest: no change is lost, a mail comes at most once more, under its id."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from delivery_stores import subscription
from newsdesk import Desk

from monitor.clock import SystemClock
from monitor.model import EventType, Filter, Pace, Rhythm, SubscriptionId
from monitor.ports import Backlog
from monitor.store import Store, StoreOptions
from monitor.store.connecting import connect
from monitor.store.layout import open_layout
from monitor.store.on_redis import redis_parts

pytestmark = pytest.mark.slow

WORKER = Path(__file__).with_name("delivery_worker.py")
DIGEST = SubscriptionId("sub_digest")
LATER_S = 7_600.0  # the digest is due
OVER_S = 100.0  # and so is the lease of a worker that was killed
ARTICLES = 6
STEPS = {"after_bind": 0, "before_post": 0, "after_post": 1, "after_settle": 0}  # and how many mails come twice


@dataclass(slots=True)
class Mailbox:
    """An SMTP server that keeps what it is given; while `mute` it has the mail and does not say so."""

    port: int = 0
    mails: list[Any] = field(default_factory=list)
    mute: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        self.mails.append(message_from_bytes(envelope.original_content, policy=policy.default))
        self.arrived.set()
        if self.mute:
            await asyncio.sleep(60)
        return "250 kept"

    def ids(self) -> Counter[str]:
        return Counter(str(mail["X-Redline-Id"]) for mail in self.mails)

    def articles(self) -> set[str]:
        """Addresses of all articles that the mails tell of."""
        return {url for mail in self.mails for url in urls(mail)}


def urls(mail: Any) -> set[str]:
    """Addresses of the articles that a mail tells of."""
    return set(re.findall(r"https://news.example/\d+", mail.get_body(("plain",)).get_content()))


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    yield box
    server.close()


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    """A data set for tests whose clock is the real one, until a worker has it go ahead."""
    async with connect(redis_url, clock=SystemClock()) as client:
        await client.do("FLUSHALL")
        _, keys = await open_layout(client, prefix="test", test=True)
        yield redis_parts(client, keys, StoreOptions(secret_keys=("a key",)))


async def start(url: str, mailbox: Mailbox, step: str = "never", nth: int = 1, *, ahead_s: float = LATER_S) -> Process:
    told = (url, step, str(nth), str(ahead_s), str(mailbox.port))
    return await asyncio.create_subprocess_exec(sys.executable, str(WORKER), *told, stderr=PIPE)


async def killed(worker: Process) -> None:
    async with asyncio.timeout(60):
        await worker.communicate()
    assert worker.returncode == -signal.SIGKILL


async def until(store: Store, holds: Callable[[Backlog], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds(await store.desk.backlog(DIGEST)):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.05)


async def run_until_told(store: Store, url: str, mailbox: Mailbox) -> None:
    """A worker that nothing kills, until the subscription's queue is empty."""
    await run_until(
        store, url, mailbox, lambda one: not (one.waiting or one.retrying or one.under_way), LATER_S + OVER_S
    )


async def run_until(store: Store, url: str, mailbox: Mailbox, holds: Callable[[Backlog], bool], ahead_s: float) -> None:
    """A worker that nothing kills, until that holds of the subscription's queue."""
    worker = await start(url, mailbox, ahead_s=ahead_s)
    try:
        await until(store, holds)
    finally:
        worker.terminate()
        await worker.communicate()


async def subscribed(store: Store, pace: Pace) -> Desk:
    """A desk at work, and a subscription to its changes."""
    made = subscription(DIGEST, sink="mail", target="desk", pace=pace, filter=Filter(types=(EventType.CHANGED,)))
    await store.subscriptions.put(replace(made, created=datetime.now(UTC)))
    desk = Desk(store, SystemClock())
    await desk.open()
    return desk


async def edit_and_hold(store: Store, url: str, mailbox: Mailbox, *, step: str = "never") -> None:
    """Edits that are queued and held for their digest; the first worker that does it may die at a step of that."""
    in_two_hours = f"{(datetime.now(UTC).hour + 2) % 24:02}:00"  # one in the next hour might be due meanwhile
    desk = await subscribed(store, Pace(Rhythm.DAILY, at=in_two_hours))
    for number in range(ARTICLES):
        await desk.edit(await desk.write(number))
    if step != "never":
        await killed(await start(url, mailbox, step, ahead_s=0.0))
    await run_until(store, url, mailbox, lambda one: one.retrying == ARTICLES, OVER_S)


def check(mailbox: Mailbox, *, doubled: int) -> None:
    """Every change was told of in one digest; so many mails came once more."""
    assert mailbox.articles() == {f"https://news.example/{number}" for number in range(ARTICLES)}
    assert len(mailbox.ids()) == 1
    assert mailbox.ids().total() - len(mailbox.ids()) == doubled


@pytest.mark.parametrize(("step", "doubled"), STEPS.items())
async def test_a_digest_survives_a_kill_at_each_step_of_its_mail(
    step: str, doubled: int, store: Store, redis_url: str, mailbox: Mailbox
) -> None:
    await edit_and_hold(store, redis_url, mailbox)
    assert not mailbox.mails
    await killed(await start(redis_url, mailbox, step))
    await run_until_told(store, redis_url, mailbox)
    check(mailbox, doubled=doubled)


async def test_a_digest_survives_a_kill_between_the_mail_and_its_acknowledgement(
    store: Store, redis_url: str, mailbox: Mailbox
) -> None:
    await edit_and_hold(store, redis_url, mailbox)
    mailbox.mute = True
    worker = await start(redis_url, mailbox)
    async with asyncio.timeout(60):
        await mailbox.arrived.wait()
    worker.kill()  # it waits for an answer that does not come
    await killed(worker)
    mailbox.mute = False
    await run_until_told(store, redis_url, mailbox)
    check(mailbox, doubled=1)


@pytest.mark.parametrize("step", ["after_enqueue", "after_hold"])
async def test_a_digest_survives_a_kill_while_it_is_gathered(
    step: str, store: Store, redis_url: str, mailbox: Mailbox
) -> None:
    await edit_and_hold(store, redis_url, mailbox, step=step)
    await run_until_told(store, redis_url, mailbox)
    check(mailbox, doubled=0)


async def queue(store: Store) -> None:
    """Every change into the subscription's queue, as fan-out does it, while no deliverer is there to begin too soon."""
    for shard in store.log.shards():
        events = await store.log.read(shard, after="0-0")
        await store.outbox.enqueue(DIGEST, [(at, event) for at, event in events if event.type is EventType.CHANGED])


# the first message tells of one change, the second of all the rest
@pytest.mark.parametrize(("step", "nth"), [("after_post", 1), *((step, 2) for step in STEPS)])
async def test_a_message_under_limits_keeps_its_id_over_a_kill_though_more_is_to_be_told_by_then(
    step: str, nth: int, store: Store, redis_url: str, mailbox: Mailbox
) -> None:
    desk = await subscribed(store, Pace(per_hour=2))
    articles = [await desk.write(number) for number in range(ARTICLES)]
    for article in articles[:-1]:
        await desk.edit(article)
    await queue(store)
    await killed(await start(redis_url, mailbox, step, nth, ahead_s=0.0))
    await desk.edit(articles[-1])
    await queue(store)
    await run_until(store, redis_url, mailbox, lambda one: not (one.waiting or one.under_way), LATER_S)
    await run_until(store, redis_url, mailbox, lambda one: not one.retrying, 2 * LATER_S)  # what the limit held
    assert mailbox.articles() == {f"https://news.example/{number}" for number in range(ARTICLES)}
    assert mailbox.ids().total() - len(mailbox.ids()) == STEPS[step]
    once = {mail["X-Redline-Id"]: urls(mail) for mail in mailbox.mails}
    told = Counter(url for found in once.values() for url in found)
    assert set(told.values()) == {1}  # whoever knows a mail by its id has heard of each change once
