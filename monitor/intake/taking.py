"""Declaring sources, pausing and changing them. Awaits ports only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from monitor import sources
from monitor.errors import SettingsError
from monitor.intake.inspecting import preview
from monitor.intake.wish import Wish, source_of
from monitor.model import (
    Health,
    Item,
    Owner,
    Source,
    SourceKind,
    SourceRules,
)
from monitor.pipeline import World, item_of, owned, source_item
from monitor.sources.preview import Preview

OVER: Final = frozenset({Health.FINISHED, Health.UNAVAILABLE})  # articles whose plans ended on purpose


async def add(wish: Wish, world: World) -> tuple[Source | None, Preview | None]:
    """The source that is watched from now on; or None and the reason. With a kind given nothing is asked first."""
    if wish.kind is not None:
        source = source_of(wish, wish.kind, wish.url, now=world.clock.now())
        await _take(source, world)
        return source, None
    seen = await preview(wish, world)
    if not seen.works or seen.kind is None:
        return None, seen
    source = source_of(wish, seen.kind, seen.source_url or wish.url, now=world.clock.now())
    await _take(source, world)
    return source, seen


async def _take(source: Source, world: World) -> None:
    """Declare a source that the file does not hold: what the file says of one (robots.txt, networks) stands."""
    known = await world.book.get(source.id)
    if known is not None and known.owner is Owner.FILE and not known.archived:
        raise _of_file(known)
    await declare(source, world)


def _of_file(source: Source) -> SettingsError:
    return SettingsError("source", f"{source.url} is declared in the settings file", hint="change it there")


async def declare(source: Source, world: World) -> bool:
    """Add or replace a source and plan its first look; a single page becomes its own article. True if it was new."""
    known = await world.book.get(source.id)
    source = replace(source, added=known.added if known else world.clock.now())
    new = await world.book.put(source)
    if source.kind is SourceKind.PAGE:
        article = sources.single_page(source)
        await world.archive.create([article])
        await world.frontier.put([item_of(article)])
    else:
        await world.frontier.put([source_item(source)])
    return new


async def alter(source: Source, world: World) -> None:
    """Replace a declaration that the store owns; one that goes on is looked at again."""
    known = await world.book.get(source.id)
    if known is not None and known.owner is Owner.FILE:
        raise _of_file(source)
    await world.book.put(source)
    if not source.paused and not source.archived:
        await replan(source, world)


async def replan(source: Source, world: World) -> int:
    """Plan what has no plan: a source that goes on, its articles, what a crash left behind. How much it was.

    A crash may have come before a single page became an article. An item whose plan ended (its source was paused when
    it was due) is known to the frontier; one that it does not know is put by the same call.
    """
    is_page = source.kind is SourceKind.PAGE
    if is_page:
        await world.archive.create([sources.single_page(source)])
    idle = [] if is_page else await _without_plan([source_item(source)], world)
    async for page in owned(source, world):
        mine = [item_of(article) for article, state in page if state.health not in OVER]
        idle += await _without_plan(mine, world)
    return await world.frontier.resume(idle) if idle else 0


async def _without_plan(items: Sequence[Item], world: World) -> list[Item]:
    planned = await world.frontier.planned(items) if items else []
    return [p.item for p in planned if p.due is None and not p.leased and not p.quarantined]


async def own_by_file(wanted: Sequence[Source], world: World) -> tuple[list[Source], list[Source]]:
    """Make the file's sources what the store holds: (new or changed ones, archived ones that left the file)."""
    held = {source.id: source for source in await world.book.all(archived=True)}
    changed = []
    for source in wanted:
        known = held.get(source.id)
        if known is None or replace(source, added=known.added) != known:
            await declare(source, world)
            changed.append(source)
    ids = {source.id for source in wanted}
    gone = [s for s in held.values() if s.owner is Owner.FILE and not s.archived and s.id not in ids]
    for source in gone:
        await world.book.put(replace(source, archived=True))
    return changed, gone


def edited_rules(
    rules: SourceRules, *, every_s: int | None = None, cron: str | None = None, **named: Any
) -> SourceRules:
    """The rules with what was named (not None) changed; `every_s` 0 gives the schedule back to the re-check policy."""
    wanted = {name: value for name, value in named.items() if value is not None}
    if cron is not None:
        return replace(rules, every_s=None, cron=cron, **wanted)
    if every_s is not None:
        return replace(rules, every_s=every_s or None, cron=None, **wanted)
    return replace(rules, **wanted)
