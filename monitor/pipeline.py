"""The whole flow: claim, fetch, read, compare, keep, plan the next look. It awaits ports; pure functions decide.

The order of work is that of `monitor.ports`; each step may be the last one of its process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from monitor import poll, sources, verdict
from monitor.errors import ParseError, WorkerDied
from monitor.extract import Rulebook
from monitor.model import (
    Article,
    ArticleId,
    Decision,
    Entry,
    Extraction,
    FetchFailed,
    FetchReason,
    FetchResult,
    Head,
    Item,
    ItemKind,
    Lease,
    Listing,
    NotModified,
    Pushed,
    Reading,
    Response,
    Source,
    SourceId,
    SourceRules,
    SourceState,
    Watch,
)
from monitor.ports import (
    Archive,
    Cares,
    Catalog,
    Clock,
    Commit,
    Committed,
    Conflict,
    Fetcher,
    Frontier,
    LookNote,
    NoOriginals,
    NoPushes,
    Noted,
    NothingLearned,
    Originals,
    PushBook,
    RuleNote,
    SourceBook,
    SourceNote,
    TurningBoxes,
    Workshop,
)

MOVE_AGAIN_S: Final = 60.0
UNREACHED: Final = frozenset({FetchReason.DNS, FetchReason.CONNECT, FetchReason.TIMEOUT})


class Outcome(StrEnum):
    """How a look ended."""

    NEW = "new"  # first version
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PENDING = "pending"  # a possible edit, to be looked at again
    FAILED = "failed"
    CONFLICT = "conflict"  # another look was faster: thrown away, due again at once
    LOST = "lost"  # nothing to look at, or the lease was no longer ours
    LISTED = "listed"  # a source was read


@dataclass(frozen=True, slots=True)
class World:
    """The ports, and what is the same for every look."""

    frontier: Frontier
    archive: Archive
    catalog: Catalog
    book: SourceBook
    cares: Cares
    fetcher: Fetcher
    workshop: Workshop
    clock: Clock
    options: poll.PollOptions
    limits: verdict.Limits
    dice: Callable[[], float]  # 0 <= x < 1
    new_id: Callable[[], str]  # unique look ids
    originals: Originals = NoOriginals()
    pushes: PushBook = NoPushes()
    learner: poll.Learner = field(default_factory=poll.Learner)
    away: poll.AwayLog = field(default_factory=poll.AwayLog)
    rulebook: Rulebook = Rulebook()
    turning: TurningBoxes = NothingLearned()


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that is over."""

    item: Item
    outcome: Outcome
    why: str = ""  # of a failure, in words
    done: Committed | Noted | Conflict | None = None
    unreached: bool = False  # no server answered


async def look(lease: Lease, world: World) -> Looked:
    """Look at what the lease is for, keep what was found, plan the next look."""
    doer = look_at_source if lease.item.kind is ItemKind.SOURCE else look_at_article
    return await doer(lease, world)


# ------------------------------------------------ articles
async def look_at_article(lease: Lease, world: World) -> Looked:
    """One look at one article: its outcome is in the archive before the frontier hears of it."""
    head = await world.archive.head(ArticleId(lease.item.id))
    source = await world.book.get(head.article.source) if head else None
    if head is None or source is None or source.paused or source.archived:
        await world.frontier.ack(lease, after_s=None)
        return Looked(lease.item, Outcome.LOST)
    if head.trail.same_as is not None:
        return await _look_there(lease, head.trail.same_as, world)
    host = sources.host(head.trail.address or head.article.url)
    if host != lease.item.host:
        return await _move(lease, head.article, host, world)
    announced = lease.signalled and not world.limits.confirm_announced
    now, doubted = world.clock.now(), lease.host_doubted
    away = world.away.spans
    one = verdict.begin(head, source.rules, world.new_id(), now=now, announced=announced, doubted=doubted, away=away)
    result = await world.fetcher.fetch(verdict.request(head, source.rules, world.limits, one))
    head, finding = await _read(head, source.rules, result, one, world)
    finding = verdict.traced(head, result, finding, one)
    finding = await _same_page(head, finding, one, world)
    if verdict.is_false_304(head, result, finding):
        await world.frontier.doubt(lease.item.host, for_s=poll.DOUBT_S)
    done = await _keep(head, finding, world)
    _count(head, source.rules, done, one, world, announced=lease.signalled)
    decision = _next_look(head, finding, done, source.rules, result, world)
    await _plan(lease, result, decision, world)
    outcome, why = _outcome(finding, done)
    return Looked(lease.item, outcome, why, done, unreached=_unreached(result))


