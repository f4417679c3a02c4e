"""What the readers of all kinds share: clean texts, faults in one line, entries up to a cap."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from monitor.model import Entry, Listing

MAX_ENTRIES: Final = 5_000
MAX_FIELD_CHARS: Final = 1_000_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean(text: object) -> str:
    """The text without control characters, at most a million characters of it."""
    return _CONTROLS.sub("", str(text or "")[:MAX_FIELD_CHARS]).strip()


def one_line(fault: object) -> str:
    """What a parser found wrong, in one line."""
    return " ".join(clean(fault).split())[:200]


def with_entries(listing: Listing, items: Sequence[Any], read: Callable[[Any], tuple[Entry | None, str]]) -> Listing:
    """The listing with the entries that have an address, each address once, and a note for those that do not."""
    entries: dict[str, Entry] = {}
    notes = list(listing.notes)
    for entry, note in map(read, items[:MAX_ENTRIES]):
        if note:
            notes.append(note)
        if entry is not None:
            entries.setdefault(entry.url, entry)
    if len(items) > MAX_ENTRIES:
        notes.append(f"{len(items) - MAX_ENTRIES} entries beyond the first {MAX_ENTRIES} are left out")
    return replace(listing, entries=tuple(entries.values()), notes=tuple(notes))
