"""What people said of an article or of one of its changes, as the pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from monitor.model import Annotation, RemarkKind
from monitor.ports import Claim
from monitor.web.moments import stamp

WORDS: Final = {
    RemarkKind.TAG: "tag",
    RemarkKind.UNTAG: "tag taken off",
    RemarkKind.STAR: "starred",
    RemarkKind.UNSTAR: "star taken off",
    RemarkKind.REVIEWED: "reviewed",
    RemarkKind.NOT_AN_EDIT: "not an edit",
    RemarkKind.NOTE: "note",
    RemarkKind.REPLY: "the publisher replied",
}
# What a newsroom says to itself is not shown to the public.
INTERNAL: Final = frozenset({RemarkKind.NOTE, RemarkKind.STAR, RemarkKind.UNSTAR, RemarkKind.REVIEWED})


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """One remark."""

    number: int
    said: str
    text: str
    about: str  # "" = the article as a whole, else "Version 2"
    author: str
    when: Markup


@dataclass(frozen=True, slots=True)
class RemarksView:
    """Everything said, and what of it still holds."""

    article_id: str
    version: int  # that a new remark is about; 0 = the article
    tags: tuple[str, ...]
    is_starred: bool
    is_reviewed: bool
    withdrawn: str  # why the change is no edit
    lines: tuple[RemarkLine, ...]  # oldest first
    kinds: tuple[tuple[str, str], ...]  # what can be said: (value, in words)


def readable(annotations: Sequence[Annotation], *, is_known: bool) -> list[Annotation]:
    """Those that this reader may see."""
    return [one for one in annotations if is_known or one.remark.kind not in INTERNAL]


def remarks_view(article_id: str, annotations: Sequence[Annotation], *, version: int, is_known: bool) -> RemarksView:
    """What was said of one change, or (version 0) of the article and all its changes."""
    shown = [one for one in readable(annotations, is_known=is_known) if version in {0, one.remark.version}]
    about = [one.remark for one in shown if one.remark.version == version]
    tags: dict[str, None] = {}
    stars = [one.kind is RemarkKind.STAR for one in about if one.kind in {RemarkKind.STAR, RemarkKind.UNSTAR}]
    for one in about:
        if one.kind is RemarkKind.TAG:
            tags[one.text] = None
        if one.kind is RemarkKind.UNTAG:
            tags.pop(one.text, None)
    offered = [kind for kind in RemarkKind if version or kind is not RemarkKind.NOT_AN_EDIT]
    return RemarksView(
        article_id,
        version,
        tuple(tags),
        is_starred=bool(stars and stars[-1]),
        is_reviewed=any(one.kind is RemarkKind.REVIEWED for one in about),
        withdrawn=next((one.text for one in about if one.kind is RemarkKind.NOT_AN_EDIT), ""),
        lines=tuple(_line(one) for one in shown),
        kinds=tuple((kind.value, WORDS[kind]) for kind in offered),
    )


def claims_in_words(claims: Sequence[Claim]) -> tuple[Markup, ...]:
    """Which versions we did not see ourselves."""
    return tuple(
        Markup("{}: {}, taken in {}; not seen by us").format(
            f"Versions {one.first} to {one.last}" if one.last > one.first else f"Version {one.first}",
            one.by,
            stamp(one.at),
        )
        for one in claims
    )


def _line(one: Annotation) -> RemarkLine:
    remark = one.remark
    about = f"Version {remark.version}" if remark.version else ""
    return RemarkLine(one.number, WORDS[remark.kind], remark.text, about, remark.author, stamp(one.at))
