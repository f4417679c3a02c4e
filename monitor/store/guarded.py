"""Writes of one slot that are done together, if nothing has changed since they were thought of."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.store.client import Call
from monitor.store.resp import Arg
from monitor.store.scripts import load


@dataclass(slots=True)
class Guarded:
    """Collects conditions and writes; `call` is the one script that does them."""

    counts: str  # key of the shard's counters
    _keys: dict[str, int] = field(default_factory=dict)
    _conditions: list[Arg] = field(default_factory=list)
    _held: int = 0
    _writes: list[Arg] = field(default_factory=list)
    _done: int = 0

    def __post_init__(self) -> None:
        self._place(self.counts)

    def holds(self, command: str, key: str, argument: Arg, reply: Arg) -> None:
        """What the reply to a reading command has to be, as text; "" for none. Argument "" = the command takes none."""
        self._conditions += [command, self._place(key), argument, reply]
        self._held += 1

    def write(self, command: str, key: str, *rest: Arg) -> None:
        """A writing command."""
        self._writes += [len(rest) + 2, command, self._place(key), *rest]
        self._done += 1

    def index(self, key: str, member: str, score: int, cap: int, *, note_cut: bool) -> None:
        """A place in an index of events, of which the oldest are cut off."""
        self.write("INDEX", key, member, score, cap, int(note_cut))

    def carried(self, tags: str, label: str, tagged: str) -> None:
        """Count again how many things carry a tag."""
        self.write("CARRIED", tags, label, self._place(tagged))

    def call(self) -> Call:
        """The script; it answers 1 for done and 0 where a condition did not hold."""
        return Call(load("guarded"), [*self._keys], [self._held, *self._conditions, self._done, *self._writes])

    def _place(self, key: str) -> int:
        return self._keys.setdefault(key, len(self._keys) + 1)
