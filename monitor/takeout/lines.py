"""One article as one line of JSON: the form of an export.

What a line says depends on the article alone: keys have a fixed order, times are in whole milliseconds, and nothing
tells when or where it was written. `record` holds the bytes that the version's hash is made of (base64); what can be
read beside it is the same in words. A line is taken only if reading and writing it again gives the same line, so what
people read in it and what is taken in are always the same.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from monitor.errors import DamagedRecord, ParseError
from monitor.model import (
    Annotation,
    Article,
    Change,
    Event,
    Evidence,
    Sighting,
    SourceId,
    SourceKind,
    Text,
    Watch,
)
from monitor.ports import History, KeptVersion
from monitor.store import chaining
from monitor.store.wire import to_moment
from monitor.takeout.strict import decoded, difference

SCHEMA: Final = 1
WITH_ORIGINALS: Final = 2  # the schema of a line that holds raw responses
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lister:
    """A source as an article's line names it."""

    id: SourceId
    url: str
    kind: SourceKind
    name: str = ""
    watch: Watch = Watch.ARTICLE
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Originals:
    """Raw responses, each a gzip member with a WARC record, in the order of the versions that name their bodies."""

    members: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()  # DER; the records name them by their hash


@dataclass(frozen=True, slots=True)
class Taken:
    """What one line holds: an article's history and the sources that list it, those that are known by name."""

    history: History
    listers: tuple[Lister, ...] = ()
    originals: Originals = Originals()


_ARTICLE: Final = TypeAdapter(Article)
_LISTERS: Final = TypeAdapter(tuple[Lister, ...])
_TEXT: Final[TypeAdapter[Text | None]] = TypeAdapter(Text | None)
_EVIDENCE: Final = TypeAdapter(Evidence)
_EVENTS: Final = TypeAdapter(tuple[Event, ...])
_SIGHTINGS: Final = TypeAdapter(tuple[Sighting, ...])
_ANNOTATIONS: Final = TypeAdapter(tuple[Annotation, ...])
_CHANGES: Final = TypeAdapter(tuple[Change, ...])
_MOMENT: Final = TypeAdapter(datetime | None)


# ------------------------------------------------ writing
def line_of(taken: Taken) -> bytes:
    """The line, its line feed included; raises DamagedRecord for a record that can not be read."""
    return encoded(fields_of(taken))


def fields_of(taken: Taken) -> dict[str, Any]:
    """What the line says, by name."""
    history, originals = taken.history, _originals(taken.originals)
    return {
        "redline": WITH_ORIGINALS if originals else SCHEMA,
        "article": _plain(_ARTICLE, history.article),
        "listers": _plain(_LISTERS, taken.listers),
        "last_confirmed": history.last_confirmed,
        "versions": _versions(history),
        "events": _plain(_EVENTS, history.events),
        "sightings": _plain(_SIGHTINGS, history.sightings),
        "annotations": _plain(_ANNOTATIONS, history.annotations),
        "labellings": _plain(_CHANGES, history.labellings),
        **originals,
    }


def _originals(originals: Originals) -> dict[str, Any]:
    if not originals.members:
        return {}
    packed = {"members": originals.members, "certificates": originals.certificates}
    return {"originals": {name: [b64encode(one).decode() for one in parts] for name, parts in packed.items()}}


def _plain(kind: TypeAdapter[T], value: T) -> Any:
    """Dictionaries and lists; what is as usual is left out, so a later release can add fields to a record."""
    return kind.dump_python(value, exclude_defaults=True)


def encoded(fields: Mapping[str, Any]) -> bytes:
    """One line of JSON; half characters are escaped, for UTF-8 has none."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), default=_moment) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        return (json.dumps(fields, separators=(",", ":"), default=_moment) + "\n").encode()


def _versions(history: History) -> list[dict[str, Any]]:
    read = chaining.links(history)
    ends = [record.link.before_ms for record in read.records[1:]]
    ends += [chaining.confirmed_ms(history, read)] if read.records else []
    return [
        {
            "number": record.link.number,
            "first_seen": to_moment(record.link.first_seen_ms),
            "last_confirmed": to_moment(end),
            "kept": to_moment(record.link.kept_ms),
            "hash": digest,
            "prev_hash": record.link.prev_hash.hex(),
            "text_hash": record.link.text_hash.hex(),
            "fingerprint": record.fingerprint,
            "evidence": _plain(_EVIDENCE, record.evidence),
            "text": _plain(_TEXT, kept.text),
            "record": b64encode(kept.record).decode(),
        }
        for kept, record, digest, end in zip(history.versions, read.records, read.hashes, ends, strict=True)
    ]


def _moment(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value)} has no form in an export")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ------------------------------------------------ reading
def read_line(line: bytes) -> Taken:
    """What a line holds, whole and in order; raises ParseError that says which part of it is not as it has to be."""
    fields = decoded(line)
    schema = fields.get("redline")
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise ParseError("this is no line of a Redline export: it has no field 'redline'")
    if schema > WITH_ORIGINALS:
        raise ParseError(f"it was written by a newer Redline (schema {schema}); this one reads {WITH_ORIGINALS}")
    try:
        taken = _taken(fields)
        again = decoded(line_of(taken))
    except DamagedRecord as error:
        raise ParseError(str(error)) from error
    if again != fields:
        raise ParseError(f"{difference(again, fields)} is not what the records beside it say")
    return taken


def _taken(fields: Mapping[str, Any]) -> Taken:
    article = _load(_ARTICLE, fields, "article")
    kept = fields.get("versions")
    if not isinstance(kept, list):
        raise ParseError("'versions' is missing")
    history = History(
        article,
        tuple(_version(one, number) for number, one in enumerate(kept, 1)),
        _load(_MOMENT, fields, "last_confirmed"),
        _load(_EVENTS, fields, "events"),
        _load(_SIGHTINGS, fields, "sightings"),
        _load(_ANNOTATIONS, fields, "annotations"),
        _load(_CHANGES, fields, "labellings"),
    )
    return Taken(history, _load(_LISTERS, fields, "listers"), _unpacked(fields.get("originals", {})))


def _unpacked(said: object) -> Originals:
    """Raw responses out of base64; what else stands there is found when the line is written again."""
    parts = [said.get(name, []) for name in ("members", "certificates")] if isinstance(said, dict) else []
    try:
        return Originals(*(tuple(b64decode(one, validate=True) for one in part) for part in parts))
    except (ValueError, TypeError) as error:
        raise ParseError("'originals': they are no base64") from error


def _version(one: object, number: int) -> KeptVersion:
    where = f"version {number}"
    if not isinstance(one, dict) or not isinstance(one.get("record"), str):
        raise ParseError(f"{where}: 'record' is missing")
    try:
        record = b64decode(one["record"], validate=True)
    except ValueError as error:
        raise ParseError(f"{where}: 'record' is no base64") from error
    return KeptVersion(record, _load(_TEXT, one, "text", where=f"{where}: "))


def _load(kind: TypeAdapter[T], fields: Mapping[str, Any], name: str, *, where: str = "") -> T:
    if name not in fields:
        raise ParseError(f"{where}{name!r} is missing")
    try:
        return kind.validate_python(fields[name])
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in (name, *first["loc"]))
        raise ParseError(f"{where}'{path}': {first['msg'].lower()}") from error
