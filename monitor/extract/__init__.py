"""HTML to the text of an article in blocks, with what the page says of itself: the same article gives the same text.

`extract` reads a page; `gate` is the cheap hash that says whether reading it again could give anything else.
"""

from __future__ import annotations

from monitor.extract.chain import VERSION, extract
from monitor.extract.gating import gate
from monitor.extract.rulebook import Rulebook

__all__ = ["VERSION", "Rulebook", "extract", "gate"]
