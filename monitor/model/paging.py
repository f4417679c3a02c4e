"""Pages of long lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list and the opaque cursor of the next one ("" = the end)."""

    items: tuple[T, ...]
    next: str = ""
    total: int | None = None
