"""Records of a line: JSON with a schema. Lone surrogates become "?"."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from monitor.errors import DamagedRecord

T = TypeVar("T")

SCHEMA: Final = 1


def write(kind: TypeAdapter[T], value: T) -> bytes:
    """The record as a line, without what has its default."""
    record: dict[str, Any] = {"v": SCHEMA} | kind.dump_python(value, mode="json", exclude_defaults=True)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def read(kind: TypeAdapter[T], line: bytes, where: str) -> T:
    """The record in a line; fields that a later release added are left out, missing ones have their defaults."""
    try:
        record: dict[str, Any] = json.loads(line)
        if record.pop("v") > SCHEMA:
            raise DamagedRecord(where, f"it was written by a newer Redline; this one reads schema {SCHEMA}")
        return kind.validate_python(record)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError) as error:
        raise DamagedRecord(where, "it can not be read") from error
