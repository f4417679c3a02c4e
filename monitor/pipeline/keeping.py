"""The outcome of a look in the archive."""

from __future__ import annotations

from monitor import diff, verdict
from monitor.errors import ParseError, WorkerDied
from monitor.model import (
    Head,
)
from monitor.pipeline.world import World
from monitor.ports import (
    Committed,
    Conflict,
    LookNote,
    Noted,
)


async def keep(head: Head, finding: LookNote | verdict.ToKeep, world: World) -> Committed | Noted | Conflict:
    """The outcome in the archive: a version with its change and event, or a note."""
    if isinstance(finding, LookNote):
        return await world.archive.record(finding)
    commit = verdict.commit(head, finding)
    if head.newest is not None:
        version = verdict.proposed(head, finding, world.clock.now())
        try:
            change = await world.workshop.compare(verdict.baseline_of(head, finding), version, head)
        except (WorkerDied, ParseError):
            change = diff.unlabelled(head.newest, version)
        commit = verdict.with_change(commit, finding, change)
    return await world.archive.commit(commit)
