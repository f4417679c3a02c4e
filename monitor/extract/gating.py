"""A cheap hash over every region of a page that a version can draw from."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_UNREAD: Final = re.compile(rb"(?is)<(script|style|template)\b(?![^>]*ld\+json).*?</\1\s*>|<!--.*?-->|<[^>]*>")


def gate(body: bytes, *, url: str) -> str:  # noqa: ARG001 - a gate of a page may depend on its address
    """Hex hash of all that a reader can read; equal hashes mean that extraction would give the same text."""
    return hashlib.sha256(b" ".join(_UNREAD.sub(b" ", body).split())).hexdigest()
