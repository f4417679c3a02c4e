"""What other programs watch: OPML, addresses, jobs of urlwatch and webchanges, lists of changedetection.io.

Every entry becomes a wish, or a reason why it can not be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

import yaml

from monitor.errors import ParseError
from monitor.model import SourceKind
from monitor.sources import normalise
from monitor.takeout import opml
from monitor.takeout.changedetection import watches_in
from monitor.takeout.entries import Entry, said, text_of

MAX_BYTES: Final = 32_000_000
MAX_ENTRIES: Final = 100_000


def read_list(data: bytes, form: str = "") -> tuple[str, list[Entry]]:
    """The form of a list and its entries, in order; raises ParseError that names the place of the damage."""
    if len(data) > MAX_BYTES:
        raise ParseError(f"a list of {len(data)} bytes is too long; {MAX_BYTES} are the most")
    form = form or form_of(data)
    entries = []
    for entry in FORMS[form](data):
        entries.append(_checked(entry))
        if len(entries) > MAX_ENTRIES:
            raise ParseError(f"there are more than {MAX_ENTRIES} entries in it")
    if not entries:
        raise ParseError(f"there is nothing in it that could be watched (read as {form})")
    return form, entries


def form_of(data: bytes) -> str:
    """Which of the forms these bytes have."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK\x03\x04"):
        return "changedetection"
    if head.startswith(b"{") and b'"watching"' in data:
        return "changedetection"
    if head.startswith(b"<"):
        return "opml"
    lines = [line.split(b"#")[0].strip() for line in data.splitlines()]
    is_jobs = any(line.startswith((b"url:", b"name:", b"kind:", b"- url:", b"- name:", b"navigate:")) for line in lines)
    return "jobs" if is_jobs else "urls"


# ------------------------------------------------ the forms
def _urls(data: bytes) -> Iterator[Entry]:
    """An address a line, in changedetection.io's way with tags behind it; # begins a comment."""
    for number, line in enumerate(text_of(data).splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        url, _, rest = words.partition(" ")
        tags = tuple(tag.strip() for tag in rest.partition("#")[0].split(",") if tag.strip())
        yield Entry(f"line {number}", url, tags=tags)


def _opml(data: bytes) -> Iterator[Entry]:
    for one in opml.outlines(data):
        where = f"line {one.line}"
        if one.feed_url:
            kind = SourceKind(one.kind) if one.kind in list(SourceKind) else SourceKind.FEED
            yield Entry(where, one.feed_url, kind, one.title, one.tags)
        elif one.home_url:
            yield Entry(where, one.home_url, None, one.title, one.tags)


_NO_USE: Final = (
    "filter",
    "filters",
    "diff_filter",
    "diff_tool",
    "css",
    "xpath",
    "keep_unchanged",
    "compared_versions",
)


def _jobs(data: bytes) -> Iterator[Entry]:
    """The YAML documents of urlwatch and webchanges: one job a document, or a list of jobs."""
    number = 0
    try:
        for document in yaml.safe_load_all(text_of(data)):
            for job in document if isinstance(document, list) else [document]:
                if job is not None:
                    number += 1
                    yield _job(job, f"job {number}")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ParseError(f"{where}this is no job file: {problem}") from error
    except (RecursionError, ValueError) as error:
        raise ParseError(f"after job {number}: this is no job file: {error}") from error


def _job(job: object, where: str) -> Entry:
    if isinstance(job, str):
        return Entry(where, job)
    if not isinstance(job, Mapping):
        return Entry(where, refusal="it is no job: a job has a url")
    name, url = said(job, "name"), said(job, "url")
    if not url and said(job, "navigate"):
        return Entry(where, said(job, "navigate"), name=name, notes=("it was read with a browser; Redline uses none",))
    if not url:
        shell = "command" in job or job.get("kind") == "shell"
        why = "it is a shell command, and Redline runs none" if shell else "it has no url"
        return Entry(where, name=name, refusal=why)
    method = str(job.get("method", "GET")).upper()
    if "data" in job or method not in {"GET", "HEAD"}:
        return Entry(where, url, name=name, refusal=f"it sends data ({method}), and Redline only reads")
    notes = [f"{key} is left out: Redline finds the article by itself" for key in _NO_USE if key in job]
    notes += ["it was read with a browser; Redline uses none"] if job.get("use_browser") else []
    notes += [f"{key} is left out" for key in ("headers", "cookies", "http_proxy", "https_proxy") if key in job]
    tags = job.get("tags") or ()
    tags = [tags] if isinstance(tags, str) else tags
    kept = tuple(str(tag) for tag in tags) if isinstance(tags, list) else ()
    paused = job.get("enabled") is False
    return Entry(where, url, name=name, tags=kept, paused=paused, notes=tuple(notes))


def _changedetection(data: bytes) -> Iterator[Entry]:
    """`url-watches.json`, or the zip of a backup that holds it; a plain URL list is read as a list of addresses."""
    if not data.startswith(b"PK"):
        yield from watches_in(data)
        return
    try:
        with ZipFile(BytesIO(data)) as bundle:
            names = {
                info.filename.rpartition("/")[2]: info for info in bundle.infolist() if info.file_size <= MAX_BYTES
            }
            for name, read in (
                ("url-watches.json", watches_in),
                ("url-list-with-tags.txt", _urls),
                ("url-list.txt", _urls),
            ):
                if name in names:
                    with bundle.open(names[name]) as file:
                        yield from read(file.read(MAX_BYTES))
                    return
    except (BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ParseError(f"the zip file can not be read: {error}") from error
    raise ParseError("there is neither url-watches.json nor url-list.txt in the zip file")


FORMS: Final[Mapping[str, Callable[[bytes], Iterator[Entry]]]] = {
    "opml": _opml,
    "urls": _urls,
    "jobs": _jobs,
    "changedetection": _changedetection,
}


def _checked(entry: Entry) -> Entry:
    """The entry; with a refusal where its address is none."""
    if entry.refusal:
        return entry
    try:
        normalise(entry.url)
    except ValueError as error:
        return Entry(entry.where, entry.url, name=entry.name, refusal=str(error))
    return entry
