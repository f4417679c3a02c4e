"""A Merkle tree as RFC 9162, section 2.1, builds it: prefix 0x00 before a leaf, 0x01 before two nodes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes, in this order; that of no leaves is the hash of nothing."""
    level = list(leaves) or [sha256(b"").digest()]
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, lowest first."""
    level, found = list(leaves), []
    while len(level) > 1:
        if (index ^ 1) < len(level):
            found.append(level[index ^ 1])
        level, index = _level_above(level), index >> 1
    return found


def _level_above(level: Sequence[bytes]) -> list[bytes]:
    """Each pair joined; one without a partner goes up as it is, which is the tree of RFC 9162."""
    pairs = [sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
    return pairs + list(level[len(pairs) * 2 :])
