"""Claims as they are kept: JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from monitor.ports import Claim
from monitor.store.wire import to_moment, to_ms


def pack_claims(claims: Sequence[Claim]) -> bytes:
    """Claims as JSON."""
    return json.dumps([[one.first, one.last, one.by, to_ms(one.at)] for one in claims]).encode()


def unpack_claims(line: bytes | None) -> tuple[Claim, ...]:
    """Claims from JSON."""
    return tuple(Claim(first, last, by, to_moment(ms)) for first, last, by, ms in json.loads(line or b"[]"))
