"""What every Histories does: the suite runs over the twin and over a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from archive_stores import START, article, commit, evidence, keep, keep_many, look_id, note, text

from monitor.errors import DamagedRecord, Diverged
from monitor.model import WHOLE, Absence, Act, ArticleId, Deed, EventType, Health, Remark, RemarkKind, Sighting
from monitor.ports import Adopted, Claim, Conflict, History
from monitor.store import Store
from monitor.store.chaining import links
from monitor.store.codec import KEYFRAME_EVERY
from monitor.store.connecting import connect
from monitor.store.in_memory import memory_store
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.on_redis import redis_parts

FERRY = article().id
WORDS = ["Twelve were hurt.", "Fifteen were hurt.", "Sixteen were hurt."]
CLAIM = Claim(1, 3, "import of a file", START)


@dataclass(frozen=True, slots=True)
class Two:
    """Where a history is taken out, and where it is put in."""

    old: Store
    new: Store
    clock: FrozenClock


@pytest.fixture(params=["memory", "redis"])
async def two(request: pytest.FixtureRequest, redis_url: str, frozen_clock: FrozenClock) -> AsyncIterator[Two]:
    if request.param == "memory":
        yield Two(memory_store(frozen_clock), memory_store(frozen_clock), frozen_clock)
        return
    async with connect(redis_url, clock=frozen_clock) as client:
        await client.do("FLUSHALL")
        stores = []
        for prefix in ("old", "new"):
            _, keys = await open_layout(client, prefix=prefix, test=True)
            stores.append(redis_parts(client, keys))
        yield Two(stores[0], stores[1], frozen_clock)


async def fill(store: Store, clock: FrozenClock, words: list[str] = WORDS) -> History:
    """A history with everything that one can have."""
    await store.archive.create([article()])
    for at, one in enumerate(words):
        await keep(store.archive, commit(at, one))
        clock.advance(600)
        await store.archive.record(note(at + 1, f"confirm{at}", confirmed=True))
    seen = Sighting(START, START, "Fire on a fairy", "a word", "ab" * 32)
    gone = note(len(words), "gone", Health.UNAVAILABLE, event=EventType.UNAVAILABLE, reason="gone", sighting=seen)
    await store.archive.record(gone)
    for kind, said in ((RemarkKind.TAG, "sea"), (RemarkKind.NOT_AN_EDIT, "a widget"), (RemarkKind.NOTE, "“Ü” \ud800")):
        await store.annotations.add(Remark(FERRY, 2, kind, "desk", said))
    taken = await store.histories.take(FERRY)
    assert taken is not None
    return taken


async def test_an_unknown_article_has_no_history(two: Two) -> None:
    assert await two.old.histories.take(ArticleId("f" * 16)) is None


async def test_a_history_is_the_same_wherever_it_was_put(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    done = await two.new.histories.adopt(taken)
    assert done == Adopted(FERRY, True, 3, len(taken.events), 3)
    assert await two.new.histories.take(FERRY) == taken
    assert await two.new.archive.versions(FERRY) == await two.old.archive.versions(FERRY)
    assert await two.new.archive.events(FERRY) == await two.old.archive.events(FERRY)
    assert await two.new.annotations.of(FERRY) == await two.old.annotations.of(FERRY)
    old, new = await two.old.archive.head(FERRY), await two.new.archive.head(FERRY)
    assert old is not None
    assert new is not None
    same = ("versions", "changes", "fingerprint", "last_confirmed", "last_change", "sequence", "title", "earlier")
    assert [getattr(new.state, name) for name in same] == [getattr(old.state, name) for name in same]


async def test_doing_it_again_changes_nothing(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    await two.new.histories.adopt(taken)
    totals = await two.new.catalog.totals()
    assert (await two.new.histories.adopt(taken)).is_known
    assert (await two.old.histories.adopt(taken)).is_known
    assert await two.new.catalog.totals() == totals
    assert (totals.articles, totals.versions, totals.changes, totals.changed_articles) == (1, 3, 2, 1)


async def test_lists_and_tags_know_it_and_nobody_is_told(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    await two.new.histories.adopt(taken)
    listed = await two.new.catalog.events(source=article().source)
    assert [event.sequence for event in listed.items] == [3, 2]
    assert (await two.new.catalog.articles()).items == (FERRY,)
    assert await two.new.annotations.tags() == {"sea": 1}
    assert len((await two.new.annotations.tagged("sea")).items) == 1
    assert [e for shard in two.new.log.shards() for e in await two.new.log.read(shard, after="")] == []


async def test_versions_that_we_did_not_see_are_marked(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    assert taken.claims == ()
    await two.new.histories.adopt(replace(taken, claims=(CLAIM,)))
    assert await two.new.histories.claims(FERRY) == (CLAIM,)
    await two.new.histories.adopt(replace(taken, claims=(replace(CLAIM, by="another file"),)))
    assert await two.new.histories.claims(FERRY) == (CLAIM,)


async def test_it_goes_on_from_what_is_there(two: Two) -> None:
    first = await fill(two.old, two.clock, WORDS[:2])
    await two.new.histories.adopt(first)
    await keep(two.old.archive, commit(2, WORDS[2]))
    longer = await two.old.histories.take(FERRY)
    assert longer is not None
    done = await two.new.histories.adopt(replace(longer, claims=(CLAIM,)))
    assert (done.new, done.versions) == (False, 1)
    assert await two.new.histories.claims(FERRY) == (replace(CLAIM, first=3),)
    assert (await two.new.histories.adopt(first)).is_known
    assert await two.new.archive.versions(FERRY) == await two.old.archive.versions(FERRY)
    late = replace(commit(2, "Nobody was hurt."), evidence=commit(7, "x").evidence)
    assert isinstance(await two.new.archive.commit(late), Conflict)
    await keep(two.new.archive, commit(3, "Nobody was hurt."))
    assert len(await two.new.archive.versions(FERRY)) == 4


async def test_validators_and_a_suspected_change_of_the_text_before_are_forgotten(two: Two) -> None:
    first = await fill(two.old, two.clock, WORDS[:2])
    await keep(two.old.archive, commit(2, WORDS[2]))
    longer = await two.old.histories.take(FERRY)
    assert longer is not None
    await two.new.archive.create([article()])
    await keep(two.new.archive, commit(0, WORDS[0]))
    with pytest.raises(Diverged):
        await two.new.histories.adopt(longer)
    await two.old.archive.record(note(3, "later", validators=commit(2, "x").validators))
    assert first.versions == longer.versions[:2]


async def test_histories_that_part_ways_are_left_alone(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    await keep_many(two.new.archive, ["Nobody was hurt.", "Some were."])
    before = await two.new.histories.take(FERRY)
    with pytest.raises(Diverged, match="versions here and there are not the same from number 1 on"):
        await two.new.histories.adopt(taken)
    assert await two.new.histories.take(FERRY) == before


async def test_a_history_that_does_not_follow_is_refused_and_nothing_is_kept(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    versions, events = taken.versions, taken.events
    for wrong, why in (
        (replace(taken, versions=versions[1:]), "version 1 .* does not follow"),
        (replace(taken, versions=(replace(versions[0], text=text("No.")), *versions[1:])), "version 1 .* names"),
        (replace(taken, events=events[1:]), "event 1 .* does not follow"),
        (replace(taken, versions=versions[:2]), "tells of a version that is not there"),
        (replace(taken, annotations=taken.annotations[1:]), "annotation 1 .* does not follow"),
        (replace(taken, last_confirmed=two.clock.now() + timedelta(days=9)), "in the future"),
    ):
        with pytest.raises(DamagedRecord, match=why):
            await two.new.histories.adopt(wrong)
    assert await two.new.archive.head(FERRY) is None
    assert (await two.new.catalog.totals()).articles == 0


async def test_a_history_beyond_a_keyframe_and_an_article_without_a_version_come_back(two: Two) -> None:
    await keep_many(two.old.archive, [f"{number} were hurt." for number in range(KEYFRAME_EVERY + 5)])
    await two.old.archive.create([article("mayor")])
    for name in ("ferry", "mayor"):
        taken = await two.old.histories.take(article(name).id)
        assert taken is not None
        await two.new.histories.adopt(taken)
        assert await two.new.histories.take(article(name).id) == taken
    for number in (1, KEYFRAME_EVERY, KEYFRAME_EVERY + 5):
        assert await two.new.archive.version(FERRY, number) == await two.old.archive.version(FERRY, number)


async def test_two_that_take_in_the_same_at_once_keep_it_once(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    done = await asyncio.gather(*(two.new.histories.adopt(taken) for _ in range(4)))
    assert [one.new for one in done].count(True) == 1
    assert (await two.new.catalog.totals()).versions == 3
    assert len(links(taken).hashes) == 3
    assert look_id(1) == links(taken).records[0].evidence.look_id


async def test_what_was_erased_is_not_taken_out_nor_in_again(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    await two.old.marks.add(FERRY, Act(Deed.ERASE, 2, START, "me", "asked"))
    without = await two.old.histories.take(FERRY)
    assert without is not None
    assert [one.text is None for one in without.versions] == [False, True, False]
    assert "Fifteen" not in str(without)
    assert (await two.new.histories.adopt(without)).versions == 3
    assert await two.new.histories.take(FERRY) == without
    assert [one.absence for one in await two.new.archive.versions(FERRY)] == [None, Absence.DROPPED, None]
    assert (await two.new.histories.adopt(taken)).is_known, "the same records"
    await two.new.marks.add(FERRY, Act(Deed.ERASE, WHOLE, START, "me", "asked"))
    assert (await two.new.histories.adopt(taken)).refused


async def test_a_version_that_was_erased_here_comes_back_as_its_record_alone(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    await two.new.marks.add(FERRY, Act(Deed.ERASE, 2, START, "me", "asked"))
    await two.new.marks.add(FERRY, Act(Deed.HIDE, 3, START, "me", "asked"))
    assert (await two.new.histories.adopt(taken)).versions == 3
    found = await two.new.own_archive.versions(FERRY)
    assert [one.absence for one in found] == [None, Absence.DROPPED, None]
    assert "Fifteen" not in str([found, await two.new.own_archive.events(FERRY)])
    assert "Sixteen" not in str(await two.new.histories.take(FERRY))


async def test_a_claimed_version_may_be_confirmed_later_by_another_one_of_our_own_not(two: Two) -> None:
    taken = await fill(two.old, two.clock)
    later = replace(taken, last_confirmed=two.clock.now() + timedelta(hours=1))
    await two.new.histories.adopt(replace(taken, claims=(CLAIM,)))
    await two.new.histories.adopt(later)
    for store, expected in ((two.new, later), (two.old, taken)):
        await store.histories.adopt(later)
        found = await store.histories.take(FERRY)
        assert found is not None
        assert found.last_confirmed == expected.last_confirmed


async def test_versions_that_only_read_a_page_anew_are_no_changes_where_they_are_put_in(two: Two) -> None:
    await two.old.archive.create([article()])
    await keep(two.old.archive, commit(0, WORDS[0]))
    anew = replace(evidence("ee"), origin="reread")
    await keep(two.old.archive, commit(1, WORDS[1], evidence=anew, event=None, change=None, reread=True))
    await keep(two.old.archive, commit(2, WORDS[2]))
    history = await two.old.histories.take(FERRY)
    assert history is not None
    await two.new.histories.adopt(history)
    for store in (two.old, two.new):
        head = await store.archive.head(FERRY)
        assert head is not None
        assert (head.state.versions, head.state.changes, head.state.rereads) == (3, 1, 1)
        totals = await store.catalog.totals()
        assert (totals.versions, totals.changes, totals.changed_articles) == (3, 1, 1)
