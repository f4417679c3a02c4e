"""What changedetection.io watches, out of its `url-watches.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import ParseError
from monitor.takeout.entries import Entry, said


def watches_in(data: bytes) -> Iterator[Entry]:
    """Every watch; raises ParseError."""
    try:
        found = json.loads(data)
        watching = found["watching"]
        labels = found.get("settings", {}).get("application", {}).get("tags", {})
        watches = list(watching.items())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ParseError("this is no url-watches.json of changedetection.io") from error
    for id_, watch in watches:
        where = f"watch {str(id_)[:8]}"
        if not isinstance(watch, dict):
            yield Entry(where, refusal="it is no watch")
            continue
        notes = [
            f"{key} is left out: Redline finds the article by itself"
            for key in ("include_filters", "css_filter", "subtractive_selectors", "ignore_text")
            if watch.get(key)
        ]
        notes += (
            ["it was read with a browser; Redline uses none"] if watch.get("fetch_backend") == "html_webdriver" else []
        )
        yield Entry(
            where,
            said(watch, "url"),
            name=said(watch, "title"),
            tags=tuple(_labels(watch, labels)),
            every_s=_every(watch.get("time_between_check")),
            paused=watch.get("paused") is True,
            notes=tuple(notes),
        )


def _labels(watch: Mapping[str, Any], labels: object) -> Iterator[str]:
    for tag in watch.get("tags") or ():
        known = labels.get(tag) if isinstance(labels, dict) else None
        yield str(known.get("title", tag)) if isinstance(known, dict) else str(tag)
    yield from (tag.strip() for tag in str(watch.get("tag") or "").split(",") if tag.strip())


def _every(gap: object) -> int | None:
    units = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
    if not isinstance(gap, dict):
        return None
    total = sum(units[name] * value for name, value in gap.items() if name in units and isinstance(value, int))
    return total or None
