"""Locks on files: the kernel gives them back however a process ends, and keeps them while a process pauses."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

SHARED: Final = fcntl.LOCK_SH
ALONE: Final = fcntl.LOCK_EX
_LOOK_S: Final = 0.01


async def lock(path: Path, kind: int) -> int:
    """The descriptor of a file locked in this way, as soon as nobody stands against it; closing it gives it back."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not try_lock(descriptor, kind):  # noqa: ASYNC110 - a lock that is given back makes no event
            await asyncio.sleep(_LOOK_S)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def try_lock(descriptor: int, kind: int) -> bool:
    """True if the lock is ours now."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EAGAIN}:
            return False
        raise
    return True


@asynccontextmanager
async def alone(path: Path) -> AsyncIterator[None]:
    """While inside, nobody else is who asks for this file."""
    descriptor = await lock(path, ALONE)
    try:
        yield
    finally:
        os.close(descriptor)
