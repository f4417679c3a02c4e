"""Files of lines that several processes append to: a line is there whole or not at all, and none comes in between."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Lines = list[bytes]


@dataclass(frozen=True, slots=True)
class Journal:
    """Lines in one file, oldest first."""

    file: Path
    mode: int = 0o600  # of a file that is made

    def lines(self) -> Lines:
        """All whole lines without their ends; half a line at the end is of a crash, and of nothing that was done.

        Raises OSError.
        """
        try:
            return _whole(self.file.read_bytes()).splitlines()
        except FileNotFoundError:
            return []

    def append(self, made: Callable[[Lines], Iterable[bytes]]) -> None:
        """Add what `made` makes of the lines that are there, which nobody adds to meanwhile; durable on return.

        Raises OSError, and then nothing was added.
        """
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, self.mode)
        with os.fdopen(handle, "rb+", buffering=0) as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            whole = _whole(out.read())
            data = b"".join(line + b"\n" for line in made(whole.splitlines()))
            try:
                out.truncate(len(whole))
                out.seek(len(whole))
                left = memoryview(data)
                while left:
                    left = left[out.write(left) :]
                os.fsync(out)
            except OSError:
                out.truncate(len(whole))
                raise


def _whole(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]
