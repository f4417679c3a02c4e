"""Which texts of an article are let go: rules of its source, and what no rule may touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model import Outline, SourceRules, Standing


def to_drop(versions: Sequence[Outline], rules: SourceRules, standing: Standing, *, now: datetime) -> tuple[int, ...]:
    """Numbers of the versions whose text goes: neither among the last `keep_last` nor younger than `keep_days`.

    A rule that is not set keeps nothing by itself; without any rule all is kept. The first version, the newest one and
    those that are held always stay, and so does what is hidden: it is kept for its owner.
    """
    last, days = rules.keep_last or None, rules.keep_days or None
    if last is None and days is None:
        return ()
    found = []
    for version in versions[1:-1]:
        is_last = last is not None and version.number > len(versions) - last
        is_young = days is not None and not _ended_before(version, now - timedelta(days=days))
        is_kept = standing.is_held(version.number) or standing.absence(version.number) is not None
        if version.has_text and not (is_last or is_young or is_kept):
            found.append(version.number)
    return tuple(found)


def cold_until(versions: Sequence[Outline], *, older_than: datetime) -> int:
    """The number up to which versions are old enough for the cold store, 0 = none; never the newest."""
    return max((one.number for one in versions[:-1] if _ended_before(one, older_than)), default=0)


def _ended_before(version: Outline, moment: datetime) -> bool:
    return version.ended is not None and version.ended < moment
