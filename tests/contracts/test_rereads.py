"""Pins, versions that are no changes, and texts that made none: the suite runs over the twin and a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_stores import (
    OTHER_SOURCE,
    START,
    Stores,
    article,
    commit,
    evidence,
    keep,
    memory_stores,
    note,
    redis_stores,
    text,
)

from monitor import snapshot
from monitor.model import ArticleId, Candidate, Doubt, Glimpse, Head, Pin, Sighting
from monitor.ports import Commit, Glimpsed
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_TITLES, Keys
from monitor.store.memory.clock import FrozenClock

FERRY = article().id
PIN = Pin("cleaned tree", "1 (trafilatura 2.0.0)", "html>body>div.story", "utf-8")
NEWER = replace(PIN, version="2 (trafilatura 2.1.0)", rule="0a1b2c", masks="ff")


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Stores:
    if request.param == "memory":
        return memory_stores(frozen_clock)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return redis_stores(client, keys, frozen_clock)


def read_again(expected: int, words: str) -> Commit:
    """The newest version's page in another reading."""
    seen = replace(evidence(f"{expected:02}ee"), origin="reread")
    return commit(expected, words, evidence=seen, event=None, change=None, reread=True, pin=NEWER)


async def head_of(stores: Stores) -> Head:
    head = await stores.archive.head(FERRY)
    assert head is not None
    return head


async def test_a_pin_comes_with_the_version_and_can_be_changed_by_a_note(stores: Stores) -> None:
    await stores.archive.create([article()])
    assert (await head_of(stores)).pin is None
    await keep(stores.archive, commit(0, "Twelve", pin=PIN))
    assert (await head_of(stores)).pin == PIN
    await stores.archive.record(note(1, "aa"))
    assert (await head_of(stores)).pin == PIN
    await stores.archive.record(note(1, "bb", pin=NEWER))
    assert (await head_of(stores)).pin == NEWER


async def test_a_version_that_only_reads_the_same_page_anew_is_no_change_and_no_look(stores: Stores) -> None:
    await stores.archive.create([article()])
    first = await keep(stores.archive, commit(0, "Twelve", pin=PIN))
    stores.clock.advance(3_600)
    await stores.archive.record(note(1, "aa", confirmed=True))
    confirmed = stores.clock.now()
    stores.clock.advance(3_600)
    again = await keep(stores.archive, read_again(1, "Twelve and a caption"))
    assert again.event is None
    assert (again.version.first_seen, again.version.last_confirmed) == (confirmed, confirmed)
    head = await head_of(stores)
    assert head.newest == again.version
    assert head.pin == NEWER
    assert (head.state.versions, head.state.changes, head.state.rereads) == (2, 0, 1)
    assert (head.state.looks, head.state.last_confirmed, head.state.last_change) == (2, confirmed, None)
    totals = await stores.catalog.totals()
    assert (totals.versions, totals.changes, totals.changed_articles, totals.looks) == (2, 0, 0, 2)
    versions = await stores.archive.versions(FERRY)
    assert [one.number for one in versions] == [1, 2]
    assert versions[0] == replace(first.version, last_confirmed=confirmed)


async def test_an_edit_after_a_reading_anew_happened_after_the_last_look_that_found_the_old_text(
    stores: Stores,
) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve", pin=PIN))
    confirmed = stores.clock.now()
    stores.clock.advance(7_200)
    await keep(stores.archive, read_again(1, "Twelve and a caption"))
    done = await keep(stores.archive, commit(2, "Fifteen and a caption"))
    assert done.event is not None
    assert done.event.change is not None
    assert done.event.change.interval.not_before == confirmed
    assert done.event.change.interval.not_after == stores.clock.now()
    head = await head_of(stores)
    assert (head.state.versions, head.state.changes) == (3, 1)
    totals = await stores.catalog.totals()
    assert (totals.changes, totals.changed_articles) == (1, 1)


async def test_a_text_that_waits_goes_on_waiting_when_the_newest_version_is_read_anew(stores: Stores) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve", pin=PIN))
    made = Candidate(text("Fifteen"), "ab" * 32, evidence("aa"), START)
    await stores.archive.record(note(1, "bb", candidate=made))
    waiting = (await head_of(stores)).candidate
    await keep(stores.archive, read_again(1, "Twelve and a caption"))
    assert waiting is not None
    assert (await head_of(stores)).candidate == waiting
    await keep(stores.archive, commit(2, "Fifteen and a caption"))
    assert (await head_of(stores)).candidate is None