async def _read(
    head: Head, rules: SourceRules, result: FetchResult, one: verdict.Look, world: World
) -> tuple[Head, LookNote | verdict.ToKeep]:
    """What the answer means, its body read in a child process where need be, and the head it was compared with."""
    finding = verdict.on_answer(head, result, one)
    if isinstance(finding, LookNote):
        return head, finding
    response, source = finding.response, head.article.source
    boxes = verdict.left_out(await world.turning.of(source), one)
    reading = verdict.reading(head, rules, world.rulebook, boxes)
    try:
        extraction = await world.workshop.read_page(
            response.body,
            url=response.final_url,
            content_type=response.header("content-type"),
            gate=verdict.known_gate(head),
            reading=reading,
        )
    except (WorkerDied, ParseError) as error:
        return head, verdict.on_crash(head, one, str(error))
    if extraction.rule:
        note = RuleNote(source, extraction.rule, not extraction.rule_failed, extraction.rule_fault)
        await world.book.heed_rule(note)
    await world.turning.learn(source, head.article.id, verdict.turning_places(head, extraction))
    if verdict.needs_rereading(head, extraction, one):
        head = await _read_again(head, extraction, reading, one, world)
    meant = verdict.on_text(head, response, extraction, one)
    if not isinstance(meant, LookNote) or meant.candidate is not None:
        needed = verdict.needed_bodies(head)
        await world.originals.keep(head.article.id, response, one.id, one.at, beside=needed)
    return head, meant


async def _read_again(head: Head, extraction: Extraction, reading: Reading, one: verdict.Look, world: World) -> Head:
    """The head with its newest version read as the new page was; as it is where that version's page is not there."""
    newest = head.newest
    raw = await world.originals.body(head.article.id, newest.evidence.raw_sha256) if newest else None
    if newest is None or raw is None:
        return head
    try:
        baseline = await world.workshop.read_page(
            raw,
            url=newest.evidence.final_url or head.article.url,
            content_type=verdict.content_type_of(newest),
            reading=verdict.reading_of_baseline(reading, extraction),
        )
    except (WorkerDied, ParseError):
        return head
    meant = verdict.on_baseline(head, baseline, extraction, one, world.new_id())
    if not isinstance(meant, Commit):
        return meant or head
    await world.archive.commit(meant)  # a conflict shows when the look itself is kept
    return await world.archive.head(head.article.id) or head


async def _same_page(
    head: Head, finding: LookNote | verdict.ToKeep, one: verdict.Look, world: World
) -> LookNote | verdict.ToKeep:
    """The finding; or, where the page is that of another article that is watched, the word that it is the same."""
    claimed = verdict.claimed(head, finding, one)
    other = await world.archive.head(claimed) if claimed else None
    if other is None or not verdict.agrees(other, await world.book.get(other.article.source)):
        return finding
    listers = tuple(dict.fromkeys((*other.article.sources, *head.article.sources)))
    await world.archive.create([replace(other.article, sources=listers)])
    return verdict.alias(head, other, one)


async def _look_there(lease: Lease, other: ArticleId, world: World) -> Looked:
    """An announcement of an article that is the same page as another one is meant for that one."""
    known = await world.catalog.heads([other])
    if lease.signalled and other in known:
        await world.frontier.signal([item_of(known[other][0])])
    await world.frontier.ack(lease, after_s=None)
    return Looked(lease.item, Outcome.LOST, "the same page as another article, which is checked instead")


async def _move(lease: Lease, article: Article, host: str, world: World) -> Looked:
    """Plan an article at the host that it has moved to; each step can be the last and the next look does them again."""
    await world.cares.move(article.id, host)
    await world.frontier.ack(lease, after_s=MOVE_AGAIN_S, pace_s=world.limits.pace_s)
    await world.frontier.remove([lease.item])
    await world.frontier.put([Item(ItemKind.ARTICLE, article.id, host)])
    return Looked(lease.item, Outcome.LOST, f"moved to {host}, where it is checked next")


async def _keep(head: Head, finding: LookNote | verdict.ToKeep, world: World) -> Committed | Noted | Conflict:
    """The outcome in the archive: a version with its change and event, or a note."""
    if isinstance(finding, LookNote):
        return await world.archive.record(finding)
    commit = verdict.commit(head, finding)
    if head.newest is not None:
        version = verdict.proposed(head, finding, world.clock.now())
        try:
            change = await world.workshop.compare(verdict.baseline_of(head, finding), version, head)
        except (WorkerDied, ParseError):
            change = verdict.bare_change(head.newest, version)
        commit = verdict.with_change(commit, finding, change)
    return await world.archive.commit(commit)


def _next_look(
    head: Head,
    finding: LookNote | verdict.ToKeep,
    done: Committed | Noted | Conflict,
    rules: SourceRules,
    result: FetchResult,
    world: World,
) -> Decision:
    if isinstance(done, Conflict):
        return Decision(0.0, "another look was faster")
    if isinstance(finding, LookNote) and finding.candidate is not None and not finding.candidate.why:
        return Decision(world.limits.confirm_after_s, "possible edit, checking again")
    changed = isinstance(done, Committed) and done.event is not None
    state = done.state if isinstance(done, Noted) else verdict.state_after(head, done.version, changed=changed)
    trail = head.trail if finding.trail is None else finding.trail
    return poll.next_look(
        state,
        head.article,
        rules,
        now=world.clock.now(),
        options=world.options,
        result=result,
        dice=world.dice(),
        care=head.care,
        trail=trail,
        policy=world.learner.policy,
    )


