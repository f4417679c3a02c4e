"""The nodes of a cluster: which one answers for a key, and what to do when a slot has moved.

A batch is split by node and goes to all of them at the same time; replies come back in its order. What a node did not
do because the slot is elsewhere (MOVED, ASK) or on its way (TRYAGAIN, CLUSTERDOWN) is asked again there.
Rule: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from redis import exceptions as wrong
from redis.asyncio import Redis
from redis.crc import key_slot

from monitor.store.batches import Ask, Words

Open = Callable[[str], Redis]

TRIES: Final = 12  # until a slot has arrived where it moves to
PAUSE_S: Final = 0.1
EVERYWHERE: Final = frozenset({"SCRIPT LOAD"})  # what every node must know
ANYWHERE: Final = frozenset({"TIME", "PING", "INFO", "CLUSTER", "CONFIG", "CLIENT", "SCAN"})
_KEY_AT: Final = {"EVALSHA": 3, "MEMORY": 2, "XINFO": 2, "XGROUP": 2}  # where it is not right behind the name


@dataclass(slots=True)
class Nodes:
    """All nodes that have slots; made by `find_nodes`."""

    url: str
    open: Open
    _clients: dict[str, Redis] = field(default_factory=dict)  # by address
    _ranges: list[tuple[int, int, str]] = field(default_factory=list)  # (first slot, last slot, address)
    _is_stale: bool = False

    @property
    def count(self) -> int:
        """How many nodes have slots."""
        return len({address for _, _, address in self._ranges})

    async def learn(self) -> None:
        """Ask for the map of slots, whichever node answers; raises RedisError if none does."""
        first = self.open(self.url)
        try:
            ranges = await _slots_of([*self._clients.values(), first])
        finally:
            await first.aclose()
        self._ranges = [(begin, end, self._address(node)) for begin, end, node in ranges]
        for _, _, address in self._ranges:
            self._client(address)
        self._is_stale = False

    async def spread(self, commands: Sequence[Words], ask: Ask) -> list[Any]:
        """The replies to a batch; raises RedisError where a node can not be reached."""
        replies: list[Any] = [None] * len(commands)
        waiting = list(range(len(commands)))
        for tried in range(TRIES):
            if self._is_stale:
                await self.learn()
            await self._once(commands, waiting, replies, ask)
            waiting = [at for at in waiting if isinstance(replies[at], _ELSEWHERE)]
            if not waiting:
                break
            self._is_stale = True
            await asyncio.sleep(PAUSE_S if tried else 0)
        return replies

    async def everywhere(self, command: Words, ask: Ask) -> list[Any]:
        """The replies of all nodes."""
        found = await asyncio.gather(*(ask(one.connection_pool, [command]) for one in self._clients.values()))
        return [reply for (reply,) in found]

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()

    async def _once(self, commands: Sequence[Words], waiting: Sequence[int], replies: list[Any], ask: Ask) -> None:
        parts: dict[str, list[int]] = defaultdict(list)
        for at in waiting:
            if commands[at][0] in EVERYWHERE:
                replies[at] = (await self.everywhere(commands[at], ask))[0]
            elif isinstance(replies[at], wrong.AskError):
                there = self._client(f"{replies[at].host}:{replies[at].port}")
                replies[at] = (await ask(there.connection_pool, [("ASKING",), commands[at]]))[1]
            else:
                parts[self._home(commands[at])].append(at)
        asked = (ask(self._client(home).connection_pool, [commands[at] for at in part]) for home, part in parts.items())
        found = await asyncio.gather(*asked, return_exceptions=True)
        for part, some in zip(parts.values(), found, strict=True):
            if isinstance(some, BaseException):
                self._is_stale = True  # another node may have its slots by now
                raise some
            for at, reply in zip(part, some, strict=True):
                replies[at] = reply

    def _home(self, command: Words) -> str:
        key = key_of(command)
        if key is None:
            return self._ranges[0][2]
        slot = key_slot(key)
        for first, last, address in self._ranges:
            if first <= slot <= last:
                return address
        raise wrong.ClusterDownError(f"slot {slot} belongs to no node")

    def _client(self, address: str) -> Redis:
        if address not in self._clients:
            self._clients[address] = self.open(self._with(address))
        return self._clients[address]

    def _address(self, node: Sequence[Any]) -> str:
        """host:port; a node that does not know its name is where it was asked."""
        host = node[0].decode() if isinstance(node[0], bytes) else node[0]
        return f"{host or urlsplit(self.url).hostname}:{node[1]}"

    def _with(self, address: str) -> str:
        """The address of a node with user, password and options of the one in the settings."""
        parts = urlsplit(self.url)
        login, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{login}{at}{address}"))


_ELSEWHERE: Final = (wrong.MovedError, wrong.AskError, wrong.TryAgainError, wrong.ClusterDownError)


def key_of(command: Words) -> bytes | None:
    """The key that decides where a command goes; None where any node will do.

    >>> key_of(("EVALSHA", "abc", 1, "{a}x", "1"))
    b'{a}x'
    """
    name = str(command[0]).partition(" ")[0].upper()
    if name in ANYWHERE:
        return None
    at = command.index("STREAMS") + 1 if name == "XREAD" else _KEY_AT.get(name, 1)
    key = command[at] if at < len(command) else None
    return key.encode() if isinstance(key, str) else key if isinstance(key, bytes) else None


async def _slots_of(clients: Sequence[Redis]) -> list[tuple[int, int, Sequence[Any]]]:
    """(first slot, last slot, master) of the first client that answers."""
    failed: Exception = wrong.ConnectionError("no node of the cluster is known")
    for client in clients:
        try:
            ranges = await client.execute_command("CLUSTER SLOTS")  # type: ignore[no-untyped-call]
        except (wrong.RedisError, OSError) as error:
            failed = error
        else:
            return [(int(begin), int(end), master) for begin, end, master, *_ in ranges]
    raise failed if isinstance(failed, wrong.RedisError) else wrong.ConnectionError(str(failed))


async def find_nodes(url: str, open_: Open) -> Nodes | None:
    """The nodes of the cluster; None for one that has not shared out its slots or has a single node."""
    nodes = Nodes(url, open_)
    await nodes.learn()
    if nodes.count > 1:
        return nodes
    await nodes.close()
    return None
