"""Whether servers answer us at all: where none of several does, it is our own network that fails."""

from __future__ import annotations

from typing import Final

from monitor.model import FetchFailed, FetchReason, FetchResult

HOSTS: Final = 2  # one host that does not answer is that host's trouble
SILENT: Final = frozenset({FetchReason.DNS, FetchReason.CONNECT, FetchReason.TIMEOUT})
UNASKED: Final = frozenset(
    {FetchReason.ROBOTS, FetchReason.BAD_URL, FetchReason.PRIVATE_ADDRESS, FetchReason.HOST_BUSY, FetchReason.OFFLINE}
)


class Reach:
    """What the answers to one process's requests say of its network."""

    __slots__ = ("_down", "_silent")

    def __init__(self) -> None:
        self._silent: set[str] = set()  # hosts that have fallen silent since anybody answered
        self._down: set[str] = set()  # hosts that were silent while others answered: they say nothing of our network

    def saw(self, host: str, result: FetchResult) -> None:
        """A request to this host is over."""
        reason = result.reason if isinstance(result, FetchFailed) else None
        if reason in SILENT:
            if host not in self._down:
                self._silent.add(host)
        elif reason not in UNASKED:
            self._down |= self._silent
            self._down.discard(host)
            self._silent.clear()

    @property
    def is_cut_off(self) -> bool:
        """True while several hosts have fallen silent, and none has answered since."""
        return len(self._silent) >= HOSTS
