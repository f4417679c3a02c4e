"""Records of the API made from those inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from monitor.event.links import api_url
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Attempt,
    Doubt,
    Event,
    Filter,
    Pace,
    Planned,
    Sighting,
    Source,
    SourceState,
    Subscription,
    Version,
)
from monitor.poll.explaining import next_check
from monitor.ports import Backlog, Claim, Totals
from monitor.web.api.article_records import (
    ArticleDetail,
    ArticleOut,
    BlockOut,
    ClaimOut,
    EvidenceOut,
    PartOut,
    SightingOut,
    VersionDetail,
    VersionOut,
)
from monitor.web.api.change_records import ChangeOut, IntervalOut, StatsOut, TitleOut
from monitor.web.api.source_records import SourceOut
from monitor.web.api.subscription_records import AttemptOut, FilterModel, PaceModel, SubscriptionOut
from monitor.web.views.history import History
from monitor.web.views.lines import source_name


def source_out(source: Source, state: SourceState, totals: Totals, planned: Planned, *, now: datetime) -> SourceOut:
    """A source with how it is doing."""
    return SourceOut(
        id=source.id,
        url=source.url,
        name=source_name(source, state.title),
        kind=source.kind,
        watch=source.watch,
        owner=source.owner.value,
        tags=list(source.tags),
        paused=source.paused,
        archived=source.archived,
        added=source.added,
        health=state.health,
        reason=state.reason,
        failing_since=state.failing_since,
        notes=list(state.notes),
        checked=state.looked,
        next_check=next_check(planned, now=now),
        articles=totals.articles,
        changes=totals.changes,
        checks=totals.looks,
        failed_checks=totals.failed_looks,
    )


def article_out(article: Article, state: ArticleState, base: str) -> ArticleOut:
    """An article with how it is doing."""
    return ArticleOut(
        id=article.id,
        url=article.url,
        title=state.title or article.listed_title,
        source_id=article.source,
        source_ids=list(article.sources),
        first_seen=article.added,
        published=article.published,
        health=state.health,
        reason=state.reason,
        versions=state.versions,
        changes=state.changes,
        checks=state.looks,
        checked=state.looked,
        last_confirmed=state.last_confirmed,
        last_change=state.last_change,
        html_url=f"{base}/articles/{article.id}",
    )


def article_detail(history: History, base: str, claims: Sequence[Claim] = (), *, now: datetime) -> ArticleDetail:
    """An article, with what is scheduled."""
    return ArticleDetail(
        **article_out(history.head.article, history.head.state, base).model_dump(),
        next_check=next_check(history.planned, now=now),
        being_checked=history.planned.leased,
        possible_edit=history.head.candidate is not None,
        doubt=history.head.candidate.why if history.head.candidate else Doubt.NONE,
        boosted_until=history.head.care.boosted_until,
        weight=history.head.care.weight,
        same_as=history.head.trail.same_as or "",
        seen_once=[sighting_out(one) for one in history.sightings],
        claims=[ClaimOut(first=one.first, last=one.last, by=one.by, taken_in=one.at) for one in claims],
    )


def sighting_out(sighting: Sighting) -> SightingOut:
    """A text that was seen and went again."""
    return SightingOut(
        seen=sighting.seen,
        gone_by=sighting.gone_by,
        title=sighting.title,
        summary=sighting.summary,
        kind=sighting.kind,
    )


def version_out(version: Version, base: str) -> VersionOut:
    """A version without its text."""
    return VersionOut(
        article_id=version.article,
        number=version.number,
        title=version.text.title,
        first_seen=version.first_seen,
        last_confirmed=version.last_confirmed,
        fingerprint=version.fingerprint,
        record_hash=version.record_hash,
        prev_hash=version.prev_hash,
        absence=version.absence.value if version.absence else "",
        html_url=f"{base}/articles/{version.article}/versions/{version.number}",
    )


def version_detail(version: Version, base: str) -> VersionDetail:
    """A version with its text and evidence."""
    text, seen = version.text, version.evidence
    return VersionDetail(
        **version_out(version, base).model_dump(),
        standfirst=text.standfirst,
        authors=list(text.authors),
        published=text.published,
        modified=text.modified,
        canonical=text.canonical,
        language=text.language,
        effective=text.effective,
        blocks=[BlockOut(kind=block.kind.value, text=block.text) for block in text.blocks],
        parts=[PartOut(name=mark.name, first=mark.first) for mark in text.marks],
        evidence=EvidenceOut(
            status=seen.status,
            headers=list(seen.headers),
            raw_sha256=seen.raw_sha256,
            raw_bytes=seen.raw_bytes,
            extractor=seen.extractor,
            extractor_version=seen.extractor_version,
            final_url=seen.final_url,
            origin=seen.origin,
        ),
    )


def change_out(event: Event, article: Article, base: str) -> ChangeOut:
    """A change as it was published; ValueError for an event that is none."""
    change = event.change
    if change is None:
        raise ValueError(f"{event.id} is no change")
    page = f"/articles/{change.article}/diff/{change.from_version}/{change.to_version}"
    return ChangeOut(
        id=event.id,
        type=event.type,
        at=event.at,
        article_id=change.article,
        url=article.url,
        source_ids=list(event.sources),
        sequence=event.sequence,
        from_version=change.from_version,
        to_version=change.to_version,
        title=TitleOut(old=change.old_title, new=change.new_title),
        interval=IntervalOut(not_before=change.interval.not_before, not_after=change.interval.not_after),
        kinds=list(change.kinds),
        notice=change.notice,
        weight=change.weight,
        band=change.band,
        summary=change.summary,
        stats=StatsOut(
            words_added=change.stats.words_added,
            words_removed=change.stats.words_removed,
            similarity=change.stats.similarity,
        ),
        html_url=f"{base}{page}",
        api_url=api_url(base, event) or "",
    )


def changes_out(
    events: tuple[Event, ...], heads: Mapping[ArticleId, tuple[Article, ArticleState]], base: str
) -> list[ChangeOut]:
    """The changes among these events, those of unknown articles left out."""
    return [
        change_out(event, heads[ArticleId(event.subject)][0], base)
        for event in events
        if event.change is not None and event.subject in heads
    ]


def subscription_out(subscription: Subscription, backlog: Backlog | None) -> SubscriptionOut:
    """A subscription."""
    waiting = backlog.waiting + backlog.retrying + backlog.under_way if backlog else 0
    return SubscriptionOut(
        id=subscription.id,
        name=subscription.name,
        sink=subscription.sink,
        target=subscription.target,
        owner=subscription.owner.value,
        filter=filter_model(subscription.filter),
        pace=pace_model(subscription.pace),
        created=subscription.created,
        disabled=subscription.disabled,
        waiting=waiting,
        given_up=backlog.dead if backlog else 0,
    )


def attempt_out(one: Attempt) -> AttemptOut:
    """One try to deliver."""
    return AttemptOut(
        at=one.at,
        event_id=one.delivery.event,
        ok=one.ok,
        status=one.status,
        detail=one.detail,
        elapsed_s=one.elapsed_s,
        tries_before=one.delivery.tries,
        events=1 + len(one.joined),
        sent=one.sent,
        answer=one.body,
    )


def filter_model(wanted: Filter) -> FilterModel:
    """A filter as the API shows it."""
    return FilterModel(**asdict(wanted))


def pace_model(pace: Pace) -> PaceModel:
    """A pace as the API shows it."""
    return PaceModel(**asdict(pace))


def pace_of(model: PaceModel) -> Pace:
    """A pace from the API."""
    return Pace(**model.model_dump())


def filter_of(model: FilterModel) -> Filter:
    """A filter from the API; without types it asks for what everybody gets."""
    named = model.model_dump(include=set(FilterModel.model_fields))  # a stream's question has more than a filter
    return Filter(**named | {"types": model.types or Filter().types})