async def test_a_source_that_lists_the_article_later_counts_no_reading_anew(stores: Stores) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve"))
    await keep(stores.archive, read_again(1, "Twelve and a caption"))
    await stores.archive.create([article(sources=(OTHER_SOURCE,))])
    totals = await stores.catalog.totals(OTHER_SOURCE)
    assert (totals.versions, totals.changes, totals.changed_articles) == (2, 0, 0)


async def test_a_text_that_was_read_anew_by_a_look_confirms_itself(stores: Stores) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve"))
    stores.clock.advance(60)
    done = await keep(stores.archive, commit(1, "Twelve, and a box", change=None, event=None, reread=True))
    head = await head_of(stores)
    assert (head.state.changes, head.state.looks) == (0, 2)
    assert done.version.last_confirmed == head.state.last_confirmed == stores.clock.now()


async def test_headlines_of_earlier_versions_are_known_again_each_once(stores: Stores) -> None:
    await stores.archive.create([article()])
    names = ["Fire on a ferry", "Ferry burns", "Fire on a ferry", *(f"Ferry {n}" for n in range(MAX_TITLES))]
    for number, name in enumerate(names):
        await keep(stores.archive, commit(number, "Twelve", text=text("Twelve", name)))
        titles = (await head_of(stores)).state.titles
        before = [snapshot.headline_hash(one) for one in names[:number]]
        assert list(titles) == list(dict.fromkeys(reversed(before)))[:MAX_TITLES]
    earlier = (await head_of(stores)).state.earlier
    assert all(len(one) == 16 for one in earlier)
    assert len(earlier) == len(names) - 1


@pytest.mark.parametrize("why", list(Doubt))
async def test_a_candidate_says_what_it_waits_for(stores: Stores, why: Doubt) -> None:
    await stores.archive.create([article()])
    await keep(stores.archive, commit(0, "Twelve"))
    made = Candidate(text("Fifteen"), "ab" * 32, evidence("aa"), START, looks=2, why=why)
    await stores.archive.record(note(1, "bb", candidate=made))
    kept = (await head_of(stores)).candidate
    assert kept is not None
    assert (kept.why, kept.looks) == (why, 2)


@pytest.mark.parametrize("kind", list(Glimpse))
async def test_a_sighting_says_why_its_text_made_no_version(stores: Stores, kind: Glimpse) -> None:
    await stores.archive.create([article()])
    seen = Sighting(START - timedelta(hours=1), START, "Ferry burns", "“Ferry burns”", "ab" * 32, kind)
    await stores.archive.record(note(0, "bb", sighting=seen))
    (kept,) = await stores.archive.sightings(FERRY)
    assert (kept.kind, kept.summary) == (kind, seen.summary)


async def test_what_was_seen_and_went_again_is_listed_over_all_articles_the_last_first(stores: Stores) -> None:
    other = replace(article(), id=ArticleId("b" * 16), url="https://outlet.example/news/barge")
    await stores.archive.create([article(), other])
    plan = ((FERRY, Glimpse.FLIP), (other.id, Glimpse.TRANSIENT), (FERRY, Glimpse.TRANSIENT), (FERRY, Glimpse.FLIP))
    for number, (one, kind) in enumerate(plan):
        stores.clock.advance(60)
        seen = Sighting(START, START, "Ferry burns", "“Ferry burns”", "ab" * 32, kind)
        await stores.archive.record(replace(note(0, f"b{number}", sighting=seen), article=one))
    wanted = [
        Glimpsed(FERRY, Glimpse.FLIP), Glimpsed(FERRY, Glimpse.TRANSIENT), Glimpsed(other.id, Glimpse.TRANSIENT),
    ]  # fmt: skip
    assert list((await stores.catalog.glimpses()).items) == wanted
    first = await stores.catalog.glimpses(limit=2)
    assert list(first.items) == wanted[:2]
    rest = await stores.catalog.glimpses(cursor=first.next)
    assert (list(rest.items), rest.next) == (wanted[2:], "")