def _count(
    head: Head,
    rules: SourceRules,
    done: Committed | Noted | Conflict,
    one: verdict.Look,
    world: World,
    *,
    announced: bool,
) -> None:
    """Count what the look teaches about when edits are made."""
    match done:
        case Committed(version=version, repeated=False):
            until, found = version.first_seen, True
        case Noted(state=state) if state.last_confirmed == state.looked:
            until, found = one.at, False
        case _:
            return
    span = poll.watched(head.state, head.article, rules, until=until, found=found, announced=announced)
    if span is not None:
        world.learner.count(span)


async def _plan(lease: Lease, result: FetchResult, decision: Decision, world: World) -> None:
    """Say how the host behaved; then give the item back, last of all."""
    await _tell_of_host(lease, result, world)
    crawl_delay_s = await world.fetcher.crawl_delay(result.url)
    pace_s = poll.pace_s(world.limits.pace_s, crawl_delay_s, result.elapsed_s)
    await world.frontier.ack(lease, after_s=decision.after_s, pace_s=pace_s)


async def _tell_of_host(lease: Lease, result: FetchResult, world: World) -> None:
    """What the answer says of the host that was asked last, for all workers; mostly nothing new."""
    now = world.clock.now()
    sign = poll.sign_of(result, now=now)
    elsewhere = "" if isinstance(result, NotModified) else result.final_url
    host = sources.host(elsewhere) if elsewhere and elsewhere != result.url else lease.item.host
    if sign is poll.Sign.ASKED:
        await world.frontier.block(host, for_s=max(1.0, poll.retry_after_s(result, now=now) or 0.0))
    elif sign in {poll.Sign.FAILED, poll.Sign.SLOW_DOWN}:
        await world.frontier.failed(host, dice=world.dice(), slow_down=sign is poll.Sign.SLOW_DOWN)
    elif sign is poll.Sign.WELL and lease.host_failures and host == lease.item.host:
        await world.frontier.answers(host)


def _unreached(result: FetchResult) -> bool:
    return isinstance(result, FetchFailed) and result.reason in UNREACHED


def _outcome(finding: LookNote | verdict.ToKeep, done: Committed | Noted | Conflict) -> tuple[Outcome, str]:
    match done, finding:
        case Conflict(), _:
            return Outcome.CONFLICT, "another look was faster"
        case Committed(version=version, event=event), _:
            if version.number == 1:
                return Outcome.NEW, ""
            return (Outcome.CHANGED, "") if event else (Outcome.UNCHANGED, "the same page, read in another way")
        case _, LookNote(failed=True, reason=reason):
            return Outcome.FAILED, reason
        case _, LookNote(candidate=candidate) if candidate is None or candidate.why:
            return Outcome.UNCHANGED, ""
    return Outcome.PENDING, "possible edit, checking again"


# ------------------------------------------------ sources
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
    result = await world.fetcher.fetch(verdict.source_request(source, state, world.limits, doubted=lease.host_doubted))
    listing, fault = await _list(source, result, world)
    taken = sources.Taken()
    if listing is not None:
        taken = await take_up(source, state, listing, world)
    after, event = verdict.source_state(state, result, listing, taken, fault, now=now)
    detail = after.reason
    if not fault and event is None:
        totals = await world.catalog.totals(source.id)
        fresh = bool(taken.new or taken.left_out)
        after, event, detail = verdict.watched_over(state, after, new=fresh, totals=totals, now=now)
    await world.book.record(
        SourceNote(source.id, world.new_id(), ok=not fault, state=after, event=event, detail=detail)
    )
    hint_s = listing.min_interval_s if listing else 0
    decision = poll.next_poll(
        after, source, now=now, options=world.options, result=result, hint_s=hint_s, dice=world.dice()
    )
    await _plan(lease, result, decision, world)
    return Looked(lease.item, Outcome.FAILED if fault else Outcome.LISTED, fault)


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
        state, event = verdict.pushed_state(state, response, listing, taken, now=one.at)
        await world.book.record(SourceNote(source.id, world.new_id(), ok=True, state=state, event=event, detail=""))
        read += 1
    await world.pushes.done(source.id, pushed)
    if not read:
        return None
    decision = poll.next_poll(state, source, now=world.clock.now(), options=world.options, dice=world.dice())
    await world.frontier.ack(lease, after_s=decision.after_s, pace_s=world.limits.pace_s)
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
    await _keep(head, finding, world)


def item_of(article: Article) -> Item:
    """The frontier's item of an article."""
    return Item(ItemKind.ARTICLE, article.id, article.host)


def source_item(source: Source) -> Item:
    """The frontier's item of a source."""
    return Item(ItemKind.SOURCE, source.id, sources.host(source.url))
