"""The change between two versions before anything is said of it."""

from __future__ import annotations

from monitor.model import Change, Interval, Notice, Stats, Version


def unlabelled(old: Version, new: Version) -> Change:
    """The change as it is told if the comparison of the texts dies (never drop a change); labels take these places."""
    return Change(
        article=new.article,
        from_version=old.number,
        to_version=new.number,
        interval=Interval(old.last_confirmed, new.first_seen),
        old_title=old.text.title,
        new_title=new.text.title,
        kinds=(),
        notice=Notice.UNKNOWN,
        weight=50,
        reasons=("the two texts could not be compared",),
        band="rewrite",
        summary="The text has changed; it could not be compared word by word",
        stats=Stats(0, 0, 0.0),
        rules_version="none",
    )
