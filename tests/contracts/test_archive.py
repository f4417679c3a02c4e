"""What every archive does: the suite runs over the twin and over a real server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_stores import (
    OTHER_SOURCE,
    SOURCE,
    START,
    Stores,
    article,
    change,
    commit,
    evidence,
    keep,
    keep_many,
    look_id,
    memory_stores,
    note,
    redis_stores,
    text,
)

from monitor import snapshot
from monitor.errors import NotFound
from monitor.model import (
    ArticleId,
    Candidate,
    EventType,
    Head,
    Health,
    Sighting,
    SourceId,
    Validators,
    Watch,
)
from monitor.ports import Committed, Conflict, Noted
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_EARLIER, MAX_SIGHTINGS, MAX_SOURCES_PER_ARTICLE, Keys
from monitor.store.memory.clock import FrozenClock

FERRY = article().id


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Stores:
    if request.param == "memory":
        return memory_stores(frozen_clock)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return redis_stores(client, keys, frozen_clock)


def candidate(words: str, look: str, **fields: object) -> Candidate:
    suspected = text(words)
    made = Candidate(suspected, snapshot.fingerprint(suspected), evidence(look), START)
    return replace(made, **fields)  # type: ignore[arg-type]


# ------------------------------------------------ articles
async def test_a_new_article_has_a_head_without_a_version(stores: Stores) -> None:
    made = article(published="2026-05-04", watch=Watch.FEED, baseline=True)
    assert await stores.archive.create([made]) == [True]
    head = await stores.archive.head(made.id)
    assert head is not None
    assert (head.article, head.newest, head.candidate) == (made, None, None)
    assert head.state.health is Health.NEW
    assert head.state.versions == 0


async def test_an_unknown_article_has_no_head_and_takes_nothing(stores: Stores) -> None:
    assert await stores.archive.head(ArticleId("f" * 16)) is None
    with pytest.raises(NotFound):
        await stores.archive.commit(commit(0, "Twelve"))
    with pytest.raises(NotFound):
        await stores.archive.record(note(0, "aa"))
    with pytest.raises(NotFound):
        await stores.archive.record(note(0, "aa", event=EventType.UNAVAILABLE))


async def test_a_known_article_only_gains_the_source(stores: Stores) -> None:
    first = article()
    again = article(
        source=OTHER_SOURCE, sources=(OTHER_SOURCE,), listed_title="Another title", url="https://x.example/"
    )
    assert await stores.archive.create([first, again, again]) == [True, False, False]
    head = await stores.archive.head(FERRY)
    assert head is not None
    assert head.article == replace(first, sources=(SOURCE, OTHER_SOURCE))


async def test_an_article_has_at_most_so_many_sources(stores: Stores) -> None:
    for number in range(MAX_SOURCES_PER_ARTICLE + 3):
        name = SourceId(f"{number:012x}")
        await stores.archive.create([article(source=name, sources=(name,))])
    head = await stores.archive.head(FERRY)
    assert head is not None
    assert len(head.article.sources) == MAX_SOURCES_PER_ARTICLE


async def test_an_address_of_ten_thousand_characters_comes_back(stores: Stores) -> None:
    long = article(url="https://example.org/" + "ü" * 10_000, host="example.org:8443", source=OTHER_SOURCE)
    await stores.archive.create([long])
    head = await stores.archive.head(long.id)
    assert head is not None
    assert head.article == long


# ------------------------------------------------ commits
async def test_a_commit_keeps_version_event_and_validators_together(stores: Stores) -> None:
    await stores.archive.create([article()])
    wanted = commit(0, "Twelve people were hurt.")
    done = await keep(stores.archive, wanted)
    head = await stores.archive.head(FERRY)
    assert head is not None
    assert head.newest == done.version
    assert head.newest is not None
    assert head.newest.text == wanted.text
    assert head.newest.evidence == wanted.evidence
    assert (head.newest.first_seen, head.newest.last_confirmed) == (START, START)
    assert head.state.validators == wanted.validators
    assert (head.state.versions, head.state.changes, head.state.looks, head.state.sequence) == (1, 0, 1, 1)
    assert (head.state.health, head.state.title) == (Health.OK, "Fire on a ferry")
    assert await stores.archive.events(FERRY) == (done.event,)
    assert done.event is not None
    assert (done.event.type, done.event.sequence, done.event.prev) == (EventType.CREATED, 1, None)
    assert done.event.content_hash == done.version.record_hash
    assert done.event.sources == (SOURCE,)


async def test_an_event_comes_with_its_article_and_the_texts_before_and_after(stores: Stores) -> None:
    done = await keep_many(stores.archive, [f"edit {number}" for number in range(40)])
    created = await stores.archive.context(FERRY, 1)
    assert created is not None
    assert (created.event, created.article.id, created.old, created.new) == (done[0].event, FERRY, None, None)
    for number in (2, 17, 32, 33, 39, 40):  # the newest, and those that lie behind whole and delta frames
        found = await stores.archive.context(FERRY, number)
        assert found is not None
        assert found.event == done[number - 1].event
        assert (found.old, found.new) == (done[number - 2].version.text, done[number - 1].version.text)
    for unknown in (-1, 0, 41):
        assert await stores.archive.context(FERRY, unknown) is None


async def test_a_baseline_makes_a_version_and_no_event(stores: Stores) -> None:
    await stores.archive.create([article(baseline=True)])
    done = await keep(stores.archive, commit(0, "Twelve", event=None))
    assert done.event is None
    assert await stores.archive.events(FERRY) == ()
    second = await keep(stores.archive, commit(1, "Fifteen"))
    assert second.event is not None
    assert second.event.sequence == 1


async def test_events_of_an_article_are_numbered_and_name_the_one_before(stores: Stores) -> None:
    done = await keep_many(stores.archive, ["one", "two", "three"])
    told = await stores.archive.events(FERRY)
    assert told == tuple(one.event for one in done)
    assert [event.sequence for event in told] == [1, 2, 3]
    assert [event.prev for event in told] == [None, told[0].id, told[1].id]
    assert len({event.id for event in told}) == 3
    assert all(event.id.startswith("evt_") and len(event.id) == 30 for event in told)


async def test_records_form_a_chain(stores: Stores) -> None:
    await keep_many(stores.archive, ["one", "two", "three"])
    versions = await stores.archive.versions(FERRY)
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[0].prev_hash == ""
    assert [version.prev_hash for version in versions[1:]] == [version.record_hash for version in versions[:-1]]


async def test_each_version_can_be_read_alone_or_with_all(stores: Stores) -> None:
    done = await keep_many(stores.archive, [f"{number} people were hurt." for number in range(1, 70)])
    versions = await stores.archive.versions(FERRY)
    assert [version.text for version in versions] == [one.version.text for one in done]
    for number in (1, 2, 31, 32, 33, 36, 64, 68, 69):
        assert await stores.archive.version(FERRY, number) == versions[number - 1]
    assert await stores.archive.version(FERRY, 0) is None
    assert await stores.archive.version(FERRY, 70) is None
    assert await stores.archive.version(ArticleId("f" * 16), 1) is None


async def test_a_text_that_comes_back_is_a_version_again(stores: Stores) -> None:
    await keep_many(stores.archive, ["A", "B", "A"])
    versions = await stores.archive.versions(FERRY)
    assert len(versions) == 3
    assert versions[0].fingerprint == versions[2].fingerprint
    head = await stores.archive.head(FERRY)
    assert head is not None
    assert head.state.earlier == (versions[1].fingerprint[:16], versions[0].fingerprint[:16])


async def test_fingerprints_of_earlier_versions_are_kept_newest_first_up_to_a_cap(stores: Stores) -> None:
    done = await keep_many(stores.archive, [str(number) for number in range(MAX_EARLIER + 4)])
    head = await stores.archive.head(FERRY)
    assert head is not None
    prints = [one.version.fingerprint[:16] for one in reversed(done[:-1])]
    assert head.state.earlier == tuple(prints[:MAX_EARLIER])


async def test_a_repeated_commit_gives_the_same_version_and_event(stores: Stores) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve"))
    first = await keep(stores.archive, commit(1, "Fifteen"))
    stores.clock.advance(5)
    again = await keep(stores.archive, commit(1, "Fifteen"))
    assert again.repeated
    assert (again.version, again.event) == (first.version, first.event)
    assert len(await stores.archive.versions(FERRY)) == 2
    assert len(await stores.archive.events(FERRY)) == 2


async def test_a_commit_on_an_old_head_is_a_conflict_and_keeps_nothing(stores: Stores) -> None:
    await keep_many(stores.archive, ["one", "two"])
    before = await stores.archive.head(FERRY)
    late = commit(1, "late", evidence=evidence("late"))
    assert await stores.archive.commit(late) == Conflict(1, 2)
    assert await stores.archive.commit(commit(1, "two", evidence=evidence("other look"))) == Conflict(1, 2)
    assert await stores.archive.commit(commit(5, "early")) == Conflict(5, 2)
    assert await stores.archive.head(FERRY) == before


async def test_the_interval_of_a_change_is_that_of_its_versions(stores: Stores) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve"))
    stores.clock.advance(60)
    await stores.archive.record(note(1, "c1", confirmed=True))
    stores.clock.advance(60)
    done = await keep(stores.archive, commit(1, "Fifteen"))
    assert done.event is not None
    assert done.event.change is not None
    assert done.event.change.interval.not_before == START + timedelta(seconds=60)
    assert done.event.change.interval.not_after == START + timedelta(seconds=120)
    assert replace(done.event.change, interval=change(1).interval) == change(1)


async def test_last_confirmed_of_each_version_stays_known(stores: Stores) -> None:
    await stores.archive.create([article()])
    for number, words in enumerate(["one", "two"]):
        await keep(stores.archive, commit(number, words))
        stores.clock.advance(100)
        await stores.archive.record(note(number + 1, f"c{number}", confirmed=True))
        stores.clock.advance(100)
    versions = await stores.archive.versions(FERRY)
    at = [START + timedelta(seconds=seconds) for seconds in (0, 100, 200, 300)]
    assert [(one.first_seen, one.last_confirmed) for one in versions] == [(at[0], at[1]), (at[2], at[3])]
    assert await stores.archive.version(FERRY, 1) == versions[0]


async def test_a_version_was_first_seen_when_its_candidate_was(stores: Stores) -> None:
    await keep_many(stores.archive, ["Twelve"])
    stores.clock.advance(60)
    await stores.archive.record(note(1, "c1", candidate=candidate("Fifteen", "c1")))
    stores.clock.advance(60)
    head = await stores.archive.head(FERRY)
    assert head is not None
    assert head.candidate is not None
    done = await keep(stores.archive, commit(1, "Fifteen", first_seen=head.candidate.first_seen))
    assert done.version.first_seen == START + timedelta(seconds=60)
    assert done.version.last_confirmed == START + timedelta(seconds=120)
    after = await stores.archive.head(FERRY)
    assert after is not None
    assert (after.candidate, after.state.last_change) == (None, START + timedelta(seconds=60))


@pytest.mark.parametrize("hours", [-9, 9])
async def test_a_wrong_clock_can_not_put_a_version_before_the_last_or_after_now(stores: Stores, hours: int) -> None:
    await keep_many(stores.archive, ["Twelve"])
    stores.clock.advance(60)
    done = await keep(stores.archive, commit(1, "Fifteen", first_seen=START + timedelta(hours=hours)))
    assert done.version.first_seen == START + timedelta(seconds=0 if hours < 0 else 60)


async def test_time_never_goes_back_for_an_article(stores: Stores) -> None:
    await keep_many(stores.archive, ["Twelve"])
    stores.clock.advance(-3_600)
    noted = await stores.archive.record(note(1, "c1", confirmed=True))
    assert isinstance(noted, Noted)
    assert noted.state.looked == START
    done = await keep(stores.archive, commit(1, "Fifteen"))
    assert done.version.last_confirmed == START
    assert done.event is not None
    assert done.event.at == START


# ------------------------------------------------ notes
async def test_a_confirming_look_moves_last_confirmed_only(stores: Stores) -> None:
    await keep_many(stores.archive, ["Twelve"])
    before = await stores.archive.head(FERRY)
    stores.clock.advance(60)
    noted = await stores.archive.record(note(1, "c1", confirmed=True))
    assert isinstance(noted, Noted)
    assert before is not None
    later = START + timedelta(seconds=60)
    assert noted.state == replace(before.state, last_confirmed=later, looked=later, looks=2)
    head = await stores.archive.head(FERRY)
    assert head is not None
    assert before.newest is not None
    assert head.newest == replace(before.newest, last_confirmed=later)


async def test_a_note_on_an_old_head_is_a_conflict(stores: Stores) -> None:
    await keep_many(stores.archive, ["one", "two"])
    before = await stores.archive.head(FERRY)
    assert await stores.archive.record(note(1, "c1", confirmed=True)) == Conflict(1, 2)
    assert await stores.archive.record(note(1, "c2", event=EventType.UNAVAILABLE)) == Conflict(1, 2)
    assert await stores.archive.head(FERRY) == before


async def test_a_repeated_note_counts_once_and_gives_the_same_event(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    gone = note(1, "c1", Health.UNAVAILABLE, event=EventType.UNAVAILABLE, reason="410 Gone", failed=True)
    first = await stores.archive.record(gone)
    again = await stores.archive.record(gone)
    assert isinstance(first, Noted)
    assert first == again
    assert first.event is not None
    assert (first.event.type, first.event.sequence, first.event.detail) == (EventType.UNAVAILABLE, 2, "410 Gone")
    assert first.state.failures == 1
    assert len(await stores.archive.events(FERRY)) == 2


async def test_failures_and_crashes_count_in_a_row(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    failing = [("a1", False), ("a2", True), ("a3", True), ("a4", False)]
    seen = []
    for look, crashed in failing:
        noted = await stores.archive.record(
            note(1, look, Health.FAILING, failed=True, crashed=crashed, reason="time-out")
        )
        assert isinstance(noted, Noted)
        seen.append((noted.state.failures, noted.state.crashes))
    assert seen == [(1, 0), (2, 1), (3, 2), (4, 0)]
    busy = await stores.archive.record(note(1, "a5", Health.FAILING, reason="host busy"))
    well = await stores.archive.record(note(1, "a6"))
    assert isinstance(busy, Noted)
    assert isinstance(well, Noted)
    assert (busy.state.failures, well.state.failures) == (4, 0)
    assert (busy.state.reason, well.state.reason) == ("host busy", "")


async def test_validators_become_durable_only_by_a_look_that_went_well(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    kept = (await _head(stores)).state.validators
    new = Validators('W/"new"', "yesterday", "ab" * 32)
    for look, health in enumerate([Health.DEGRADED, Health.BLOCKED, Health.FAILING, Health.UNAVAILABLE]):
        await stores.archive.record(note(1, f"b{look}", health, validators=new))
    await stores.archive.record(note(1, "c", validators=new, candidate=candidate("two", "c")))
    assert (await _head(stores)).state.validators == kept
    await stores.archive.record(note(1, "d", confirmed=True))
    assert (await _head(stores)).state.validators == kept
    await stores.archive.record(note(1, "e", confirmed=True, validators=new))
    assert (await _head(stores)).state.validators == new


@pytest.mark.parametrize(
    "given",
    [
        Validators('"' + "x" * 300 + '"', "Mon, 04 May 2026 09:00:00 GMT", ""),
        Validators('W/"5f3a"', "x" * 100, "not hex"),
        Validators("", "", ""),
        Validators('"ü\\"', "mon, 4 may 26", "0a"),
    ],
)
async def test_validators_come_back_verbatim(stores: Stores, given: Validators) -> None:
    await keep_many(stores.archive, ["one"])
    await stores.archive.record(note(1, "c", confirmed=True, validators=given))
    assert (await _head(stores)).state.validators == given
    short = Validators('"1"', "", "")
    await stores.archive.record(note(1, "d", confirmed=True, validators=short))
    assert (await _head(stores)).state.validators == short


async def test_a_validator_of_absurd_length_is_left_out_not_cut(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    await stores.archive.record(note(1, "c", confirmed=True, validators=Validators("x" * 5_000, "x" * 9_000, "aa")))
    assert (await _head(stores)).state.validators == Validators("", "", "aa")


async def test_a_candidate_stays_until_it_is_dropped(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    stores.clock.advance(60)
    suspected = candidate("two", "c1", first_seen=START + timedelta(hours=5))
    await stores.archive.record(note(1, "c1", candidate=suspected))
    first = (await _head(stores)).candidate
    assert first == replace(suspected, first_seen=START + timedelta(seconds=60))
    await stores.archive.record(note(1, "c2", Health.FAILING, failed=True))
    assert (await _head(stores)).candidate == first
    stores.clock.advance(60)
    assert first is not None
    third = replace(candidate("three", "c3"), looks=2, first_seen=first.first_seen)
    await stores.archive.record(note(1, "c3", candidate=third))
    assert (await _head(stores)).candidate == third
    await stores.archive.record(note(1, "c4", confirmed=True, drop_candidate=True))
    assert (await _head(stores)).candidate is None


async def test_sightings_are_kept_oldest_first_up_to_a_cap(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    for number in range(MAX_SIGHTINGS + 2):
        stores.clock.advance(1)
        seen = Sighting(START, START, f"Title {number}", "“two”", "ab" * 32)
        await stores.archive.record(note(1, f"c{number}", confirmed=True, sighting=seen))
    sightings = await stores.archive.sightings(FERRY)
    assert [one.title for one in sightings] == [f"Title {number}" for number in range(2, MAX_SIGHTINGS + 2)]
    assert sightings[-1].gone_by == stores.clock.now()
    assert sightings[-1].seen == START


async def test_an_article_that_was_never_read_can_fail(stores: Stores) -> None:
    await stores.archive.create([article()])
    noted = await stores.archive.record(note(0, "a", Health.FAILING, failed=True, confirmed=True, reason="TLS " * 99))
    assert isinstance(noted, Noted)
    assert noted.state.last_confirmed is None
    assert (noted.state.failures, len(noted.state.reason)) == (1, 300)
    done = await stores.archive.commit(commit(0, "one"))
    assert isinstance(done, Committed)
    assert (await _head(stores)).state.reason == ""


@pytest.mark.parametrize("words", ["", "a\nb\\n\x1f", "\ud800 lone", "\x00\u2028\x85", "漢字 🗞️", "x" * 1_000_000])
async def test_any_text_comes_back_as_it_was(stores: Stores, words: str) -> None:
    await stores.archive.create([article()])
    odd = replace(text(words, title=words[:3_000]), authors=("", words[:50], "b\x1f"), section=words[:5])
    for number, version in enumerate([odd, text("other"), odd]):
        await keep(stores.archive, commit(number, "w", text=version, fingerprint=f"{number:064x}"))
    assert [one.text for one in await stores.archive.versions(FERRY)] == [odd, text("other"), odd]
    assert (await _head(stores)).state.title == words[:1_000]


async def test_commits_of_one_head_at_the_same_time_keep_one(stores: Stores) -> None:
    await keep_many(stores.archive, ["one"])
    wanted = [commit(1, f"two {n}", evidence=evidence(look_id(n + 50))) for n in range(8)]
    done = await asyncio.gather(*(stores.archive.commit(one) for one in wanted))
    assert sum(isinstance(one, Committed) for one in done) == 1
    assert sum(one == Conflict(1, 2) for one in done) == 7
    assert len(await stores.archive.versions(FERRY)) == 2
    assert len(await stores.archive.events(FERRY)) == 2


async def _head(stores: Stores) -> Head:
    head = await stores.archive.head(FERRY)
    assert head is not None
    return head
