"""The named Lua scripts beside this file, loaded once, run by their hash.

A script may begin with lines `-- include NAME`: the text of `NAME.lua` is put in their place. What an included file
needs from KEYS and ARGV it says in its first comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
_INCLUDE: Final = re.compile(r"^-- include (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script with the hash that EVALSHA calls it by."""

    name: str
    text: str
    sha: str


def _read(name: str) -> str:
    text = (_FOLDER / f"{name}.lua").read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: _read(match[1]), text)


@cache
def load(name: str) -> Script:
    """The script in `NAME.lua` beside this file."""
    text = _read(name)
    return Script(name, text, sha1(text.encode(), usedforsecurity=False).hexdigest())
