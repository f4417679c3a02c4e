"""What all parts of the store that keep what was seen promise together, opened as the app opens them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor import snapshot
from monitor.errors import DamagedRecord, NotFound
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Candidate,
    Change,
    EventType,
    Evidence,
    Health,
    Interval,
    Notice,
    Sighting,
    Source,
    SourceId,
    SourceKind,
    SourceState,
    Stats,
    Text,
    Validators,
)
from monitor.ports import Commit, Committed, Conflict, LookNote, Noted, RuleNote, SourceNote
from monitor.store import Store
from monitor.store.client import StoreClient
from monitor.store.in_memory import memory_store
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.on_redis import redis_parts

ARTICLE = ArticleId("abcdefgh12345678")
ONE, TWO = SourceId("source-one"), SourceId("source-two")


@pytest.fixture(params=["memory", "redis"])
async def store(
    request: pytest.FixtureRequest, frozen_clock: FrozenClock, frozen_client: StoreClient, frozen_keys: Keys
) -> Store:
    return memory_store(frozen_clock) if request.param == "memory" else redis_parts(frozen_client, frozen_keys)


def article(clock: FrozenClock, name: str = ARTICLE, source: SourceId = ONE) -> Article:
    url = f"https://outlet.example/{name}"
    return Article(ArticleId(name), url, "outlet.example", source, (source,), clock.now(), "Listed")


def text(number: int) -> Text:
    words = tuple(Block(BlockKind.PARAGRAPH, f"Paragraph {n} of text {number if n == 1 else 0}.") for n in range(6))
    return Text(f"Title {number}", words, authors=("Ines Calder",), language="en")


def evidence(look: str) -> Evidence:
    return Evidence(look, 200, (("etag", '"x"'),), "ab" * 32, 1_000, "cleaned tree", "1")


def change(clock: FrozenClock, number: int) -> Change:
    at = clock.now()
    return Change(
        ARTICLE, number - 1, number, Interval(at, at), "old", "new", ("number",), Notice.NONE_FOUND, 40, ("a number",),
        "minor", "12 → 15", Stats(1, 1, 0.9), "rules-1",
    )  # fmt: skip


def commit(clock: FrozenClock, number: int, look: str = "") -> Commit:
    new = text(number)
    return Commit(
        ARTICLE,
        number - 1,
        new,
        snapshot.fingerprint(new),
        evidence(look or f"look-{number}"),
        Validators(f'"{number}"', "yesterday", "cd" * 32),
        change(clock, number) if number > 1 else None,
        EventType.CHANGED if number > 1 else EventType.CREATED,
    )


async def with_versions(store: Store, clock: FrozenClock, count: int) -> None:
    await store.archive.create([article(clock)])
    for number in range(1, count + 1):
        assert isinstance(await store.archive.commit(commit(clock, number)), Committed)
        clock.advance(60)


async def test_an_article_is_new_once_and_then_only_gains_sources(store: Store, frozen_clock: FrozenClock) -> None:
    assert await store.archive.create([article(frozen_clock)]) == [True]
    assert await store.archive.create([article(frozen_clock, source=TWO)]) == [False]
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.article.sources == (ONE, TWO)
    assert head.article.source == ONE
    assert head.newest is None


async def test_a_version_comes_back_as_it_was_kept(store: Store, frozen_clock: FrozenClock) -> None:
    await with_versions(store, frozen_clock, 5)
    versions = await store.archive.versions(ARTICLE)
    assert [version.text for version in versions] == [text(number) for number in range(1, 6)]
    assert await store.archive.version(ARTICLE, 3) == versions[2]
    assert await store.archive.version(ARTICLE, 6) is None
    assert await store.archive.version(ARTICLE, 0) is None
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.newest == versions[-1]
    assert head.state.validators == Validators('"5"', "yesterday", "cd" * 32)


async def test_versions_are_a_chain_of_hashes(store: Store, frozen_clock: FrozenClock) -> None:
    await with_versions(store, frozen_clock, 4)
    versions = await store.archive.versions(ARTICLE)
    assert versions[0].prev_hash == ""
    assert [v.prev_hash for v in versions[1:]] == [v.record_hash for v in versions[:-1]]


async def test_the_same_look_committed_again_gives_the_same_version_and_event(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await with_versions(store, frozen_clock, 1)
    first = await store.archive.commit(commit(frozen_clock, 2))
    again = await store.archive.commit(commit(frozen_clock, 2))
    assert isinstance(first, Committed)
    assert isinstance(again, Committed)
    assert again.repeated
    assert (again.version, again.event) == (first.version, first.event)
    assert len(await store.archive.events(ARTICLE)) == 2


async def test_another_look_from_the_same_head_is_a_conflict_and_writes_nothing(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await with_versions(store, frozen_clock, 2)
    late = replace(commit(frozen_clock, 2, "another"), text=text(9), fingerprint=snapshot.fingerprint(text(9)))
    assert await store.archive.commit(late) == Conflict(1, 2)
    assert await store.archive.record(LookNote(ARTICLE, 1, "another", Health.OK)) == Conflict(1, 2)
    assert len(await store.archive.versions(ARTICLE)) == 2


async def test_what_cannot_be_known_is_not_found(store: Store, frozen_clock: FrozenClock) -> None:
    assert await store.archive.head(ARTICLE) is None
    assert await store.archive.versions(ARTICLE) == ()
    with pytest.raises(NotFound):
        await store.archive.commit(commit(frozen_clock, 1))


async def test_a_confirming_look_moves_last_confirmed_of_the_newest_version_only(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await with_versions(store, frozen_clock, 2)
    frozen_clock.advance(600)
    await store.archive.record(LookNote(ARTICLE, 2, "a", Health.OK, confirmed=True))
    first, second = await store.archive.versions(ARTICLE)
    assert second.last_confirmed == frozen_clock.now()
    assert first.last_confirmed < second.first_seen


async def test_a_candidate_is_kept_until_it_is_dropped_and_a_commit_drops_it(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await with_versions(store, frozen_clock, 1)
    suspected = Candidate(text(7), snapshot.fingerprint(text(7)), evidence("c"), frozen_clock.now())
    await store.archive.record(LookNote(ARTICLE, 1, "c", Health.OK, candidate=suspected))
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.candidate == suspected
    assert head.state.validators.etag == '"1"'
    seen = Sighting(frozen_clock.now(), frozen_clock.now(), "Title 7", "“7”", suspected.fingerprint)
    await store.archive.record(LookNote(ARTICLE, 1, "d", Health.OK, drop_candidate=True, sighting=seen))
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.candidate is None
    assert await store.archive.sightings(ARTICLE) == (seen,)
    await store.archive.record(LookNote(ARTICLE, 1, "e", Health.OK, candidate=suspected))
    await store.archive.commit(commit(frozen_clock, 2))
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.candidate is None


async def test_failures_and_crashes_are_counted_in_a_row(store: Store, frozen_clock: FrozenClock) -> None:
    await with_versions(store, frozen_clock, 1)
    for number in (1, 2):
        note = LookNote(ARTICLE, 1, f"f{number}", Health.FAILING, reason="time out", failed=True, crashed=True)
        noted = await store.archive.record(note)
        assert isinstance(noted, Noted)
        assert (noted.state.failures, noted.state.crashes) == (number, number)
    noted = await store.archive.record(LookNote(ARTICLE, 1, "g", Health.OK, confirmed=True))
    assert isinstance(noted, Noted)
    assert (noted.state.failures, noted.state.crashes, noted.state.reason) == (0, 0, "")
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.state == noted.state


async def test_the_first_seen_time_of_a_candidate_is_that_of_the_version(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await with_versions(store, frozen_clock, 1)
    seen = frozen_clock.now() - timedelta(seconds=30)
    await store.archive.commit(replace(commit(frozen_clock, 2), first_seen=seen))
    found = await store.archive.version(ARTICLE, 2)
    assert found is not None
    assert found.first_seen == seen
    assert found.last_confirmed == frozen_clock.now()


async def test_events_are_numbered_chained_and_read_in_order(store: Store, frozen_clock: FrozenClock) -> None:
    await with_versions(store, frozen_clock, 3)
    await store.archive.record(LookNote(ARTICLE, 3, "x", Health.UNAVAILABLE, reason="410", event=EventType.UNAVAILABLE))
    events = await store.archive.events(ARTICLE)
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert [event.prev for event in events[1:]] == [event.id for event in events[:-1]]
    assert events[-1].detail == "410"
    assert events[1].change == replace(change(frozen_clock, 2), interval=events[1].change.interval)  # type: ignore[union-attr]  # a change
    streamed = [event for shard in store.log.shards() for _, event in await store.log.read(shard, after="0-0")]
    assert streamed == list(events)


async def test_earlier_fingerprints_are_remembered_newest_first(store: Store, frozen_clock: FrozenClock) -> None:
    await with_versions(store, frozen_clock, 3)
    head = await store.archive.head(ARTICLE)
    assert head is not None
    assert head.state.earlier == tuple(snapshot.fingerprint(text(number))[:16] for number in (2, 1))


async def test_lists_are_newest_first_with_a_cursor_that_misses_and_repeats_nothing(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await with_versions(store, frozen_clock, 8)
    seen: list[int] = []
    cursor = ""
    while True:
        page = await store.catalog.events(types=[EventType.CHANGED, EventType.CREATED], cursor=cursor, limit=3)
        seen += [event.sequence for event in page.items]
        cursor = page.next
        if not cursor:
            break
    assert seen == [8, 7, 6, 5, 4, 3, 2, 1]
    assert len((await store.catalog.events(source=ONE)).items) == 7
    assert not (await store.catalog.events(source=TWO)).items
    with pytest.raises(NotFound):
        await store.catalog.events(cursor="nonsense!")


async def test_articles_are_listed_and_found_by_the_beginning_of_their_id(
    store: Store, frozen_clock: FrozenClock
) -> None:
    names = [f"aaaa{n:012d}" for n in range(40)]
    for name in names:
        await store.archive.create([article(frozen_clock, name)])
        frozen_clock.advance(1)
    first = await store.catalog.articles(limit=30)
    second = await store.catalog.articles(limit=30, cursor=first.next)
    assert [*first.items, *second.items] == names[::-1]
    assert await store.catalog.find("aaaa00000000000", limit=3) == names[:3]
    assert await store.catalog.find("zz") == []
    assert await store.catalog.find("*") == []
    heads = await store.catalog.heads([ArticleId(names[0]), ArticleId("unknown")])
    assert list(heads) == [names[0]]


async def test_counters_count_what_was_done(store: Store, frozen_clock: FrozenClock) -> None:
    await with_versions(store, frozen_clock, 3)
    await store.archive.record(LookNote(ARTICLE, 3, "f", Health.FAILING, failed=True))
    await store.archive.record(LookNote(ARTICLE, 3, "g", Health.BLOCKED, failed=True))
    totals = await store.catalog.totals()
    assert (totals.articles, totals.changed_articles, totals.versions, totals.changes) == (1, 1, 3, 2)
    assert (totals.looks, totals.failed_looks, totals.degraded_looks) == (5, 2, 1)
    assert await store.catalog.totals(ONE) == totals
    assert (await store.catalog.totals(TWO)).articles == 0


# ------------------------------------------------ book
def source(clock: FrozenClock, name: str = "Outlet") -> Source:
    return Source(ONE, "https://outlet.example/feed", SourceKind.FEED, name, clock.now())


async def test_a_declaration_is_replaced_and_its_state_stays(store: Store, frozen_clock: FrozenClock) -> None:
    assert await store.book.put(source(frozen_clock))
    await store.book.record(SourceNote(ONE, "l", ok=True, state=SourceState(looks=1, title="Its own name")))
    assert not await store.book.put(source(frozen_clock, "Another name"))
    found = await store.book.get(ONE)
    assert found is not None
    assert found.name == "Another name"
    assert (await store.book.states([ONE]))[ONE].title == "Its own name"


async def test_the_validators_of_a_failed_look_at_a_source_are_not_kept(
    store: Store, frozen_clock: FrozenClock
) -> None:
    await store.book.put(source(frozen_clock))
    await store.book.record(SourceNote(ONE, "a", ok=True, state=SourceState(validators=Validators("good"))))
    await store.book.record(SourceNote(ONE, "b", ok=False, state=SourceState(validators=Validators("bad"))))
    assert (await store.book.states([ONE]))[ONE].validators.etag == "good"


async def test_archived_sources_are_listed_only_if_asked_for(store: Store, frozen_clock: FrozenClock) -> None:
    await store.book.put(replace(source(frozen_clock), archived=True))
    assert await store.book.all() == []
    assert len(await store.book.all(archived=True)) == 1


async def test_events_of_a_source_are_numbered_and_streamed(store: Store, frozen_clock: FrozenClock) -> None:
    await store.book.put(source(frozen_clock))
    for kind in (EventType.SOURCE_FAILING, EventType.SOURCE_RECOVERED):
        await store.book.record(SourceNote(ONE, kind.value, ok=True, state=SourceState(), event=kind, detail="why"))
    events = await store.book.events(ONE)
    assert [(event.sequence, event.type) for event in events] == [
        (1, EventType.SOURCE_FAILING),
        (2, EventType.SOURCE_RECOVERED),
    ]
    streamed = [event for shard in store.log.shards() for _, event in await store.log.read(shard, after="0-0")]
    assert streamed == list(events)


# ------------------------------------------------ event log
async def test_a_shard_has_one_reader_until_its_lease_runs_out(store: Store, frozen_clock: FrozenClock) -> None:
    shard = store.log.shards()[0]
    mine = await store.log.own(shard, "me", lease_s=10)
    assert mine is not None
    assert await store.log.own(shard, "you", lease_s=10) is None
    assert await store.log.advance(mine, "5-0")
    frozen_clock.advance(11)
    yours = await store.log.own(shard, "you", lease_s=10)
    assert yours is not None
    assert yours.cursor == "5-0"
    assert yours.fence > mine.fence
    assert not await store.log.advance(mine, "9-0")


async def test_waiting_ends_when_there_is_an_event_and_otherwise_in_time(
    store: Store, frozen_clock: FrozenClock
) -> None:
    cursors = dict.fromkeys(store.log.shards(), "0-0")
    assert not await store.log.wait(cursors, timeout_s=0.05)
    await with_versions(store, frozen_clock, 1)
    news = await store.log.wait(cursors, timeout_s=1)
    assert news == {one for one in cursors if await store.log.read(one, after="0-0")}
    assert len(news) == 1


async def test_a_lock_is_taken_once_until_it_runs_out(store: Store) -> None:
    assert await store.locks.take("job", for_s=60)
    assert not await store.locks.take("job", for_s=60)
    assert await store.locks.take("another", for_s=60)


async def test_a_damaged_record_is_named_and_the_rest_stays_readable(
    frozen_client: StoreClient, frozen_keys: Keys, frozen_clock: FrozenClock
) -> None:
    store = redis_parts(frozen_client, frozen_keys)
    await with_versions(store, frozen_clock, 4)
    where = frozen_keys.versions(frozen_keys.archive_tag(ARTICLE), ARTICLE)
    raw = await frozen_client.do("LINDEX", where, 1)
    await frozen_client.do("LSET", where, 1, raw[:-8] + b"\x00" * 8)
    with pytest.raises(DamagedRecord, match="version 2"):
        await store.archive.version(ARTICLE, 2)
    assert await store.archive.version(ARTICLE, 4) is not None
    assert await store.archive.version(ARTICLE, 3) is not None


# ------------------------------------------------ site rules
async def test_the_third_page_in_a_row_without_a_match_is_told_once_and_the_next_match_too(store: Store) -> None:
    missed, held = (
        RuleNote(ONE, "ferry", held=False, detail="no content"),
        RuleNote(ONE, "ferry", held=True),
    )
    assert await store.book.heed_rule(held) is None
    told = [await store.book.heed_rule(missed) for _ in range(5)]
    assert [event.type if event else None for event in told] == [None, None, EventType.SOURCE_FAILING, None, None]
    assert told[2] is not None
    assert told[2].detail == "site rule ferry matches nothing any more: no content"
    await store.book.record(SourceNote(ONE, "l", ok=True, state=SourceState(looks=1)))
    assert (await store.book.states([ONE]))[ONE].rule_misses == (("ferry", 3),)
    assert (await store.book.states([ONE]))[ONE].remarks[0].startswith("site rule ferry matches nothing any more")
    back = await store.book.heed_rule(held)
    assert back is not None
    assert back.type is EventType.SOURCE_RECOVERED
    assert (await store.book.states([ONE]))[ONE].rule_misses == ()
    assert [event.type for event in await store.book.events(ONE)] == [
        EventType.SOURCE_FAILING,
        EventType.SOURCE_RECOVERED,
    ]


async def test_a_match_between_two_misses_begins_the_count_again(store: Store) -> None:
    missed, held = RuleNote(ONE, "ferry", held=False), RuleNote(ONE, "ferry", held=True)
    told = [await store.book.heed_rule(note) for note in (missed, missed, held, missed, missed)]
    assert told == [None] * 5
    assert (await store.book.states([ONE]))[ONE].rule_misses == (("ferry", 2),)


async def test_a_page_that_a_killed_look_had_counted_is_not_counted_again(store: Store) -> None:
    for page in ("a 1", "a 1", "b 7", "a 1", "b 7"):
        assert await store.book.heed_rule(RuleNote(ONE, "ferry", held=False, page=page)) is None
    assert (await store.book.states([ONE]))[ONE].rule_misses == (("ferry", 2),)
    told = await store.book.heed_rule(RuleNote(ONE, "ferry", held=False, page="a 2"))
    assert told is not None
    assert told.type is EventType.SOURCE_FAILING
