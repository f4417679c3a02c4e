"""What became of each block of a page, and why: for people who want to know what Redline reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import html

from monitor.extract.blocks import Found
from monitor.extract.characters import tidy

MAX_BOX_TEXT: Final = 160
NEAR: Final = 3  # elements that say where a block stands


@dataclass(frozen=True, slots=True)
class Decision:
    """One block, or one box that was taken out before: kept, or left out for a reason in words."""

    kept: bool
    kind: str  # of the block; "box" for what was taken out as a whole
    text: str
    why: str
    where: str  # the element and the two above it, such as "div.story > p"


@dataclass(slots=True)
class Trace:
    """The decisions of one reading; boxes first, then the blocks in order."""

    boxes: list[Decision] = field(default_factory=list)
    blocks: list[Decision] = field(default_factory=list)

    def box(self, element: html.HtmlElement, why: str) -> None:
        """A box is about to be taken out."""
        text = tidy(" ".join(element.itertext()))
        if text:
            self.boxes.append(Decision(kept=False, kind="box", text=text[:MAX_BOX_TEXT], why=why, where=where(element)))

    def decided(self, blocks: Sequence[Found], whys: Sequence[str], because: str) -> None:
        """The blocks of the reading that counts, each with the reason that left it out, "" where it stays."""
        self.blocks = [
            Decision(not why, block.kind.value, block.text, why or because, where(block.element))
            for block, why in zip(blocks, whys, strict=True)
        ]


def where(element: html.HtmlElement) -> str:
    """Where an element stands, as a short selector."""
    names: list[str] = []
    at: html.HtmlElement | None = element
    while at is not None and len(names) < NEAR and at.tag not in {"html", "body"}:
        names.append(_selector(at))
        at = at.getparent()
    return " > ".join(reversed(names))


def _selector(element: html.HtmlElement) -> str:
    name = str(element.get("id") or "")
    if name:
        return f"{element.tag}#{name}"
    classes = str(element.get("class") or "").split()
    return ".".join([str(element.tag), *classes[:2]])
