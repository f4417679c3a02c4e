"""One look at one article."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from monitor import poll, sources, verdict
from monitor.model import (
    Article,
    ArticleId,
    Decision,
    FetchFailed,
    FetchResult,
    Head,
    Health,
    Item,
    ItemKind,
    Lease,
    SourceRules,
    Version,
)
from monitor.pipeline.keeping import keep
from monitor.pipeline.planning import PUT_OFF, ask, plan, put_off
from monitor.pipeline.reading import read
from monitor.pipeline.world import Looked, Outcome, World, item_of
from monitor.ports import (
    Committed,
    Conflict,
    LookNote,
    Noted,
)

MOVE_AGAIN_S: Final = 60.0


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
    result = await ask(verdict.request(head, source.rules, world.limits, one), host, world)
    if isinstance(result, FetchFailed) and result.reason in PUT_OFF:
        return await put_off(lease, result.reason, world)
    head, finding = await read(head, source.rules, result, one, world)
    finding = verdict.traced(head, result, finding, one)
    finding = await _same_page(head, finding, one, world)
    if verdict.is_false_304(head, result, finding):
        await world.frontier.doubt(lease.item.host, for_s=poll.DOUBT_S)
    done = await keep(head, finding, world)
    _count(head, source.rules, done, one, world, announced=lease.signalled)
    decision = _next_look(head, finding, done, source.rules, result, world)
    await plan(lease, result, decision, world)
    outcome, why = _outcome(finding, done)
    return Looked(lease.item, outcome, why, done)


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
    """Whoever announced or asked for an article that is the same page as another one means that one."""
    known = await world.catalog.heads([other])
    if other in known:
        await world.frontier.signal([item_of(known[other][0])], announced=lease.signalled)
    await world.frontier.ack(lease, after_s=None)
    return Looked(lease.item, Outcome.LOST, "the same page as another article, which is checked instead")


async def _move(lease: Lease, article: Article, host: str, world: World) -> Looked:
    """Plan an article at the host that it has moved to; each step can be the last and the next look does them again."""
    await world.cares.move(article.id, host)
    await world.frontier.ack(lease, after_s=MOVE_AGAIN_S, pace_s=world.limits.pace_s)
    await world.frontier.remove([lease.item])
    await world.frontier.put([Item(ItemKind.ARTICLE, article.id, host)])
    return Looked(lease.item, Outcome.LOST, f"moved to {host}, where it is checked next")


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
        return Decision(world.limits.confirm_after_s, "possible edit, checking again", waited_for=True)
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


def _outcome(finding: LookNote | verdict.ToKeep, done: Committed | Noted | Conflict) -> tuple[Outcome, str]:
    match done, finding:
        case Conflict(), _:
            found = Outcome.CONFLICT, "another look was faster"
        case Committed(version=Version(number=1)), _:
            found = Outcome.NEW, ""
        case Committed(version=version, event=None), _:
            found = Outcome.UNCHANGED, verdict.NO_CHANGE.get(version.evidence.origin, "")
        case Committed(), _:
            found = Outcome.CHANGED, ""
        case _, LookNote(failed=failed, health=health, reason=reason) if failed or health is Health.UNAVAILABLE:
            found = Outcome.FAILED, reason
        case _, LookNote(candidate=candidate) if candidate is None or candidate.why:
            found = Outcome.UNCHANGED, ""
        case _:
            found = Outcome.PENDING, "possible edit, checking again"
    return found
