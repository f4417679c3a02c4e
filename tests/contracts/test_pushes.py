"""What every PushBook does: the memory twin and Redis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Pushed, PushLease, PushState, SourceId
from monitor.ports import PushBook
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_PUSHED, Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.pushes import MemoryPushBook
from monitor.store.pushes import RedisPushBook

ONE, OTHER = SourceId("source000001"), SourceId("source000002")


@pytest.fixture(params=["memory", "redis"])
def book(
    request: pytest.FixtureRequest, frozen_clock: FrozenClock, store_client: StoreClient, store_keys: Keys
) -> PushBook:
    return MemoryPushBook(frozen_clock) if request.param == "memory" else RedisPushBook(store_client, store_keys)


@pytest.fixture
def lease(frozen_clock: FrozenClock) -> PushLease:
    now = frozen_clock.now()
    return PushLease(ONE, "https://hub.example/", "https://a.example/feed", f"{ONE}.x", PushState.ASKED, now)


async def test_a_subscription_is_kept_replaced_and_forgotten(book: PushBook, lease: PushLease) -> None:
    assert await book.get(ONE) is None
    await book.put(lease)
    verified = replace(lease, state=PushState.VERIFIED, until=lease.asked + timedelta(days=10), tries=0)
    await book.put(verified)
    await book.put(replace(lease, source=OTHER))
    assert await book.get(ONE) == verified
    assert [one.source for one in await book.all()] == [ONE, OTHER]
    await book.remove(ONE)
    assert await book.get(ONE) is None


async def test_documents_wait_in_order_until_they_were_read(book: PushBook, frozen_clock: FrozenClock) -> None:
    sent = [Pushed(b"\x00line\nfeed" * n, "text/xml; q=ü", frozen_clock.now()) for n in range(3)]
    for one in sent:
        await book.keep(ONE, one)
    assert await book.waiting(ONE) == sent
    assert await book.waiting(OTHER) == []
    late = Pushed(b"late", "", frozen_clock.now())
    await book.keep(ONE, late)
    await book.done(ONE, sent)
    assert await book.waiting(ONE) == [late]


async def test_of_too_many_documents_the_oldest_are_dropped(book: PushBook, frozen_clock: FrozenClock) -> None:
    for number in range(MAX_PUSHED + 3):
        await book.keep(ONE, Pushed(b"%d" % number, "", frozen_clock.now()))
    assert [one.body for one in await book.waiting(ONE)] == [b"%d" % n for n in range(3, MAX_PUSHED + 3)]
