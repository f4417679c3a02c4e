"""The envelope: the JSON that a webhook carries about one event, schema 1, always below 20 kB.

    {"id", "type", "timestamp", "schema", "data": {...}}

It is built once per event and sealed once per endpoint, which differs only in `endpoint_sequence`.
Titles and texts are data from foreign pages: they are carried as published, but the JSON that carries them has no
raw control, reordering or angle-bracket character, so it can be printed, logged or embedded as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from monitor.diff.result import Diff
from monitor.event.hunks import Hunk, hunks_of, marked_text
from monitor.event.links import api_url, diff_url
from monitor.event.plain import one_line, shorten, whole
from monitor.model import Article, Change, Event, Source, Subscription

SCHEMA: Final = 1
MAX_BYTES: Final = 20_000  # the body is always shorter
MAX_URL: Final = 4_000  # a longer one is left out: half an address leads nowhere
MAX_SOURCES: Final = 50
_SEQUENCE: Final = '"endpoint_sequence":0'
_SEQUENCE_ROOM: Final = 20  # digits
_TITLE_LENGTHS: Final = (10_000, 500, 100)
_RAW: Final = re.compile("[<>&\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Subject = Article | Source | Subscription | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An envelope that only lacks the sequence number of the endpoint it goes to."""

    before: bytes
    after: bytes

    def seal(self, endpoint_sequence: int) -> bytes:
        """The body for one endpoint."""
        return b"%b%d%b" % (self.before, endpoint_sequence, self.after)

    def plain(self) -> bytes:
        """The body without that number."""
        return self.before.removesuffix(_SEQUENCE[:-1].encode()) + self.after.removeprefix(b",")


def envelope(
    event: Event,
    *,
    endpoint_sequence: int,
    article: Article | None = None,
    source: Source | None = None,
    subscription: Subscription | None = None,
    diff: Diff | None = None,
    base_url: str = "",
) -> bytes:
    """The body of one webhook; `subscription` is that of the event's subject, not the one it goes to."""
    hunks = hunks_of(diff) if diff is not None else ()
    about = article or source or subscription
    return draft(event, about=about, hunks=hunks, base_url=base_url).seal(endpoint_sequence)


def draft(event: Event, *, about: Subject, hunks: Sequence[Hunk] = (), base_url: str = "") -> Draft:
    """The envelope of an event about its article, source or endpoint."""
    for length in _TITLE_LENGTHS:
        data = _data(event, about, base_url, length)
        if event.change is not None:
            _add_hunks(data, event, hunks, with_text=not base_url)
        body = _dump(_outer(event, data))
        if len(body) + _SEQUENCE_ROOM < MAX_BYTES:
            break
    before, mark, after = body.partition(_SEQUENCE.encode())
    return Draft(before + mark[:-1], after)


def _outer(event: Event, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": event.id, "type": event.type.value, "timestamp": stamp(event.at), "schema": SCHEMA, "data": data}


def _data(event: Event, about: Subject, base_url: str, title_length: int) -> dict[str, Any]:
    """Everything but the hunks."""
    data: dict[str, Any] = {"endpoint_sequence": 0, **_subject(event, about)}
    data |= {"sequence": event.sequence, "prev_event_id": event.prev}
    if event.change is not None:
        data |= _of_change(event.change, title_length)
    if event.detail:
        data["detail"] = one_line(event.detail, 500)
    data["late"] = event.late
    if isinstance(about, Article):
        data["content_hash"] = f"sha256:{event.content_hash}" if event.content_hash else ""
        data["diff_url"] = diff_url(base_url, event)
        data["api_url"] = api_url(base_url, event)
    return data


def _subject(event: Event, about: Subject) -> dict[str, Any]:
    match about:
        case Source():
            return {"source_id": about.id, "url": _address(about.url), "name": one_line(about.name, 200)}
        case Subscription():
            return {"subscription_id": about.id, "name": one_line(about.name, 200), "sink": about.sink}
        case Article():
            sources = list(event.sources or about.sources)[:MAX_SOURCES]
            return {"article_id": about.id, "url": _address(about.url), "source_ids": sources}
    return {"subject_id": event.subject, "source_ids": list(event.sources)[:MAX_SOURCES]}


def _of_change(change: Change, title_length: int) -> dict[str, Any]:
    return {
        "from_version": change.from_version,
        "to_version": change.to_version,
        "title": {
            "old": whole(shorten(change.old_title, title_length)),
            "new": whole(shorten(change.new_title, title_length)),
        },
        "kinds": list(change.kinds),
        "notice": change.notice.value,
        "weight": change.weight,
        "summary": one_line(change.summary, 200),
        "interval": {"not_before": stamp(change.interval.not_before), "not_after": stamp(change.interval.not_after)},
        "stats": {
            "words_added": change.stats.words_added,
            "words_removed": change.stats.words_removed,
            "similarity": round(change.stats.similarity, 4),
        },
    }


def _add_hunks(data: dict[str, Any], event: Event, hunks: Sequence[Hunk], *, with_text: bool) -> None:
    """As many hunks as fit, in order; without an address of our own the marked text goes first."""
    data["hunks"], data["hunks_truncated"] = [], True
    room = MAX_BYTES - _SEQUENCE_ROOM - len(_dump(_outer(event, data))) - 1
    if with_text:
        text = whole(marked_text(hunks, 4_000))
        size = len(_dump({"text": text}))
        if size < room // 2:
            data["text"] = text
            room -= size
    taken = []
    for hunk in hunks:
        entry = {"op": hunk.op, "old": whole(hunk.old), "new": whole(hunk.new)}
        room -= len(_dump(entry)) + 1
        if room < 0:
            break
        taken.append(entry)
    data["hunks"] = taken
    data["hunks_truncated"] = len(taken) < len(hunks) or any(hunk.cut for hunk in hunks)


def _address(url: str) -> str | None:
    return whole(url) if len(url) <= MAX_URL else None


def _dump(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2026-11-23T22:40:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
