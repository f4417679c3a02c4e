"""One look at one source: its links become articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import poll, sources, verdict
from monitor.errors import ParseError, WorkerDied
from monitor.model import (
    ArticleId,
    Entry,
    EventType,
    FetchFailed,
    FetchResult,
    Lease,
    Listing,
    Pushed,
    Response,
    Source,
    SourceId,
    SourceRules,
    SourceState,
    Watch,
)
from monitor.pipeline.keeping import keep
from monitor.pipeline.planning import PUT_OFF, ask, plan, put_off
from monitor.pipeline.world import Looked, Outcome, World, item_of
from monitor.ports import (
    SourceNote,
)


async def look_at_source(lease: Lease, world: World) -> Looked:
    """One look at one source: its links are planned before its validators are kept, and those before the ack."""
    source = await world.book.get(SourceId(lease.item.id))
    if source is None or source.paused or source.archived:
        await world.frontier.ack(lease, after_s=None)
        return Looked(lease.item, Outcome.LOST)
    state = (await world.book.states([source.id])).get(source.id, SourceState())
    if state.baseline and (pushed := await world.pushes.waiting(source.id)):
        looked = await _look_at_pushed(lease, source, state, pushed, world)
        if looked is not None:
            return looked
    now = world.clock.now()
    request = verdict.source_request(source, state, world.limits, doubted=lease.host_doubted)
    result = await ask(request, lease.item.host, world)
    if isinstance(result, FetchFailed) and result.reason in PUT_OFF:
        return await put_off(lease, result.reason, world)
    listing, fault = await _list(source, result, world)
    taken = sources.Taken()
    if listing is not None:
        taken = await take_up(source, state, listing, world)
    after, event = verdict.source_state(state, result, listing, taken, fault, now=now)
    after = await _record(source, state, after, event, taken, world, now=now)
    hint_s = listing.min_interval_s if listing else 0
    decision = poll.next_poll(
        after, source, now=now, options=world.options, result=result, hint_s=hint_s, dice=world.dice()
    )
    await plan(lease, result, decision, world)
    return Looked(lease.item, Outcome.FAILED if fault else Outcome.LISTED, fault)


async def _record(
    source: Source,
    before: SourceState,
    after: SourceState,
    event: EventType | None,
    taken: sources.Taken,
    world: World,
    *,
    now: datetime,
) -> SourceState:
    """Keep the state that a look or a push left, watched over where it went well; the state that was kept."""
    detail, failed = after.reason, bool(after.failures)
    if not failed and event is None:
        totals = await world.catalog.totals(source.id)
        fresh = bool(taken.new or taken.left_out)
        after, event, detail = verdict.watched_over(before, after, new=fresh, totals=totals, now=now)
    await world.book.record(
        SourceNote(source.id, world.new_id(), ok=not failed, state=after, event=event, detail=detail)
    )
    return after


async def _look_at_pushed(
    lease: Lease, source: Source, state: SourceState, pushed: Sequence[Pushed], world: World
) -> Looked | None:
    """A look at what a hub sent: read and taken up as if it had been polled; None if none of it can be read."""
    read = 0
    for one in pushed:
        response = verdict.pushed_response(source, one)
        listing, fault = await _list(source, response, world)
        if listing is None or fault:
            continue
        taken = await take_up(source, state, listing, world)
        after, event = verdict.pushed_state(state, response, listing, taken, now=one.at)
        state = await _record(source, state, after, event, taken, world, now=one.at)
        read += 1
    await world.pushes.done(source.id, pushed)
    if not read:
        return None
    now = world.clock.now()
    polled = state.looked or now  # a hub that sends all the time does not put the next poll off
    decision = poll.next_poll(state, source, now=polled, options=world.options, dice=world.dice())
    after_s = None if decision.after_s is None else max(0.0, decision.after_s - (now - polled).total_seconds())
    await world.frontier.ack(lease, after_s=after_s, pace_s=world.limits.pace_s)
    return Looked(lease.item, Outcome.LISTED, "its hub sent what is new")


async def _list(source: Source, result: FetchResult, world: World) -> tuple[Listing | None, str]:
    """What the source lists (None: nothing new), and what was wrong, in words."""
    response, fault = verdict.source_answer(result)
    if response is None:
        return None, fault
    try:
        listing = await _read_listing(source, response, world)
        for url in listing.more[: world.limits.sitemaps_per_look]:
            listing = await _with_more(source, listing, url, world)
    except (ParseError, WorkerDied) as error:
        return None, str(error)
    return listing, ""


async def _read_listing(source: Source, response: Response, world: World) -> Listing:
    content_type = response.header("content-type")
    return await world.workshop.read_listing(source, response.body, url=response.final_url, content_type=content_type)


async def _with_more(source: Source, listing: Listing, url: str, world: World) -> Listing:
    """The listing with the entries of one further sitemap of an index; one that can not be read becomes a note."""
    result = await world.fetcher.fetch(verdict.further_request(source, url, world.limits))
    if not isinstance(result, Response):
        return replace(listing, notes=(*listing.notes, f"{url}: could not be read"))
    try:
        more = await _read_listing(source, result, world)
    except (ParseError, WorkerDied) as error:
        return replace(listing, notes=(*listing.notes, f"{url}: {error}"))
    return replace(listing, entries=listing.entries + more.entries, notes=listing.notes + more.notes)


async def take_up(source: Source, state: SourceState, listing: Listing, world: World) -> sources.Taken:
    """New links become articles and are planned; announced updates make known ones due; both are safe to repeat."""
    ids = [sources.article_id(entry.url) for entry in listing.entries]
    known = await world.catalog.heads(ids)
    taken = sources.take_up(source, state, listing, known=known, now=world.clock.now())
    made = await world.archive.create([*taken.new, *taken.relisted])
    new = [article for article, is_new in zip(taken.new, made, strict=False) if is_new]  # not one that was erased
    if source.watch is Watch.FEED:
        for article, entry in taken.texts:
            await _keep_feed_text(article, entry, listing, source.rules, world)
        return taken
    await world.frontier.put([item_of(a) for a in new], spread_s=world.limits.spread_s(len(new)))
    await world.frontier.put([item_of(a) for a in taken.relisted])  # the one that a crash left without a plan
    if taken.announced and world.learner.heeds(source.id, world.dice()):
        await world.frontier.signal([item_of(a) for a in taken.announced])
    return taken


async def _keep_feed_text(article: ArticleId, entry: Entry, listing: Listing, rules: SourceRules, world: World) -> None:
    """The text of a feed item as the next version of its article, where it is a new one."""
    head = await world.archive.head(article)
    if head is None:
        return
    text = sources.feed_text(entry, listing)
    finding = verdict.on_feed_text(head, text, world.new_id(), rules.fields)
    await keep(head, finding, world)
