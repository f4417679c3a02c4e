"""Pages of long lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list and the opaque cursor of the next one ("" = the end)."""

    items: tuple[T, ...]
    next: str = ""
    total: int | None = None


async def every_page(ask: Callable[[str], Awaitable[Page[T]]]) -> AsyncIterator[Page[T]]:
    """All pages, first to last; `ask` gives the page at a cursor."""
    cursor = ""
    while True:
        page = await ask(cursor)
        yield page
        cursor = page.next
        if not cursor:
            return
