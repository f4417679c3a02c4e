"""Taking things up: finding out what an address is, declaring sources, pausing and changing them. Awaits ports only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from monitor import sources
from monitor.errors import ParseError, SettingsError, WorkerDied
from monitor.model import (
    FetchFailed,
    FetchReason,
    Health,
    Item,
    Listing,
    Owner,
    Reading,
    Request,
    Response,
    Source,
    SourceKind,
    SourceRules,
    Watch,
)
from monitor.pipeline import World, item_of, source_item
from monitor.sources.preview import Inspected, Preview, judge

PAGE: Final = 500
OVER: Final = frozenset({Health.FINISHED, Health.UNAVAILABLE})  # articles whose plans ended on purpose


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be watched, and how."""

    url: str
    kind: SourceKind | None = None  # None: found out
    name: str = ""
    watch: Watch = Watch.ARTICLE
    tags: tuple[str, ...] = ()
    rules: SourceRules = SourceRules()
    retire: bool | None = None  # None: all but single pages, which are watched for ever
    owner: Owner = Owner.STORE


async def preview(wish: Wish, world: World) -> Preview:
    """What would be found, read and watched; nothing is stored."""
    return judge(await _inspect(wish, world), now=world.clock.now())


async def add(wish: Wish, world: World) -> tuple[Source | None, Preview | None]:
    """The source that is watched from now on; or None and the reason. With a kind given nothing is asked first."""
    if wish.kind is not None:
        source = _source(wish, wish.kind, wish.url, world)
        await declare(source, world)
        return source, None
    seen = await preview(wish, world)
    if not seen.works or seen.kind is None:
        return None, seen
    source = _source(wish, seen.kind, seen.source_url or wish.url, world)
    await declare(source, world)
    return source, seen


def _source(wish: Wish, kind: SourceKind, url: str, world: World) -> Source:
    return Source(
        id=sources.source_id(url),
        url=sources.normalise(url),
        kind=kind,
        name=wish.name,
        added=world.clock.now(),
        watch=wish.watch,
        owner=wish.owner,
        tags=wish.tags,
        rules=replace(wish.rules, retire=kind is not SourceKind.PAGE if wish.retire is None else wish.retire),
    )


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
        raise SettingsError("source", f"{source.url} is declared in the settings file", hint="change it there")
    await world.book.put(source)
    if not source.paused and not source.archived:
        await replan(source, world)


async def replan(source: Source, world: World) -> int:
    """Plan what has no plan: a source that goes on, its articles, what a crash left behind. How much it was.

    An item whose plan ended (its source was paused when it was due) is known to the frontier and is signalled; one that
    the frontier does not know is put by the same call.
    """
    idle = [] if source.kind is SourceKind.PAGE else await _without_plan([source_item(source)], world)
    cursor = ""
    while True:
        page = await world.catalog.articles(source=source.id, cursor=cursor, limit=PAGE)
        heads = await world.catalog.heads(page.items)
        mine = [
            item_of(article)
            for article, state in heads.values()
            if article.source == source.id and article.watch is Watch.ARTICLE and state.health not in OVER
        ]
        idle += await _without_plan(mine, world)
        cursor = page.next
        if not cursor:
            return await world.frontier.signal(idle) if idle else 0


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


# ------------------------------------------------ dry run
async def _inspect(wish: Wish, world: World) -> Inspected:
    """Ask for the address and, where it is a page, for the feeds it announces or keeps at the usual places."""
    result = await _ask(wish.url, wish, world)
    if not isinstance(result, Response) or result.status != 200:  # noqa: PLR2004 - HTTP
        return Inspected(wish.url, result)
    sniffed = sources.sniff(result.body, url=result.final_url, content_type=result.header("content-type"))
    seen = Inspected(wish.url, result, sniffed)
    if sniffed.kind is None:
        return await _as_article(seen, wish, result, world)
    if sniffed.kind is not SourceKind.PAGE:
        return await _as_listing(seen, wish, sniffed.kind, result, world)
    if wish.kind is SourceKind.PAGE or not sniffed.is_front:
        return await _as_article(seen, wish, result, world)
    for feed in (*sniffed.feeds[:3], *(sniffed.usual_places if not sniffed.feeds else ())):
        await world.clock.sleep(world.limits.pace_s)
        answer = await _ask(feed, wish, world)
        if isinstance(answer, Response) and answer.status == 200:  # noqa: PLR2004 - HTTP
            kind = sources.sniff(answer.body, url=feed, content_type=answer.header("content-type")).kind
            if kind in {SourceKind.FEED, SourceKind.SITEMAP}:
                return await _as_listing(replace(seen, source_url=feed), wish, kind, answer, world)
    return seen


async def _ask(url: str, wish: Wish, world: World) -> Response | FetchFailed:
    limits = world.limits
    result = await world.fetcher.fetch(
        Request(
            url,
            max_bytes=limits.max_bytes,
            total_s=limits.total_s,
            max_redirects=limits.max_redirects,
            allow_networks=wish.rules.allow_networks,
            ignore_robots=wish.rules.ignore_robots,
        )
    )
    return result if isinstance(result, Response | FetchFailed) else FetchFailed(url, FetchReason.PROTOCOL, "304")


async def _as_listing(seen: Inspected, wish: Wish, kind: SourceKind, answer: Response, world: World) -> Inspected:
    source = _source(wish, kind, seen.source_url or wish.url, world)
    try:
        listing: Listing = await world.workshop.read_listing(
            source, answer.body, url=answer.final_url, content_type=answer.header("content-type")
        )
    except (ParseError, WorkerDied) as error:
        return replace(seen, fault=str(error))
    sniffed = replace(seen.sniffed, kind=kind) if seen.sniffed else None
    return replace(seen, listing=listing, sniffed=sniffed)


async def _as_article(seen: Inspected, wish: Wish, answer: Response, world: World) -> Inspected:
    try:
        extraction = await world.workshop.read_page(
            answer.body,
            url=answer.final_url,
            content_type=answer.header("content-type"),
            reading=Reading(wish.rules.type, world.rulebook.of(wish.url)),
        )
    except (ParseError, WorkerDied) as error:
        return replace(seen, fault=str(error))
    return replace(seen, extraction=extraction)
