"""The signed log of roots: once a day the chains that grew become the leaves of one tree, whose root is signed.

In the folder `proofs`: `log.jsonl` (an entry a line), `leaves-N.txt` (the leaves of entry N), `root-N.tsr`
(its time stamp, where a service is set), `public-key` (Ed25519,
hex). Each entry holds the hash of the one before, so that none can be taken out or put in. Format: docs/proofs.md.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.errors import DamagedRecord, StoreError
from monitor.ports import SignedRoot
from monitor.store.chains import Tip
from monitor.store.merkle import leaf_hash, root_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SCHEMA: Final = 1


class RootLog:
    """The log in one data folder; one process at a time appends to it."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "proofs"
        self._key_file = data_dir / "proof-key"

    def entries(self) -> list[SignedRoot]:
        """All entries, oldest first, as they were written; raises DamagedRecord for a line that is none."""
        file = self._folder / "log.jsonl"
        if not file.exists():
            return []
        lines = file.read_text(encoding="utf-8").splitlines()
        return [_parse(line, f"{file}, line {number}") for number, line in enumerate(lines, 1)]

    def leaves(self, number: int) -> list[bytes]:
        """The lines that an entry's tree was made of."""
        file = self._leaves_file(number)
        try:
            return file.read_bytes().splitlines(keepends=True)
        except OSError as error:
            raise DamagedRecord(str(file), f"it can not be read: {error.strerror}") from error

    def append(self, tips: list[Tip], at: datetime) -> SignedRoot:
        """Sign the root over these tips; on disk before it is returned. Raises StoreError where the disk is full."""
        from monitor.store.signing import sign  # its library takes 8 MB, which an idle daemon can do without

        before = self.entries()
        lines = [tip.line() for tip in tips]
        signed = "\n".join(
            (
                "redline root 1",
                f"number {len(before) + 1}",
                f"time {at.isoformat()}",
                f"leaves {len(lines)}",
                f"root {root_of([leaf_hash(line) for line in lines]).hex()}",
                f"before {_digest(before[-1]) if before else ''}",
                "",
            )
        )
        entry = SignedRoot(len(before) + 1, at, signed, *sign(self._key_file, signed.encode()))
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _write(self._leaves_file(entry.number), b"".join(lines), os.O_TRUNC)
            _write(self._folder / "public-key", entry.key.encode() + b"\n", os.O_TRUNC)
            _write(self._folder / "log.jsonl", _line(entry), os.O_APPEND)
        except OSError as error:
            raise StoreError(f"{self._folder}: the root of today can not be written: {error.strerror}") from error
        return entry

    def stamp(self, number: int) -> bytes:
        """The time stamp of an entry, b"" if there is none."""
        file = self._stamp_file(number)
        try:
            return file.read_bytes() if file.exists() else b""
        except OSError as error:
            raise DamagedRecord(str(file), f"it can not be read: {error.strerror}") from error

    def keep_stamp(self, number: int, answer: bytes) -> None:
        """Keep what the time-stamping service answered about an entry; raises StoreError."""
        try:
            _write(self._stamp_file(number), answer, os.O_TRUNC)
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
    return json.dumps(data).encode() + b"\n"


def _parse(line: str, where: str) -> SignedRoot:
    try:
        data = json.loads(line)
        at = datetime.fromisoformat(data["at"])
        return SignedRoot(data["number"], at, data["signed"], data["signature"], data["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRecord(where, f"it is no entry of the log: {error}") from error


def _write(file: Path, data: bytes, how: int) -> None:
    """On disk when this returns."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | how, 0o644)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
