"""HTML to the text of an article in blocks, with what the page says of itself: the same article gives the same text.

`extract` reads a page; `gate` is the cheap hash that says whether reading it again could give anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.rulebook import Rulebook
from monitor.on_demand import on_demand

if TYPE_CHECKING:
    from monitor.extract.chain import VERSION, extract
    from monitor.extract.gating import gate

__all__ = ["VERSION", "Rulebook", "extract", "gate"]

__getattr__ = on_demand(__name__, {"VERSION": "chain", "extract": "chain", "gate": "gating"})
