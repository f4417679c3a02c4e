"""The text that a page carries for search engines, for pages that show none."""

from __future__ import annotations

import re

from monitor.extract.characters import tidy
from monitor.extract.lines import is_correction, is_noise
from monitor.model import Block, BlockKind

_TAG = re.compile(r"<[^<>]{1,500}>")
_PARAGRAPH = re.compile(r"<br\s*/?>|</p>|[\r\n]+", re.IGNORECASE)


def paragraphs_of(body: str) -> tuple[Block, ...]:
    """The paragraphs of a JSON-LD `articleBody`."""
    texts = (tidy(_TAG.sub(" ", part)) for part in _PARAGRAPH.split(body))
    return tuple(
        Block(BlockKind.CORRECTION if is_correction(text) else BlockKind.PARAGRAPH, text)
        for text in texts
        if text and not is_noise(text)
    )
