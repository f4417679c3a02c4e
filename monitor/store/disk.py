"""How much of the disk the data folder takes, and may."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Final

from monitor.ports import Fullness

_KNOWN_S: Final = 300.0  # so long an answer is used again: there may be a million files


class DiskRoom:
    """The data folder against its limit."""

    def __init__(self, data_dir: Path, max_bytes: int = 0) -> None:
        self._folder = data_dir
        self._max_bytes = max_bytes
        self._known = Fullness()
        self._until = float("-inf")

    def fullness(self, *, anew: bool = False) -> Fullness:
        """Bytes of all files, as of some minutes ago unless `anew`; without a limit that of the file system counts."""
        if anew or time.monotonic() >= self._until:
            used = _size(self._folder)
            self._known = Fullness(used, self._max_bytes or used + shutil.disk_usage(self._folder).free)
            self._until = time.monotonic() + _KNOWN_S
        return self._known


def _size(folder: Path) -> int:
    """Bytes that the files in a folder take; those that vanish meanwhile take none."""
    total, waiting = 0, [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total
