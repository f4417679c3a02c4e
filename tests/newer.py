"""A later release, which reads more of every page than the one before."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Block, Extraction, Reading
from monitor.workshop import InlineWorkshop


class Newer(InlineWorkshop):
    """Reads these blocks, too: above the text that was read before, and below it."""

    def __init__(self, *, above: tuple[Block, ...] = (), below: tuple[Block, ...] = ()) -> None:
        super().__init__()
        self._above = above
        self._below = below

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        """The article with more in it."""
        found = await super().read_page(body, url=url, content_type=content_type, gate=gate, reading=reading)
        if found.unchanged or found.degraded:
            return found
        text = replace(found.text, blocks=(*self._above, *found.text.blocks, *self._below))
        return replace(found, text=text, paths=(), extractor_version="newer", pin=replace(found.pin, version="newer"))
