"""The version that a commit makes, the same in the archive and its twin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Head, Version
from monitor.ports import Commit
from monitor.store.records import Link, Record, pack_record, record_hash
from monitor.store.states import REREAD
from monitor.store.texts import pack_text, text_hash
from monitor.store.wire import to_moment, to_ms


@dataclass(frozen=True, slots=True)
class Made:
    """A version as it will be kept."""

    version: Version
    record: bytes
    text: bytes


def make(commit: Commit, head: Head, now: datetime) -> Made:
    """The version that a commit makes after this head. Its text was not first seen before the old one's last look."""
    text = pack_text(commit.text)
    newest, confirmed = head.newest, head.state.last_confirmed
    kept_ms, before_ms = to_ms(now), to_ms(confirmed) if confirmed else 0
    first_seen_ms = max(before_ms, min(kept_ms, to_ms(commit.first_seen or now)))
    no_look = commit.evidence.origin == REREAD  # it confirms nothing
    if no_look:
        first_seen_ms = before_ms
    prev_hash = newest.record_hash if newest else ""
    link = Link(
        head.state.versions + 1,
        kept_ms,
        first_seen_ms,
        before_ms,
        bytes.fromhex(prev_hash),
        text_hash(text),
        len(text),
    )
    record = pack_record(Record(link, commit.fingerprint, commit.evidence))
    version = Version(
        article=commit.article,
        number=link.number,
        first_seen=to_moment(first_seen_ms),
        last_confirmed=to_moment(before_ms if no_look else kept_ms),
        text=commit.text,
        fingerprint=commit.fingerprint,
        evidence=commit.evidence,
        prev_hash=prev_hash,
        record_hash=record_hash(commit.article, record).hex(),
    )
    return Made(version, record, text)


def is_repeated(commit: Commit, newest: Version) -> bool:
    """True if this very look made the newest version."""
    return (
        newest.number == commit.expected + 1
        and newest.fingerprint == commit.fingerprint
        and newest.evidence.look_id == commit.evidence.look_id
    )
