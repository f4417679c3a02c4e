"""The invented articles: data files in `stories/` become editions, each with what was really edited."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Final

OUTLETS: Final = {
    "harbour-courier": "The Harbour Courier",
    "northbank-post": "Northbank Post",
    "meridian-wire": "Meridian Wire",
    "le-phare-du-canal": "Le Phare du Canal",
    "tagesbote-am-hafen": "Tagesbote am Hafen",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of an article on its outlet's page, from `at_s` seconds after the newsroom opened."""

    at_s: float
    status: int
    title: str
    standfirst: str
    caption: str
    paragraphs: tuple[str, ...]  # "## " begins a heading
    correction: str
    kinds: tuple[str, ...]  # what was edited; () for the first edition
    fast: bool  # replaced before anybody can look, on purpose


@dataclass(frozen=True, slots=True)
class Story:
    """One invented article."""

    outlet: str
    slug: str
    section: str
    language: str
    authors: tuple[str, ...]
    editions: tuple[Edition, ...]

    @property
    def path(self) -> str:
        """Where the newsroom serves it."""
        return f"/{self.outlet}/{self.slug}"

    def at(self, seconds: float) -> int:
        """Index of the edition that stands on the page at this time."""
        return max(i for i, edition in enumerate(self.editions) if i == 0 or edition.at_s <= seconds)


def load() -> tuple[Story, ...]:
    """All stories, in the order of their files."""
    folder = files("monitor.demo") / "stories"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_story(tomllib.loads((folder / name).read_text(encoding="utf-8"))) for name in names)


def _story(data: dict[str, Any]) -> Story:
    first = Edition(
        at_s=0.0,
        status=200,
        title=data["title"],
        standfirst=data.get("standfirst", ""),
        caption=data.get("caption", ""),
        paragraphs=tuple(part.strip() for part in data["body"].strip().split("\n\n")),
        correction="",
        kinds=(),
        fast=False,
    )
    editions = [first]
    for edit in data["edit"]:
        editions.append(_edited(editions[-1], edit))
    return Story(
        data["outlet"], data["slug"], data["section"], data["language"], tuple(data["authors"]), tuple(editions)
    )


def _edited(before: Edition, edit: dict[str, Any]) -> Edition:
    """The next edition; an edit that finds nothing to work on is a mistake in the data file."""
    texts = [before.title, before.standfirst, before.caption, *before.paragraphs]
    for old, new in edit.get("replace", ()):
        if not any(old in text for text in texts):
            raise ValueError(f"nothing to replace: {old}")
        texts = [text.replace(old, new) for text in texts]
    title, standfirst, caption, *paragraphs = texts
    for start in edit.get("remove", ()):
        del paragraphs[_place(paragraphs, start)]
    for start, text in edit.get("insert", ()):
        paragraphs.insert(_place(paragraphs, start) + 1, text)
    for start, after in edit.get("move", ()):
        moved = paragraphs.pop(_place(paragraphs, start))
        paragraphs.insert(_place(paragraphs, after) + 1, moved)
    for first, second in edit.get("merge", ()):
        tail = paragraphs.pop(_place(paragraphs, second))
        paragraphs[_place(paragraphs, first)] += " " + tail
    for sentence in edit.get("split", ()):
        index = next(i for i, text in enumerate(paragraphs) if sentence in text)
        head, _, tail = paragraphs[index].partition(sentence)
        paragraphs[index : index + 1] = [head.strip(), sentence + tail]
    return replace(
        before,
        at_s=before.at_s + float(edit["after"]),
        status=edit.get("status", 200),
        title=edit.get("title", title),
        standfirst=standfirst,
        caption=caption,
        paragraphs=tuple(paragraphs),
        correction=edit.get("correction", before.correction),
        kinds=tuple(edit["kinds"]),
        fast=edit.get("fast", False),
    )


def _place(paragraphs: list[str], start: str) -> int:
    for index, text in enumerate(paragraphs):
        if text.startswith(start):
            return index
    raise ValueError(f"no paragraph begins with: {start}")
