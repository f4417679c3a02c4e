"""The pages with expected text; read in place, never copied."""

from __future__ import annotations

import gzip
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.snapshot import fold

DATA: Final = Path(os.environ.get("REDLINE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Expected:
    """A page and what a careful reader reads in it."""

    id: str
    url: str
    body: bytes
    blocks: tuple[str, ...]
    exact: bool  # the boundaries of the blocks are exact
    title: str
    authors: tuple[str, ...]
    published: str


def load() -> list[Expected]:
    """All pages, in the order of the index; none where the data is absent."""
    folder = DATA / "pages"
    if not (folder / "index.json").exists():
        return []
    urls = {item["id"]: item["url"] for item in json.loads((folder / "index.json").read_text("utf-8"))}
    return [_read(path, urls) for path in sorted(folder.glob("[0-9]*.json"))]


def _read(path: Path, urls: dict[str, str]) -> Expected:
    facts = json.loads(path.read_text("utf-8"))
    with gzip.open(path.with_suffix(".html.gz")) as packed:
        body = packed.read()
    return Expected(
        facts["id"],
        facts.get("url") or urls.get(facts["id"], ""),
        body,
        tuple(facts["blocks"]),
        bool(facts.get("block_boundaries_exact")),
        facts.get("title") or "",
        tuple(facts.get("authors") or ()),
        facts.get("published") or "",
    )


def words(text: str) -> list[str]:
    """The words of a text as the public benchmark counts them."""
    return _WORD.findall(text)


def plain(text: str) -> str:
    """A block without differences of style: for the comparison of whole blocks."""
    return fold(text).casefold()
