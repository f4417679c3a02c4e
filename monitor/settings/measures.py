"""Durations, sizes and networks, as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

_UNITS_S: Final = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_UNITS_BYTES: Final = {"": 1, "b": 1, "kb": 1000, "kib": 1024, "mb": 10**6, "mib": 2**20, "gb": 10**9, "gib": 2**30}
_MEASURE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")


def _measure(value: object, units: Mapping[str, float], example: str) -> float:
    """A number with one of these units as a plain number of the base unit."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected a value such as {example}")  # noqa: TRY004 - the validation library wants ValueError
    match = _MEASURE.fullmatch(str(value))
    if match is None or match[2].lower() not in units:
        raise ValueError(f"expected a value such as {example}, got {value!r}")
    return float(match[1]) * units[match[2].lower()]


def duration_s(value: object) -> float:
    """Seconds of "90s", "10m", "2h", "1d" or a plain number of seconds."""
    return _measure(value, _UNITS_S, '"90s", "10m", "2h" or "1d"')


def size_bytes(value: object) -> int:
    """Bytes of "10MB", "512KiB" or a plain number of bytes."""
    return int(_measure(value, _UNITS_BYTES, '"10MB" or "512KiB"'))


def _network(value: str) -> str:
    return str(ip_network(value))


Seconds = Annotated[float, BeforeValidator(duration_s)]
Bytes = Annotated[int, BeforeValidator(size_bytes)]
Cidrs = tuple[Annotated[str, AfterValidator(_network)], ...]
