"""What every Annotations does: the suite runs over the twin and over a real server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from archive_stores import Stores, article, keep_many, memory_stores, redis_stores

from monitor.errors import DamagedRecord, NotFound, Refused
from monitor.model import ArticleId, EventType, Remark, RemarkKind
from monitor.ports import Annotations, Tagged
from monitor.store.annotations import RedisAnnotations
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.annotations import MemoryAnnotations
from monitor.store.memory.archive import MemoryArchive
from monitor.store.memory.clock import FrozenClock

FERRY = article().id
WORDS = ["Twelve were hurt.", "Fifteen were hurt.", "Sixteen were hurt."]


@dataclass(frozen=True, slots=True)
class Desk:
    """A store with what is said of it."""

    stores: Stores
    annotations: Annotations


@pytest.fixture(params=["memory", "redis"])
def desk(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Desk:
    if request.param == "memory":
        stores = memory_stores(frozen_clock)
        assert isinstance(stores.archive, MemoryArchive)
        return Desk(stores, MemoryAnnotations(stores.archive.shelf, max_annotations=6))
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return Desk(redis_stores(client, keys, frozen_clock), RedisAnnotations(client, keys, max_annotations=6))


def remark(kind: RemarkKind, text: str = "", version: int = 2, name: str = "ferry") -> Remark:
    return Remark(article(name).id, version, kind, "desk", text)


async def test_annotations_are_kept_in_order_and_chained(desk: Desk) -> None:
    await keep_many(desk.stores.archive, WORDS)
    first = (await desk.annotations.add(remark(RemarkKind.NOTE, "  Called the desk.\nNo answer. "))).annotation
    desk.stores.clock.advance(60)
    second = (await desk.annotations.add(remark(RemarkKind.STAR, version=0))).annotation
    assert (first.number, first.prev_hash, first.remark.text) == (1, "", "Called the desk.\nNo answer.")
    assert (second.number, second.prev_hash) == (2, first.record_hash)
    assert second.at > first.at
    assert await desk.annotations.of(FERRY) == (first, second)
    assert await desk.annotations.of(ArticleId("f" * 16)) == ()


async def test_a_change_that_is_no_edit_is_withdrawn_once(desk: Desk) -> None:
    done = await keep_many(desk.stores.archive, WORDS)
    told = done[1].event
    assert told is not None
    event = (await desk.annotations.add(remark(RemarkKind.NOT_AN_EDIT, "a widget"))).event
    assert event is not None
    assert (event.type, event.detail, event.change, event.sequence) == (
        EventType.WITHDRAWN,
        "a widget",
        told.change,
        len(WORDS) + 1,
    )
    assert (await desk.stores.archive.events(FERRY))[-1] == event
    head = await desk.stores.archive.head(FERRY)
    assert head is not None
    assert head.state.sequence == event.sequence
    listed = await desk.stores.catalog.events(types=(EventType.WITHDRAWN,))
    assert listed.items == (event,)
    with pytest.raises(Refused, match="before"):
        await desk.annotations.add(remark(RemarkKind.NOT_AN_EDIT, "again"))
    with pytest.raises(Refused, match="only a change"):
        await desk.annotations.add(remark(RemarkKind.NOT_AN_EDIT, "the first", version=1))


async def test_a_withdrawal_reaches_those_who_read_the_stream(desk: Desk) -> None:
    await keep_many(desk.stores.archive, WORDS)
    event = (await desk.annotations.add(remark(RemarkKind.NOT_AN_EDIT, "a widget"))).event
    read = [e for shard in desk.stores.log.shards() for _, e in await desk.stores.log.read(shard, after="")]
    assert read[-1] == event


async def test_what_can_not_be_said_is_refused_in_words(desk: Desk) -> None:
    await keep_many(desk.stores.archive, WORDS)
    for wrong, why in (
        (remark(RemarkKind.TAG), "words are missing"),
        (remark(RemarkKind.NOT_AN_EDIT, "  "), "words are missing"),
        (remark(RemarkKind.TAG, "x" * 65), "64 are the most"),
        (remark(RemarkKind.TAG, "a\x1bb"), "printed"),
        (remark(RemarkKind.NOTE, "x" * 4_001), "4000 are the most"),
        (remark(RemarkKind.STAR, version=4), "no version 4"),
        (Remark(FERRY, 2, RemarkKind.STAR, ""), "author"),
    ):
        with pytest.raises(Refused, match=why):
            await desk.annotations.add(wrong)
    with pytest.raises(NotFound):
        await desk.annotations.add(remark(RemarkKind.STAR, name="unknown"))
    assert await desk.annotations.of(FERRY) == ()


async def test_more_than_the_cap_is_refused(desk: Desk) -> None:
    await keep_many(desk.stores.archive, WORDS)
    for _ in range(6):
        await desk.annotations.add(remark(RemarkKind.REVIEWED))
    with pytest.raises(Refused, match="has 6 annotations"):
        await desk.annotations.add(remark(RemarkKind.REVIEWED))
    assert len(await desk.annotations.of(FERRY)) == 6


async def test_tags_list_what_carries_them_newest_change_first(desk: Desk) -> None:
    await keep_many(desk.stores.archive, WORDS)
    desk.stores.clock.advance(3600)
    await keep_many(desk.stores.archive, WORDS[:2], "mayor")
    await desk.annotations.add(remark(RemarkKind.TAG, "Numbers  wrong", name="mayor"))
    await desk.annotations.add(remark(RemarkKind.TAG, "numbers wrong", version=3))
    await desk.annotations.add(remark(RemarkKind.TAG, "sea", version=0))
    assert await desk.annotations.tags() == {"numbers wrong": 2, "sea": 1}
    page = await desk.annotations.tagged("numbers wrong", limit=1)
    assert page.items == (Tagged(article("mayor").id, 2),)
    rest = await desk.annotations.tagged("numbers wrong", cursor=page.next)
    assert (rest.items, rest.next) == ((Tagged(FERRY, 3),), "")
    await desk.annotations.add(remark(RemarkKind.UNTAG, "sea", version=0))
    assert (await desk.annotations.tagged("sea")).items == ()
    assert await desk.annotations.tags() == {"numbers wrong": 2}


async def test_remarks_at_the_same_moment_are_all_kept(desk: Desk) -> None:
    await keep_many(desk.stores.archive, WORDS)
    wanted = [remark(RemarkKind.NOTE, f"note {number}") for number in range(4)]
    await asyncio.gather(*(desk.annotations.add(one) for one in [*wanted, remark(RemarkKind.NOT_AN_EDIT, "a widget")]))
    kept = await desk.annotations.of(FERRY)
    assert [one.number for one in kept] == [1, 2, 3, 4, 5]
    assert {one.remark.text for one in kept} == {"note 0", "note 1", "note 2", "note 3", "a widget"}


async def test_a_broken_chain_of_annotations_is_named(frozen_client: StoreClient, frozen_keys: Keys) -> None:
    stores = redis_stores(frozen_client, frozen_keys, FrozenClock())
    await keep_many(stores.archive, WORDS)
    annotations = RedisAnnotations(frozen_client, frozen_keys)
    for text in ("one", "two"):
        await annotations.add(remark(RemarkKind.NOTE, text))
    key = frozen_keys.annotations(frozen_keys.archive_tag(FERRY), FERRY)
    record = await frozen_client.do("LINDEX", key, 0)
    await frozen_client.do("LSET", key, 0, record.replace(b"one", b"ono"))
    with pytest.raises(DamagedRecord, match=r"annotation 2 .* does not follow"):
        await annotations.of(FERRY)
