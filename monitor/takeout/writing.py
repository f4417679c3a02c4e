"""Where an export goes: a stream of lines, or a folder with a file for each article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from monitor.errors import RedlineError
from monitor.model import Text
from monitor.store.files import made_whole
from monitor.takeout.lines import Taken, line_of

README: Final = """\
An export of Redline, one folder a host and one file an article.

ID.jsonl    the article with all versions, evidence, events and annotations: one line of JSON
ID/N.txt    the text of version N, to be read and compared with other tools

`redline import FOLDER` takes it in again. `sha256sum` of a folder tells whether two exports are the same: what is in
a file depends on the article alone.
"""


class Writer(Protocol):
    """Takes one article after the other."""

    def add(self, taken: Taken) -> None:
        """Write one article; raises RedlineError where it can not be written."""
        ...


class Lines:
    """One line an article."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def add(self, taken: Taken) -> None:
        """Write the line."""
        self._out.write(line_of(taken))


class Folder:
    """A file an article, and one for each of its texts; files that say the same already are left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        _write(folder / "README.txt", README.encode())

    def add(self, taken: Taken) -> None:
        """Write the article's files; those of one article are whole once its line is there."""
        history = taken.history
        place = self._folder / _safe(history.article.host)
        for number, kept in enumerate(history.versions, 1):
            file = place / history.article.id / f"{number}.txt"
            if kept.text is None:
                file.unlink(missing_ok=True)
            else:
                _write(file, readable(kept.text).encode("utf-8", "replace"))
        _write(place / f"{history.article.id}.jsonl", line_of(taken))


def readable(text: Text) -> str:
    """A text as people read it: headline, standfirst, authors, then the paragraphs."""
    head = [text.title, text.standfirst, ", ".join(text.authors)]
    return "\n\n".join(part for part in (*head, *(block.text for block in text.blocks)) if part) + "\n"


@contextmanager
def open_file(file: Path | None, stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream, or a file that gets its name once it is whole."""
    if file is None:
        yield stream
        stream.flush()
        return
    with made_whole(file) as part, part.open("wb") as out:
        yield out


def _safe(name: str) -> str:
    """A host as the name of a folder."""
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in name).strip(".")[:200] or "_"


def _write(file: Path, data: bytes) -> None:
    """The whole file or none."""
    part = file.with_name(file.name + ".part")
    try:
        if file.exists() and file.read_bytes() == data:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        raise RedlineError(f"{file} can not be written: {error.strerror}") from error
