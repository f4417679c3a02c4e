"""The dry run: what an address is, what would be taken up and what its articles give; nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from monitor import sources
from monitor.errors import ParseError, WorkerDied
from monitor.intake.wish import Wish, source_of
from monitor.model import FetchFailed, FetchReason, Listing, Reading, Request, Response, SourceKind, SourceState, Watch
from monitor.pipeline import World
from monitor.sources.preview import Inspected, Preview, Sample, judge

SAMPLES: Final = 3  # articles of a listing that a dry run reads, at the most; one that can be read is enough


async def preview(wish: Wish, world: World) -> Preview:
    """What would be found, read and watched; nothing is stored."""
    return judge(await _inspect(wish, world), now=world.clock.now())


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
            allow_networks=limits.networks_of(sources.source_id(wish.url)),
            ignore_robots=wish.rules.ignore_robots,
        )
    )
    return result if isinstance(result, Response | FetchFailed) else FetchFailed(url, FetchReason.PROTOCOL, "304")


async def _as_listing(seen: Inspected, wish: Wish, kind: SourceKind, answer: Response, world: World) -> Inspected:
    source = source_of(wish, kind, seen.source_url or wish.url, now=world.clock.now())
    try:
        listing: Listing = await world.workshop.read_listing(
            source, answer.body, url=answer.final_url, content_type=answer.header("content-type")
        )
    except (ParseError, WorkerDied) as error:
        return replace(seen, fault=str(error))
    sniffed = replace(seen.sniffed, kind=kind) if seen.sniffed else None
    taken = sources.take_up(source, SourceState(), listing, known={}, now=world.clock.now())
    seen = replace(seen, listing=listing, sniffed=sniffed, taken=taken, watch=wish.watch)
    if wish.watch is Watch.FEED:
        return seen
    return replace(seen, samples=await _samples([article.url for article in taken.new[:SAMPLES]], wish, world))


async def _samples(urls: list[str], wish: Wish, world: World) -> tuple[Sample, ...]:
    """What the first articles of a listing give, until one of them can be read."""
    found: list[Sample] = []
    for url in urls:
        await world.clock.sleep(world.limits.pace_s)
        result = await _ask(url, wish, world)
        if isinstance(result, Response) and result.status == 200:  # noqa: PLR2004 - HTTP
            found.append(Sample(url, await _as_article(Inspected(url, result), wish, result, world)))
        else:
            found.append(Sample(url, Inspected(url, result)))
        if found[-1].preview.works:
            break
    return tuple(found)


async def _as_article(seen: Inspected, wish: Wish, answer: Response, world: World) -> Inspected:
    try:
        extraction = await world.workshop.read_page(
            answer.body,
            url=answer.final_url,
            content_type=answer.header("content-type"),
            reading=Reading(wish.rules.type, world.rulebook.of(answer.final_url)),
        )
    except (ParseError, WorkerDied) as error:
        return replace(seen, fault=str(error))
    return replace(seen, extraction=extraction)
