"""Which versions of a history that comes in are our own: those that our signed log names and no claim ever covered.

See docs/adr/0321-own-histories-and-claims.md. `proofs/claims.jsonl` has a line for each claim ever taken in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId
from monitor.ports import Claim, History
from monitor.store import chaining
from monitor.store.journal import Journal
from monitor.store.roots import RootLog
from monitor.store.wire import to_moment, to_ms


class Provenance:
    """What one data folder knows of who saw what."""

    def __init__(self, data_dir: Path) -> None:
        self._journal = Journal(data_dir / "proofs" / "claims.jsonl")
        self._signed = _signed(RootLog(data_dir))
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for article, claim in self._read():
            self._claims[article].append(claim)

    def claims(self, history: History, *, by: str, at: datetime) -> tuple[Claim, ...]:
        """The claims that a history becomes here: everything that is not proved to be ours."""
        hashes = chaining.links(history).hashes
        signed = self._signed.get(history.article.id, ())
        ours = max((number for number, digest in signed if hashes[number - 1 : number] == (digest,)), default=0)
        earlier = tuple(one for one in self._claims[history.article.id] if one.first <= ours)
        rest = (Claim(ours + 1, len(hashes), by, at),) if ours < len(hashes) else ()
        return (*earlier, *rest)

    def note(self, article: ArticleId, claims: Sequence[Claim]) -> None:
        """Write claims down that were not noted before; raises StoreError where the disk is full."""
        known = self._claims[article]
        new = [one for one in claims if all((one.first, one.last) != (k.first, k.last) for k in known)]
        if not new:
            return
        known += new
        lines = [json.dumps([article, one.first, one.last, one.by, to_ms(one.at)]).encode() for one in new]
        try:
            self._journal.append(lambda _: lines)
        except OSError as error:
            raise StoreError(f"{self._journal.file} can not be written: {error.strerror}") from error

    def _read(self) -> list[tuple[str, Claim]]:
        found = []
        for number, line in enumerate(self._journal.lines(), 1):
            try:
                article, first, last, by, ms = json.loads(line)
                found.append((str(article), Claim(first, last, by, to_moment(ms))))
            except (ValueError, TypeError) as error:
                raise DamagedRecord(f"{self._journal.file}, line {number}", "it is no claim") from error
        return found


def _signed(log: RootLog) -> dict[str, list[tuple[int, str]]]:
    """Versions and hashes that our log names, by article; nothing where the log itself is broken."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if log.check():
        return found
    for entry in log.entries():
        for line in log.leaves(entry.number):
            article, number, digest = line.decode().split()
            found[article].append((int(number), digest))
    return found
