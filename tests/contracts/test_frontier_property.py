"""Whatever is done to a frontier, in whatever order: Redis and the memory twin answer alike."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import Item, ItemKind, Lease
from monitor.store.connecting import connect
from monitor.store.frontier import RedisFrontier
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.frontier import MemoryFrontier

HOSTS = ("a.example", "b.example", "c.example")
ITEMS = [Item(kind, f"{number:03d}", HOSTS[number % 3]) for number in range(12) for kind in ItemKind]

some_items = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6, unique=True)
seconds = st.sampled_from([0.0, 1.0, 2.0, 5.0, 60.0, 3_600.0, 86_400.0])
paces = st.sampled_from([0.0, 1.0, 4.0])
hosts = st.sampled_from(HOSTS)
kinds = st.sampled_from([(ItemKind.ARTICLE,), (ItemKind.SOURCE,), tuple(ItemKind)])
steps = st.one_of(
    st.tuples(st.just("put"), some_items, seconds),
    st.tuples(st.just("signal"), some_items, st.booleans()),
    st.tuples(st.just("resume"), some_items),
    st.tuples(st.just("rank"), some_items, seconds),
    st.tuples(st.just("claim"), kinds, st.integers(1, 5), st.sampled_from([1.0, 10.0, 60.0])),
    st.tuples(st.just("claim"), kinds, st.integers(1, 5), st.sampled_from([1.0, 10.0, 60.0])),
    st.tuples(st.just("ack"), st.integers(0, 9), st.none() | seconds, paces, st.booleans()),
    st.tuples(st.just("ack"), st.integers(0, 9), st.none() | seconds, paces, st.just(value=False)),
    st.tuples(st.just("extend"), st.integers(0, 9), st.sampled_from([1.0, 60.0])),
    st.tuples(st.just("block"), hosts, seconds),
    st.tuples(st.just("turn"), hosts, st.sampled_from([0.0, 5.0, 600.0]), st.booleans()),
    st.tuples(st.just("failed"), hosts, st.sampled_from([0.0, 0.5, 0.999]), st.booleans()),
    st.tuples(st.just("failed"), hosts, st.just(0.25), st.just(value=False)),
    st.tuples(st.just("answers"), hosts),
    st.tuples(st.just("doubt"), hosts, seconds),
    st.tuples(st.just("remove"), some_items),
    st.tuples(st.just("advance"), seconds),
    st.tuples(st.just("advance"), st.just(60.0)),
)


@dataclass
class Pair:
    """A frontier in Redis and its twin, with the leases that each gave for the same claims."""

    real: RedisFrontier
    twin: MemoryFrontier
    clock: FrozenClock
    leases: list[tuple[Lease, Lease]] = field(default_factory=list)

    async def do(self, name: str, *args: object) -> tuple[object, object]:
        """What the two answer."""
        if name == "advance":
            self.clock.advance(float(str(args[0])))
            return None, None
        return await getattr(self, f"_{name}")(*args)  # type: ignore[no-any-return]

    async def _put(self, items: Sequence[Item], after_s: float) -> tuple[object, object]:
        return await self.real.put(items, after_s=after_s), await self.twin.put(items, after_s=after_s)

    async def _signal(self, items: Sequence[Item], announced: bool) -> tuple[object, object]:  # noqa: FBT001 - drawn
        return await self.real.signal(items, announced=announced), await self.twin.signal(items, announced=announced)

    async def _resume(self, items: Sequence[Item]) -> tuple[object, object]:
        return await self.real.resume(items), await self.twin.resume(items)

    async def _rank(self, items: Sequence[Item], ago_s: float) -> tuple[object, object]:
        overdue = {item: ago_s + at for at, item in enumerate(items)}
        return await self.real.rank(overdue), await self.twin.rank(overdue)

    async def _claim(self, kinds: Sequence[ItemKind], limit: int, lease_s: float) -> tuple[object, object]:
        """The order among hosts is each one's own; the twin follows, if it could have given the same."""
        real = await self.real.claim(kinds, limit, lease_s=lease_s)
        twin = self.twin.follow(kinds, [lease.item for lease in real], lease_s=lease_s)
        self.leases[:0] = zip(real, twin, strict=False)
        if len(real) < limit:
            assert self.twin.claimable(kinds) == []
        return [facts(lease) for lease in real], [facts(lease) for lease in twin]

    async def _ack(
        self,
        which: int,
        after_s: float | None,
        pace_s: float,
        waited_for: bool,  # noqa: FBT001 - drawn
    ) -> tuple[object, object]:
        if which >= len(self.leases):
            return None, None
        real, twin = self.leases[which]
        return (
            await self.real.ack(real, after_s=after_s, pace_s=pace_s, waited_for=waited_for),
            await self.twin.ack(twin, after_s=after_s, pace_s=pace_s, waited_for=waited_for),
        )

    async def _extend(self, which: int, lease_s: float) -> tuple[object, object]:
        if which >= len(self.leases):
            return None, None
        real, twin = self.leases[which]
        return await self.real.extend(real, lease_s=lease_s), await self.twin.extend(twin, lease_s=lease_s)

    async def _block(self, host: str, for_s: float) -> tuple[object, object]:
        await self.real.block(host, for_s=for_s)
        await self.twin.block(host, for_s=for_s)
        return None, None

    async def _turn(self, host: str, within_s: float, holding: bool) -> tuple[object, object]:  # noqa: FBT001 - drawn
        return (
            await self.real.turn(host, within_s=within_s, holding=holding),
            await self.twin.turn(host, within_s=within_s, holding=holding),
        )

    async def _failed(self, host: str, dice: float, slow_down: bool) -> tuple[object, object]:  # noqa: FBT001 - drawn
        return (
            await self.real.failed(host, dice=dice, slow_down=slow_down),
            await self.twin.failed(host, dice=dice, slow_down=slow_down),
        )

    async def _answers(self, host: str) -> tuple[object, object]:
        await self.real.answers(host)
        await self.twin.answers(host)
        return None, None

    async def _doubt(self, host: str, for_s: float) -> tuple[object, object]:
        await self.real.doubt(host, for_s=for_s)
        await self.twin.doubt(host, for_s=for_s)
        return None, None

    async def _remove(self, items: Sequence[Item]) -> tuple[object, object]:
        return await self.real.remove(items), await self.twin.remove(items)


def facts(lease: Lease) -> tuple[object, ...]:
    """A lease without its token."""
    trouble = lease.host_failures, lease.host_doubted
    return lease.item, lease.due, lease.until, lease.signalled, lease.expiries, trouble


async def play(url: str, script: Sequence[tuple[object, ...]]) -> None:
    clock = FrozenClock()
    async with connect(url, clock=clock) as client:
        await client.do("FLUSHALL")
        _, keys = await open_layout(client, prefix="test", test=True, shards=1)
        pair = Pair(RedisFrontier(client, keys), MemoryFrontier(clock), clock)
        for step in script:
            real, twin = await pair.do(str(step[0]), *step[1:])
            assert real == twin, step
            assert await pair.real.planned(ITEMS) == await pair.twin.planned(ITEMS), step


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(script=st.lists(steps, min_size=20, max_size=60))
def test_redis_and_the_twin_answer_alike(redis_url: str, script: list[tuple[object, ...]]) -> None:
    asyncio.run(play(redis_url, script))
