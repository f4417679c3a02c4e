"""The jobs of a child process: values in, values out, as JSON: a child that a page has taken over can send no code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from monitor import diff, extract, sources
from monitor.errors import ParseError
from monitor.model import Change, Extraction, Listing, Reading, Source, Text, Version


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The article in a page; the page itself goes as raw bytes beside it."""

    url: str
    content_type: str
    gate: str = ""  # of the page that was read last; the same again needs no reading
    reading: Reading = Reading()


@dataclass(frozen=True, slots=True)
class ReadListing:
    """What a source's document lists."""

    source: Source
    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Compare:
    """The labelled change between two versions."""

    old: Version
    new: Version
    earlier: tuple[str, ...]
    titles: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the results, or the text of a ParseError, or of an error that nobody expected."""

    extraction: Extraction | None = None
    listing: Listing | None = None
    change: Change | None = None
    parse_error: str = ""
    bug: str = ""


def _read_page(job: ReadPage, body: bytes) -> Answer:
    found = extract.gate(body, job.reading)
    if found == job.gate:
        same = Extraction(Text("", ()), "gate", extract.VERSION, gate=found, unchanged=True)
        return Answer(extraction=same)
    extraction = extract.extract(body, url=job.url, content_type=job.content_type, reading=job.reading)
    return Answer(extraction=replace(extraction, gate=found))


def _read_listing(job: ReadListing, body: bytes) -> Answer:
    try:
        listing = sources.parse(
            job.source.kind, body, url=job.url, content_type=job.content_type, rules=job.source.rules
        )
    except ParseError as error:
        return Answer(parse_error=str(error))
    return Answer(listing=listing)


def _compare(job: Compare, body: bytes) -> Answer:  # noqa: ARG001 - one signature for the table
    return Answer(change=diff.label(job.old, job.new, earlier=job.earlier, titles=job.titles, published=job.published))


Job = ReadPage | ReadListing | Compare
_ADAPTERS: Final[dict[str, TypeAdapter[Job]]] = {
    kind.__name__: TypeAdapter(kind) for kind in (ReadPage, ReadListing, Compare)
}
_ANSWER: Final = TypeAdapter(Answer)
_DOERS: Final[dict[str, Callable[..., Answer]]] = {
    "ReadPage": _read_page,
    "ReadListing": _read_listing,
    "Compare": _compare,
}


def warm_up() -> None:
    """Load what the first job would load, so that no page pays for it out of its time."""
    extract.extract(b"<p>", url="", content_type="text/html")


def pack(job: Job) -> tuple[str, bytes]:
    """The job's name and its JSON."""
    name = type(job).__name__
    return name, _ADAPTERS[name].dump_json(job)


def unpack(name: str, payload: bytes) -> Job:
    """The job of this name and JSON."""
    return _ADAPTERS[name].validate_json(payload)


def do(job: Job, body: bytes) -> Answer:
    """The result of a job."""
    return _DOERS[type(job).__name__](job, body)


def pack_answer(answer: Answer) -> bytes:
    """An answer as JSON."""
    return _ANSWER.dump_json(answer)


def unpack_answer(payload: bytes) -> Answer:
    """An answer from JSON; raises ValueError for anything else."""
    return _ANSWER.validate_json(payload)
