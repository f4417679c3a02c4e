"""Carries what looks counted to the store, and brings the rule of the deployment back."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final

from monitor import log
from monitor.errors import ParseError, StoreError
from monitor.poll import Learner, ruling
from monitor.ports import Ledger

EVERY_S: Final = 60.0  # what was counted since is lost if the process is killed; it is a sample, not a record


@dataclass(slots=True)
class Learning:
    """Keeps one process's learner in step with the store."""

    learner: Learner
    ledger: Ledger
    every_s: float = EVERY_S
    _known: int = field(default=0, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Now, every minute, and once more at the end."""
        while True:
            await self.exchange()
            if stop.is_set():
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self.every_s)

    async def exchange(self) -> None:
        """Give what was counted, take the rule if it is a new one; a store that fails gets it next time."""
        counts = self.learner.take()
        try:
            await self.ledger.add(counts)
            counts = {}
            number, document = await self.ledger.rule(self._known)
            if document:
                self.learner.adopt(ruling.load(document))
            self._known = number
        except (StoreError, ParseError) as error:
            self.learner.give_back(counts)
            log.get("learning").warning("not_in_step", error=str(error))
