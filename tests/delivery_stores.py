"""The two stores of subscriptions and deliveries, for suites that run over both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    ArticleId,
    Change,
    Event,
    EventId,
    EventType,
    Interval,
    Notice,
    Position,
    SourceId,
    Stats,
    Subscription,
    SubscriptionId,
)
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.endpoints import MemoryEndpoints
from monitor.store.memory.outbox import MemoryOutbox
from monitor.store.memory.outbox_desk import MemoryOutboxDesk
from monitor.store.memory.subscriptions import MemorySubscriptions
from monitor.store.outbox import RedisOutbox
from monitor.store.outbox_desk import RedisOutboxDesk
from monitor.store.subscriptions import RedisSubscriptions
from monitor.store.vault import Vault

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SHARD = "a00"


@dataclass(frozen=True, slots=True)
class Stores:
    """Both ports on one store, and the clock that moves them."""

    subscriptions: MemorySubscriptions | RedisSubscriptions
    outbox: MemoryOutbox | RedisOutbox
    desk: MemoryOutboxDesk | RedisOutboxDesk
    clock: FrozenClock


def memory_stores(clock: FrozenClock, max_queued: int) -> Stores:
    endpoints = MemoryEndpoints()
    outbox, desk = MemoryOutbox(clock, endpoints, max_queued=max_queued), MemoryOutboxDesk(clock, endpoints)
    return Stores(MemorySubscriptions(clock, endpoints), outbox, desk, clock)


def redis_stores(client: StoreClient, keys: Keys, clock: FrozenClock, max_queued: int) -> Stores:
    vault = Vault(["a key for tests"])
    outbox = RedisOutbox(client, keys, max_queued=max_queued)
    return Stores(RedisSubscriptions(client, keys, vault), outbox, RedisOutboxDesk(client, keys), clock)


Open = Callable[..., Stores]


def subscription(id_: str = "sub_one", **fields: object) -> Subscription:
    made = Subscription(SubscriptionId(id_), "webhook", "https://example.org/hook", START)
    return replace(made, **fields)  # type: ignore[arg-type]


def event(number: int, *, article: str = "a" * 16, minutes: float = 0, change: Change | None = None) -> Event:
    return Event(
        id=EventId(f"evt_{article[:4]}{number}"),
        type=EventType.CHANGED,
        subject=article,
        sequence=number,
        prev=EventId(f"evt_{article[:4]}{number - 1}") if number > 1 else None,
        at=START + timedelta(minutes=minutes),
        sources=(SourceId("source000001"),),
        change=change or a_change(article, number),
        content_hash="ab" * 32,
    )


def a_change(article: str = "a" * 16, number: int = 1, **fields: object) -> Change:
    made = Change(
        article=ArticleId(article),
        from_version=number,
        to_version=number + 1,
        interval=Interval(START, START + timedelta(minutes=10)),
        old_title="12 killed in ferry fire",
        new_title="15 killed in ferry fire",
        kinds=("number", "headline"),
        notice=Notice.NONE_FOUND,
        weight=71,
        reasons=(),
        band="small",
        summary="“12 killed” → “15 killed”; no note found",
        stats=Stats(1, 1, 0.97),
        rules_version="1",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def placed(*numbers: int, shard: str = SHARD) -> list[tuple[Position, Event]]:
    """Events of one article with their places in a shard's stream."""
    base = int(START.timestamp() * 1000)
    return [(Position(shard, f"{base + n}-0"), event(n)) for n in numbers]
