"""The frontier's memory twin."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import Item, ItemKind, Lease, Planned
from monitor.poll.hosts import BREAKER, MAX_BLOCK_S, MIN_BLOCK_S
from monitor.ports import Clock
from monitor.store.quarantine import RETRY_S, STRIKES, reason

_POLL_S = 0.05  # how often `wait` looks at a clock that may be moved by hand


@dataclass(slots=True)
class _Entry:
    """One known item."""

    item: Item
    due: datetime | None
    strikes: int = 0
    signalled: bool = False
    waited: bool = False  # somebody waits for it: it comes before what is overdue at its host


@dataclass(slots=True)
class _Out:
    """A lease that is out, with what happened to its item meanwhile."""

    lease: Lease
    until: datetime
    again: bool = False
    asked: bool = False
    signalled: bool = False
    removed: bool = False


@dataclass(slots=True)
class _Host:
    """When a host may be asked."""

    pace_s: float
    allowed: datetime | None = None
    flying: int = 0
    failures: int = 0
    wait_ms: int = 0  # its last back-off
    doubted: datetime | None = None


@dataclass(slots=True)
class MemoryFrontier:
    """The ports Frontier, HostGate and Wakeup in memory, for one process."""

    clock: Clock
    connections: int = 2
    pace_s: float = 1.0
    _entries: dict[tuple[ItemKind, str], _Entry] = field(default_factory=dict)
    _out: dict[tuple[ItemKind, str], _Out] = field(default_factory=dict)
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _token: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    # ------------------------------------------------ Frontier
    async def put(self, items: Sequence[Item], *, after_s: float = 0.0, spread_s: float = 0.0) -> int:
        """Plan new items, first looks spread over `spread_s`; known ones are left alone. How many were new."""
        new = 0
        step_s = spread_s / len(items) if items else 0.0
        for at, item in enumerate(items):
            out = self._out.get(_key(item))
            if _key(item) not in self._entries:
                self._entries[_key(item)] = _Entry(item, None if out else self._in(after_s + at * step_s))
                new += 1
            if out:
                out.again = True
        self._changed.set()
        return new

    async def signal(self, items: Sequence[Item], *, announced: bool = True) -> int:
        """Make known items due now, before what is overdue at their hosts (unknown ones are put). How many it moved."""
        return await self._make_due(items, announced=announced, waited=True)

    async def resume(self, items: Sequence[Item]) -> int:
        """Make known items due now, in their turn (unknown ones are put). How many it moved."""
        return await self._make_due(items, announced=False, waited=False)

    async def _make_due(self, items: Sequence[Item], *, announced: bool, waited: bool) -> int:
        moved, now = 0, self.clock.now()
        for item in dict.fromkeys(items):
            entry, out = self._entries.get(_key(item)), self._out.get(_key(item))
            if entry is None:
                moved += await self.put([item])
                entry = self._entries[_key(item)]
                entry.signalled, entry.waited = announced and out is None, waited and out is None
            elif out:
                out.signalled |= announced
                out.asked |= waited
                out.again |= not waited
                moved += 1
            elif entry.strikes < STRIKES:
                entry.signalled |= announced
                if entry.due is None or entry.due > now or (waited and not entry.waited):
                    entry.due, entry.waited = now, waited
                moved += 1
        self._changed.set()
        return moved

    async def claim(self, kinds: Sequence[ItemKind], limit: int, *, lease_s: float) -> list[Lease]:
        """Due items whose hosts may be asked now, one per host; expired leases are taken back first."""
        self._take_back()
        leases: list[Lease] = []
        while len(leases) < limit and (swept := self._sweep(kinds, limit - len(leases), lease_s)):
            leases += swept
        return leases

    async def extend(self, lease: Lease, *, lease_s: float) -> bool:
        """Keep the lease for longer; False if it is no longer ours."""
        out = self._valid(lease)
        if out is None:
            return False
        out.until = self._in(lease_s)
        return True

    async def ack(self, lease: Lease, *, after_s: float | None, pace_s: float = 1.0, waited_for: bool = False) -> bool:
        """The look is over: next one after `after_s` (None = none planned), the host free again after `pace_s`."""
        out = self._valid(lease)
        if out is None:
            return False
        host = self._end(out)
        host.pace_s = pace_s
        self._hold(host, pace_s)
        self._changed.set()
        entry = self._entries.get(_key(lease.item))
        if entry is not None:
            entry.due, entry.waited = None if after_s is None else self._in(after_s), waited_for
            if out.again or out.asked:
                entry.due, entry.waited = self.clock.now(), out.asked
            entry.signalled = out.signalled
            entry.strikes = 0
        self._forget_if_empty(lease.item.host)
        return not out.removed

    async def remove(self, items: Sequence[Item]) -> int:
        """Forget items; a lease that is out acks into nothing. How many were known."""
        known = [item for item in dict.fromkeys(items) if self._entries.pop(_key(item), None)]
        for item in known:
            if out := self._out.get(_key(item)):
                out.removed, out.again, out.asked, out.signalled = True, False, False, False
        for host in {item.host for item in known}:
            self._forget_if_empty(host)
        return len(known)

    async def rank(self, overdue: Mapping[Item, float]) -> int:
        """Let these items be due so many seconds ago, whatever they were: the order of a backlog. How many it moved."""
        moved, now = 0, self.clock.now()
        for item, ago_s in overdue.items():
            entry = self._entries.get(_key(item))
            if entry is None or entry.due is None or entry.due > now or _key(item) in self._out:
                continue
            if not entry.waited and entry.strikes < STRIKES:
                entry.due = self._in(-ago_s)
                moved += 1
        return moved

    async def planned(self, items: Sequence[Item]) -> list[Planned]:
        """What is really scheduled, in the order asked."""
        return [self._planned(item) for item in items]

    # ------------------------------------------------ HostCare
    async def block(self, host: str, *, for_s: float) -> None:
        """Nobody asks this host before then; the later of two blocks holds."""
        self._hold(self._host(host), for_s)

    async def failed(self, host: str, *, dice: float, slow_down: bool = False) -> float:
        """One failure more in a row; for how many seconds the host is left alone because of it."""
        known = self._is_known(host)
        found = self._host(host) if known else _Host(self.pace_s)
        found.failures += 1
        if not slow_down and found.failures < BREAKER:
            return 0.0
        least_ms = round(MIN_BLOCK_S * 1000)
        wait_ms = math.floor(least_ms + dice * (3 * max(least_ms, found.wait_ms) - least_ms))
        found.wait_ms = min(round(MAX_BLOCK_S * 1000), wait_ms)
        if known or slow_down:
            self._hold(self._host(host), found.wait_ms / 1000)
        return found.wait_ms / 1000

    async def answers(self, host: str) -> None:
        """Its failures are over."""
        found = self._host(host)
        found.failures, found.wait_ms = 0, 0
        self._changed.set()

    async def doubt(self, host: str, *, for_s: float) -> None:
        """Its 304s are not believed for that long."""
        if self._is_known(host):
            found, until = self._host(host), self._in(for_s)
            found.doubted = max(found.doubted or until, until)

    # ------------------------------------------------ HostGate
    async def turn(self, host: str, *, within_s: float = 0.0, holding: bool = False) -> float | None:
        """Seconds until the host may be asked, which then counts as asked; None if that is later than `within_s`."""
        found, now = self._host(host), self.clock.now()
        wait_s = max(0.0, ((found.allowed or now) - now).total_seconds())
        if wait_s > within_s or not self._has_room(found, held=int(holding)):
            return None
        self._hold(found, wait_s + found.pace_s)
        return wait_s

    # ------------------------------------------------ Wakeup
    async def wait(self, *, timeout_s: float, kinds: Sequence[ItemKind] = tuple(ItemKind)) -> None:
        """Return when an item of these kinds may be due, or after the time-out."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        while (left_s := deadline - asyncio.get_running_loop().time()) > 0:
            expired = any(out.until <= self.clock.now() for out in self._out.values())
            if expired or next(self._claimable(kinds), None):
                return
            self._changed.clear()
            try:
                async with asyncio.timeout(min(left_s, _POLL_S)):
                    await self._changed.wait()
            except TimeoutError:
                continue

    # ------------------------------------------------ for tests of other frontiers
    def claimable(self, kinds: Sequence[ItemKind]) -> list[Item]:
        """Items that one claim could give now."""
        return [entry.item for _, entry in self._claimable(kinds)]

    def follow(self, kinds: Sequence[ItemKind], items: Sequence[Item], *, lease_s: float) -> list[Lease]:
        """Leases of these items, which another frontier gave; of those that this one could have given first."""
        self._take_back()
        leases = []
        for item in items:
            first = min((e for _, e in self._claimable([item.kind]) if e.item.host == item.host), key=_first)
            if first.item == item and item.kind in kinds:
                leases.append(self._lease(first, lease_s))
        return leases

    # ------------------------------------------------ inside
    def _in(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(self.pace_s))

    def _hold(self, host: _Host, seconds: float) -> None:
        until = self._in(seconds)
        host.allowed = max(host.allowed or until, until)

    def _is_known(self, host: str) -> bool:
        """True while the host has items; what is known of its trouble goes with the last of them."""
        out = any(one.lease.item.host == host for one in self._out.values())
        return out or any(entry.item.host == host for entry in self._entries.values())

    def _forget_if_empty(self, host: str) -> None:
        """What was known of a host goes with its last item; until when nobody asks it stays."""
        if not self._is_known(host):
            self._hosts[host] = _Host(self.pace_s, self._host(host).allowed)

    def _has_room(self, host: _Host, *, held: int = 0) -> bool:
        return host.flying - held < (1 if host.failures >= BREAKER else self.connections)

    def _may_ask(self, host: _Host) -> bool:
        return self._has_room(host) and (host.allowed is None or host.allowed <= self.clock.now())

    def _claimable(self, kinds: Sequence[ItemKind]) -> Iterator[tuple[datetime, _Entry]]:
        now = self.clock.now()
        for key, entry in self._entries.items():
            due = entry.due
            if key[0] in kinds and key not in self._out and due is not None and due <= now:
                host = self._host(entry.item.host)
                if self._may_ask(host):
                    yield max(due, host.allowed or due), entry

    def _sweep(self, kinds: Sequence[ItemKind], limit: int, lease_s: float) -> list[Lease]:
        """At most one item of each host, of the host that has been ready for the longest first."""
        ready = sorted(self._claimable(kinds), key=_order)
        of_host: dict[str, _Entry] = {}
        for _, entry in ready:
            of_host.setdefault(entry.item.host, entry)
        return [self._lease(entry, lease_s) for entry in list(of_host.values())[:limit]]

    def _lease(self, entry: _Entry, lease_s: float) -> Lease:
        self._token += 1
        due = entry.due or self.clock.now()
        host = self._host(entry.item.host)
        doubted = host.doubted is not None and host.doubted > self.clock.now()
        lease = Lease(
            entry.item, str(self._token), due, self._in(lease_s), entry.signalled, entry.strikes, host.failures, doubted
        )
        entry.signalled = False
        self._out[_key(entry.item)] = _Out(lease, lease.until)
        host.flying += 1
        self._hold(host, host.pace_s)
        return lease

    def _valid(self, lease: Lease) -> _Out | None:
        out = self._out.get(_key(lease.item))
        if out is None or out.lease.token != lease.token or out.until <= self.clock.now():
            return None
        return out

    def _end(self, out: _Out) -> _Host:
        del self._out[_key(out.lease.item)]
        host = self._host(out.lease.item.host)
        host.flying -= 1
        return host

    def _take_back(self) -> None:
        for out in [out for out in self._out.values() if out.until <= self.clock.now()]:
            self._end(out)
            entry = self._entries.get(_key(out.lease.item))
            if entry is None:
                self._forget_if_empty(out.lease.item.host)
                continue
            if out.removed:
                entry.due = self.clock.now()
                continue
            entry.strikes += 1
            is_set_aside = entry.strikes >= STRIKES
            entry.due = self._in(RETRY_S) if is_set_aside else out.lease.due
            entry.signalled = not is_set_aside and (out.signalled or out.lease.signalled)
            entry.waited = not is_set_aside and (entry.waited or out.asked)

    def _planned(self, item: Item) -> Planned:
        entry, out = self._entries.get(_key(item)), self._out.get(_key(item))
        host = self._hosts.get(item.host)
        free = host.allowed if host and host.allowed and host.allowed > self.clock.now() else None
        if entry is None:
            return Planned(item, None, host_free=free)
        due = out.lease.due if out else entry.due
        return Planned(item, due, out is not None, reason(entry.strikes), free, entry.signalled)


def _order(pair: tuple[datetime, _Entry]) -> tuple[bool, datetime, str, str, tuple[bool, datetime | None, str]]:
    """What is waited for and then the longest ready first; what is equal in that has an order, too, as in Redis."""
    ready, entry = pair
    at_once = entry.waited and ready == entry.due
    return not at_once, ready, entry.item.host, entry.item.kind, _first(entry)


def _first(entry: _Entry) -> tuple[bool, datetime | None, str]:
    return not entry.waited, entry.due, entry.item.id


def _key(item: Item) -> tuple[ItemKind, str]:
    return item.kind, item.id
