"""Spans in which nothing was checked, as the pages tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from monitor.model import Away
from monitor.web.moments import stamp

MOST: Final = 10


def away_lines(spans: Sequence[Away]) -> tuple[Markup, ...]:
    """The newest spans, newest first: "not watching 23:10 to 07:40: this machine slept"."""
    return tuple(away_line(span) for span in reversed(spans[-MOST:]))


def away_line(span: Away) -> Markup:
    """One span."""
    return Markup("not watching {} to {}: {}").format(stamp(span.since), stamp(span.until), span.why)


def unwatched_line(last: datetime) -> Markup:
    """What is told while nobody looks; `last` is when somebody did."""
    return Markup("Nothing is checked since {}: is Redline running, and can it reach the network?").format(stamp(last))
