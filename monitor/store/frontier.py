"""When to look at what: the frontier in Redis, one shard per group of hosts.

Each host has the time it may next be asked, the number of looks under way, and a queue of items by due time. All of it
changes in scripts with the server's time, so the pace of a host holds over all workers on all machines.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from monitor.model import Item, ItemKind, Lease, Planned
from monitor.poll.hosts import MAX_BLOCK_S, MIN_BLOCK_S
from monitor.store.client import BLOCK_LIMIT_S, Call, StoreClient, moment
from monitor.store.keys import MAX_HOSTS_PER_SHARD, MAX_TAKEN_BACK, Keys
from monitor.store.quarantine import reason
from monitor.store.resp import Arg
from monitor.store.scripts import Script, load

_LETTERS: Final = {ItemKind.ARTICLE: "a", ItemKind.SOURCE: "s"}
_KINDS: Final = {letter: kind for kind, letter in _LETTERS.items()}
CLUSTER_LOOK_S: Final = 1.0  # between two looks of who waits on a cluster
_CHUNK: Final = 500  # items in one script, so that none runs for more than some ms


def _member(item: Item) -> str:
    return _LETTERS[item.kind] + item.id


def _named(items: Sequence[Item]) -> list[str]:
    return [arg for item in items for arg in (_member(item), item.host)]


def _chunks(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))


class RedisFrontier:
    """The ports Frontier (with HostCare), HostGate and Wakeup on Redis.

    `connections` is the most looks at a host under way at a time, `pace_s` the time between two requests to a host
    that has had no ack yet (each ack says it anew).
    """

    def __init__(self, client: StoreClient, keys: Keys, *, connections: int = 2, pace_s: float = 1.0) -> None:
        self._client = client
        self._keys = keys
        self._connections = connections
        self._pace_ms = round(pace_s * 1000)
        self._shards = {tag: keys.frontier(tag) for tag in keys.frontier_tags()}
        self._turn = 0
        # On a cluster a script touches one slot; on one server a claim looks at all shards in one call.
        size = 1 if client.engine.cluster else len(self._shards)
        tags = list(self._shards)
        self._groups = [tags[at : at + size] for at in range(0, len(tags), size)]

    # ------------------------------------------------ Frontier
    async def put(self, items: Sequence[Item], *, after_s: float = 0.0, spread_s: float = 0.0) -> int:
        """Plan new items, first looks spread over `spread_s`; known ones are left alone. How many were new."""
        step_s = spread_s / len(items) if items else 0.0
        offsets = {item: round((after_s + at * step_s) * 1000) for at, item in enumerate(items)}
        return await self._put("put", offsets)

    async def signal(self, items: Sequence[Item], *, announced: bool = True) -> int:
        """Make known items due now, before what is overdue at their hosts (unknown ones are put). How many it moved.

        `announced`: somebody says that they have changed, and not only wants to know. It never lowers a host's block.

        Items in quarantine stay there: their daily look is all they get.
        """
        return await self._put("signal" if announced else "ask", dict.fromkeys(items, 0))

    async def resume(self, items: Sequence[Item]) -> int:
        """Make known items due now, in their turn (unknown ones are put). How many it moved."""
        return await self._put("resume", dict.fromkeys(items, 0))

    async def claim(self, kinds: Sequence[ItemKind], limit: int, *, lease_s: float) -> list[Lease]:
        """Due items whose hosts may be asked now, one per host; expired leases are taken back first.

        A host without a pace (one's own) may give several, up to its connections.
        """
        letters = "".join(_LETTERS[kind] for kind in dict.fromkeys(kinds))
        leases: list[Lease] = []
        self._turn += 1
        for number in range(len(self._groups)):
            tags = self._groups[(self._turn + number) % len(self._groups)]
            keys = [key for tag in tags for key in self._shards[tag]]
            args = (round(lease_s * 1000), limit - len(leases), letters, self._turn % len(tags), MAX_TAKEN_BACK)
            leases += map(_lease, await self._client.send(self._call("claim", keys, args)))
            if len(leases) >= limit:
                break
        return leases

    async def extend(self, lease: Lease, *, lease_s: float) -> bool:
        """Keep the lease for longer; False if it is no longer ours."""
        args = (_member(lease.item), lease.token, round(lease_s * 1000))
        return bool(await self._run("extend", lease.item.host, args))

    async def ack(self, lease: Lease, *, after_s: float | None, pace_s: float = 1.0, waited_for: bool = False) -> bool:
        """The look is over: next one after `after_s` (None = none planned), the host free again after `pace_s`.

        False, and nothing done, if the lease is no longer ours. A put or signal during the lease makes it due now.
        `waited_for`: when it is due it comes before what is overdue at its host.
        """
        after: Arg = "" if after_s is None else round(after_s * 1000)
        args = (_member(lease.item), lease.token, after, round(pace_s * 1000), int(waited_for))
        return bool(await self._run("ack", lease.item.host, args))

    async def remove(self, items: Sequence[Item]) -> int:
        """Forget items; a lease that is out acks into nothing. How many were known."""
        calls = [
            self._call("remove", self._shards[tag], _named(chunk))
            for tag, group in self._by_shard(items).items()
            for chunk in _chunks(group)
        ]
        return sum(await self._client.all(calls))

    async def rank(self, overdue: Mapping[Item, float]) -> int:
        """Let these items be due so many seconds ago, whatever they were: the order of a backlog. How many it moved.

        Items that are not overdue, are leased, are waited for or are in quarantine stay as they are.
        """
        calls = [
            self._call("rank", self._shards[tag], [arg for item in chunk for arg in self._ranked(item, overdue[item])])
            for tag, group in self._by_shard(overdue).items()
            for chunk in _chunks(group)
        ]
        return sum(await self._client.all(calls))

    def _ranked(self, item: Item, ago_s: float) -> tuple[str, str, int]:
        return _member(item), item.host, round(ago_s * 1000)

    async def planned(self, items: Sequence[Item]) -> list[Planned]:
        """What is really scheduled, in the order asked."""
        chunks = [(tag, chunk) for tag, group in self._by_shard(items).items() for chunk in _chunks(group)]
        calls = [self._call("planned", self._shards[tag], _named(chunk)) for tag, chunk in chunks]
        found: dict[Item, Planned] = {}
        for (_, chunk), replies in zip(chunks, await self._client.all(calls), strict=True):
            for item, reply in zip(chunk, replies, strict=True):
                found[item] = _planned(item, *reply)
        return [found[item] for item in items]

    # ------------------------------------------------ HostCare
    async def block(self, host: str, *, for_s: float) -> None:
        """Nobody asks this host before then; the later of two blocks holds."""
        await self._run("block", host, (host, round(for_s * 1000)))

    async def failed(self, host: str, *, dice: float, slow_down: bool = False) -> float:
        """One failure more in a row; for how many seconds the host is left alone because of it."""
        args = (host, int(slow_down), repr(dice), round(MIN_BLOCK_S * 1000), round(MAX_BLOCK_S * 1000))
        return int(await self._run("trouble", host, args)) / 1000

    async def answers(self, host: str) -> None:
        """Its failures are over."""
        await self._run("care", host, (host, "well", 0))

    async def doubt(self, host: str, *, for_s: float) -> None:
        """Its 304s are not believed for that long."""
        await self._run("care", host, (host, "doubt", round(for_s * 1000)))

    # ------------------------------------------------ HostGate
    async def turn(self, host: str, *, within_s: float = 0.0, holding: bool = False) -> float | None:
        """Seconds until the host may be asked, which then counts as asked; None if that is later than `within_s`."""
        args = (host, self._pace_ms, round(within_s * 1000), int(holding))
        wait_ms = int(await self._run("turn", host, args))
        return None if wait_ms < 0 else wait_ms / 1000

    # ------------------------------------------------ Wakeup
    async def wait(self, *, timeout_s: float, kinds: Sequence[ItemKind] = tuple(ItemKind)) -> None:
        """Return when an item of these kinds may be due, or after the time-out (at most 4 s at a time)."""
        tags = list(self._shards)
        if self._client.engine.cluster:
            await self._wait_on_cluster(tags, timeout_s, kinds)
            return
        keys = [key for tag in tags for key in self._wait_keys(tag, kinds)]
        args = (self._client.now_arg(), 3 + len(kinds))
        due_ms, *seen = await self._next(keys, args)
        block_s = min(timeout_s, BLOCK_LIMIT_S, due_ms / 1000 if due_ms >= 0 else BLOCK_LIMIT_S)
        if block_s <= 0:
            return
        streams = [self._keys.wake(tag) for tag in tags]
        await self._client.block(
            "XREAD", "COUNT", 1, "BLOCK", max(1, round(block_s * 1000)), "STREAMS", *streams, *seen
        )

    async def _wait_on_cluster(self, tags: Sequence[str], timeout_s: float, kinds: Sequence[ItemKind]) -> None:
        """There a command touches one slot, so what is new is noticed when it is next looked for."""
        args = (self._client.now_arg(), 3 + len(kinds))
        calls = [Call(load("frontier_next"), self._wait_keys(tag, kinds), args) for tag in tags]
        due = [int(reply[0]) / 1000 for reply in await self._client.all(calls) if int(reply[0]) >= 0]
        await asyncio.sleep(max(0.0, min(timeout_s, CLUSTER_LOOK_S, *due)))

    async def _next(self, keys: Sequence[str], args: Sequence[Arg]) -> list[Any]:
        reply: list[Any] = await self._client.run(load("frontier_next"), keys, args)
        return reply

    def _wait_keys(self, tag: str, kinds: Sequence[ItemKind]) -> tuple[str, ...]:
        ready = (self._keys.ready(tag, kind) for kind in kinds)
        return (self._keys.test_mark(tag), self._keys.leases(tag), self._keys.wake(tag), *ready)

    # ------------------------------------------------ scripts
    def _call(self, name: str, keys: Sequence[str], args: Sequence[Arg]) -> Call:
        return Call(_script(name), keys, (self._client.now_arg(), self._connections, *args))

    async def _run(self, name: str, host: str, args: Sequence[Arg]) -> Any:
        return await self._client.send(self._call(name, self._shards[self._keys.frontier_tag(host)], args))

    def _by_shard(self, items: Iterable[Item]) -> dict[str, list[Item]]:
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in dict.fromkeys(items):
            groups[self._keys.frontier_tag(item.host)].append(item)
        return groups

    async def _put(self, mode: str, offsets_ms: dict[Item, int]) -> int:
        calls = []
        for tag, group in self._by_shard(offsets_ms).items():
            for chunk in _chunks(group):
                args: list[Arg] = [mode, self._pace_ms, MAX_HOSTS_PER_SHARD]
                for item in chunk:
                    args += (_member(item), item.host, offsets_ms[item])
                calls.append(self._call("put", self._shards[tag], args))
        return sum(await self._client.all(calls))


def _script(name: str) -> Script:
    return load(f"frontier_{name}")


def _planned(item: Item, due: int, leased: int, strikes: bytes, announced: int, allowed: int) -> Planned:
    held = moment(allowed) if allowed else None
    return Planned(item, moment(due) if due >= 0 else None, bool(leased), reason(int(strikes)), held, bool(announced))


def _lease(reply: Sequence[Any]) -> Lease:
    member, host, token, due, until, signalled, strikes, failures, doubted = reply
    item = Item(_KINDS[member[:1].decode()], member[1:].decode(), host.decode())
    times = moment(due), moment(until)
    return Lease(item, token.decode(), *times, bool(signalled), int(strikes), int(failures), bool(doubted))
