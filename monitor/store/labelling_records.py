"""Later labellings of changes as they are kept: JSON, each under a name within its article."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter

from monitor.model import Change

_CHANGE = TypeAdapter(Change)


def field_of(change: Change) -> str:
    """What names a labelling within its article."""
    return f"{change.from_version}:{change.to_version}:{change.rules_version}"


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By version and then by rules."""
    return tuple(sorted(changes, key=lambda one: (one.to_version, one.from_version, one.rules_version)))


def pack_labelling(change: Change) -> bytes:
    """A labelling as JSON."""
    return _CHANGE.dump_json(change)


def unpack_labellings(lines: Iterable[bytes]) -> tuple[Change, ...]:
    """Labellings from JSON, by version and then by rules."""
    return in_order(_CHANGE.validate_json(line) for line in lines)
