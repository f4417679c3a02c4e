"""The scoreboard: what the newsroom really did against what Redline saw. It reads both and helps neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor import snapshot
from monitor.demo.newsroom import Newsroom, path_of
from monitor.demo.stories import Edition
from monitor.model import Article, Version


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit that the newsroom made."""

    path: str
    article: str  # its id with us, "" if we do not know it
    edition: int
    title: str
    kinds: tuple[str, ...]
    caught: bool
    overwritten: bool  # replaced before Redline asked for the page
    missed: bool  # Redline was given the page and does not show it
    waiting: bool  # still standing, not seen yet


@dataclass(frozen=True, slots=True)
class Score:
    """The scoreboard's figures, each with its list."""

    edits: tuple[Edit, ...]
    false_alarms: tuple[tuple[str, str, int], ...]  # (path, article id, version number) that match no edition
    noise_changes: int

    @property
    def made(self) -> int:
        """Edits that the newsroom made."""
        return len(self.edits)

    @property
    def caught(self) -> int:
        """Edits that Redline shows."""
        return sum(edit.caught for edit in self.edits)

    @property
    def overwritten(self) -> int:
        """Edits that stood on no page when Redline looked."""
        return sum(edit.overwritten for edit in self.edits)

    @property
    def missed(self) -> int:
        """Edits that Redline was shown and does not show."""
        return sum(edit.missed for edit in self.edits)

    @property
    def waiting(self) -> int:
        """Edits that stand on a page and are to be seen yet."""
        return sum(edit.waiting for edit in self.edits)

    def __str__(self) -> str:
        waiting = f", missed {self.missed}" if self.missed else ""
        waiting += f", waiting for a check {self.waiting}" if self.waiting else ""
        return (
            f"edits made {self.made}, caught {self.caught}, overwritten before we looked {self.overwritten}{waiting}, "
            f"false alarms {len(self.false_alarms)} of {self.noise_changes} noise changes"
        )


def count(newsroom: Newsroom, seen: Sequence[tuple[Article, Sequence[Version], bool]]) -> Score:
    """The score; `seen` holds each article, its versions, and whether it was once found to be unavailable."""
    by_path = {urlsplit(article.url).path: (article.id, versions, gone) for article, versions, gone in seen}
    edits: list[Edit] = []
    false_alarms: list[tuple[str, str, int]] = []
    for day in newsroom.days():
        for story in newsroom.stories:
            path = path_of(story, day)
            known, versions, gone = by_path.get(path, ("", (), False))
            standing = newsroom.standing(story, day)
            texts = [_key(edition) for edition in story.editions]
            shown = _follow(texts, versions)
            for index in range(1, standing + 1):
                edition = story.editions[index]
                caught = index in shown or (gone and _is_gone(edition))
                served = newsroom.diary.served[path, index] > 0
                edits.append(_edit((path, known), index, edition, caught=caught, served=served, last=index == standing))
            false_alarms += [(path, known, v.number) for v in versions if v.number > 1 and _read(v) not in texts]
    return Score(tuple(edits), tuple(false_alarms), newsroom.diary.noise_changes)


def _edit(place: tuple[str, str], index: int, edition: Edition, *, caught: bool, served: bool, last: bool) -> Edit:
    over = not caught and not last
    return Edit(
        *place,
        index,
        edition.title,
        edition.kinds,
        caught=caught,
        overwritten=over and not served,
        missed=over and served,
        waiting=not caught and last,
    )


def _is_gone(edition: Edition) -> bool:
    return edition.status != 200  # noqa: PLR2004 - HTTP


def _follow(texts: Sequence[tuple[str, ...]], versions: Sequence[Version]) -> set[int]:
    """Indexes of the editions that the versions show, in order; a text may come back (A, B, A)."""
    shown: set[int] = set()
    at = -1
    for version in versions:
        text = _read(version)
        later = [i for i in range(at + 1, len(texts)) if texts[i] == text]
        if later:
            at = later[0]
            shown.add(at)
    return shown


def _key(edition: Edition) -> tuple[str, ...]:
    """What a reader of this edition reads, without what the outlet prints around it; nothing if it is gone."""
    if _is_gone(edition):
        return ("gone",)
    parts = [edition.title, edition.caption, edition.correction, *(p.removeprefix("## ") for p in edition.paragraphs)]
    return tuple(sorted(snapshot.fold(part) for part in parts if part))


def _read(version: Version) -> tuple[str, ...]:
    """The same of a version: the standfirst and lines of time or names are left out, wherever they were put."""
    text = version.text
    frame = {snapshot.fold(text.standfirst), *(snapshot.fold(", ".join(text.authors)),)}
    parts = [snapshot.fold(text.title), *(snapshot.fold(block.text) for block in text.blocks)]
    return tuple(sorted(part for part in parts if part and part not in frame and not part.startswith("Updated ")))
