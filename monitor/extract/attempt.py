"""What one way of reading a page gave."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from monitor.extract.blocks import Found
from monitor.model import Block, Mark

DENSE: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(slots=True)
class Attempt:
    """The blocks of a page as one step of the chain sees them; `whys` has "" for each that it keeps."""

    step: str
    found: list[Found] = field(default_factory=list)
    whys: list[str] = field(default_factory=list)
    loose: tuple[Block, ...] = ()  # blocks that stand nowhere on the page, such as those of JSON-LD
    effective: str = ""
    links: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    container: str = ""  # path of the element that holds the text

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is kept."""
        kept = (b for b, why in zip(self.found, self.whys, strict=True) if not why)
        return (*self.loose, *(Block(block.kind, block.text) for block in kept))

    @property
    def chars(self) -> int:
        """Characters of text."""
        return sum(len(block.text) for block in self.blocks)

    @property
    def size(self) -> int:
        """Characters as an alphabet would need them: one Chinese, Japanese or Korean sign says as much as three."""
        return sum(len(block.text) + 2 * len(DENSE.findall(block.text)) for block in self.blocks)
