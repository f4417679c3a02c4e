"""The signed log of roots: once a day the chains that grew become the leaves of one tree, whose root is signed.

In the folder `proofs`: `log.jsonl` (an entry a line), `leaves-N.txt` (the leaves of entry N), `root-N.tsr`
(its time stamp, where a service is set), `public-key` (Ed25519,
hex). Each entry holds the hash of the one before, so that none can be taken out or put in. Format: docs/proofs.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.errors import DamagedRecord, StoreError
from monitor.ports import SignedRoot
from monitor.store.chains import Tip
from monitor.store.files import FolderFiles, keep_first
from monitor.store.journal import Journal, Lines
from monitor.store.merkle import leaf_hash, root_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SCHEMA: Final = 1


class RootLog:
    """The log in one data folder; one process at a time appends to it."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "proofs"
        self._journal = Journal(self._folder / "log.jsonl", 0o644)
        self._key_file = data_dir / "proof-key"

    def entries(self) -> list[SignedRoot]:
        """All entries, oldest first, as they were written; raises DamagedRecord for a line that is none."""
        file = self._journal.file
        return self._parsed(file.read_bytes().splitlines() if file.exists() else [])

    def _parsed(self, lines: Lines) -> list[SignedRoot]:
        return [_parse(line, f"{self._journal.file}, line {number}") for number, line in enumerate(lines, 1)]

    def leaves(self, number: int) -> list[bytes]:
        """The lines that an entry's tree was made of."""
        file = self._leaves_file(number)
        try:
            return file.read_bytes().splitlines(keepends=True)
        except OSError as error:
            raise DamagedRecord(str(file), f"it can not be read: {error.strerror}") from error

    def append(self, tips: list[Tip], at: datetime) -> SignedRoot:
        """Sign the root over these tips; on disk before it is returned. Raises StoreError where the disk is full."""
        leaves, made = [tip.line() for tip in tips], []

        def entry(lines: Lines) -> Iterator[bytes]:
            made.append(self._signed(self._parsed(lines), leaves, at))
            files = FolderFiles(self._folder)
            files.write(self._leaves_file(made[0].number).name, b"".join(leaves))
            files.write("public-key", made[0].key.encode() + b"\n")
            yield _line(made[0])

        try:
            self._journal.append(entry)
        except OSError as error:
            raise StoreError(f"{self._folder}: the root of today can not be written: {error.strerror}") from error
        return made[0]

    def _signed(self, before: list[SignedRoot], leaves: Lines, at: datetime) -> SignedRoot:
        """The entry that comes next."""
        from monitor.store.signing import sign  # its library takes 8 MB, which an idle daemon can do without

        number = len(before) + 1
        signed = "\n".join(
            (
                "redline root 1",
                f"number {number}",
                f"time {at.isoformat()}",
                f"leaves {len(leaves)}",
                f"root {root_of([leaf_hash(line) for line in leaves]).hex()}",
                f"before {_digest(before[-1]) if before else ''}",
                "",
            )
        )
        return SignedRoot(number, at, signed, *sign(self._key_file, signed.encode()))

    def stamp(self, number: int) -> bytes:
        """The time stamp of an entry, b"" if there is none."""
        file = self._stamp_file(number)
        try:
            return file.read_bytes() if file.exists() else b""
        except OSError as error:
            raise DamagedRecord(str(file), f"it can not be read: {error.strerror}") from error

    def keep_stamp(self, number: int, answer: bytes) -> None:
        """Keep what the time-stamping service first answered about an entry; raises StoreError."""
        try:
            keep_first(self._stamp_file(number), answer)
        except OSError as error:
            raise StoreError(f"{self._stamp_file(number)} can not be written: {error.strerror}") from error

    def check(self, stamp_roots: Sequence[Certificate] = ()) -> str:
        """The first fault of the log in words, "" = whole: signatures, order, trees and time stamps of all entries."""
        from monitor.store import stamps  # its library costs an idle daemon 4 MB

        try:
            entries = self.entries()
            for entry in entries:
                if answer := self.stamp(entry.number):
                    where = f"time stamp of entry {entry.number} of the log of roots"
                    stamps.checked(answer, entry.signed.encode(), where, stamp_roots)
            for before, entry in zip([None, *entries], entries, strict=False):
                if fault := self._fault(before, entry):
                    return f"entry {entry.number} of the log of roots: {fault}"
        except DamagedRecord as error:
            return str(error)
        return ""

    def _fault(self, before: SignedRoot | None, entry: SignedRoot) -> str:
        from monitor.store.signing import is_signed

        if not is_signed(entry.signed.encode(), signature=entry.signature, key=entry.key):
            return "the signature is wrong"
        if before is not None and entry.key != before.key:
            return "it is signed with another key than the one before"
        said = fields_of(entry)
        if said["before"] != (_digest(before) if before else ""):
            return "it does not follow the entry before"
        if said["root"] != root_of([leaf_hash(line) for line in self.leaves(entry.number)]).hex():
            return "its leaves do not give its root"
        return ""

    def _stamp_file(self, number: int) -> Path:
        return self._folder / f"root-{number}.tsr"

    def _leaves_file(self, number: int) -> Path:
        return self._folder / f"leaves-{number}.txt"


def fields_of(entry: SignedRoot) -> dict[str, str]:
    """The signed lines by name."""
    parts = (line.partition(" ") for line in entry.signed.splitlines())
    return {name: value for name, _, value in parts}


def _digest(entry: SignedRoot) -> str:
    return sha256(entry.signed.encode()).hexdigest()


def _line(entry: SignedRoot) -> bytes:
    data = {"schema": SCHEMA} | asdict(entry) | {"at": entry.at.isoformat()}
    return json.dumps(data).encode()


def _parse(line: bytes, where: str) -> SignedRoot:
    try:
        data = json.loads(line)
        at = datetime.fromisoformat(data["at"])
        return SignedRoot(data["number"], at, data["signed"], data["signature"], data["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRecord(where, f"it is no entry of the log: {error}") from error
