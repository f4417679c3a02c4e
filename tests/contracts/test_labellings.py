"""What every Labellings does: the memory twin and Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import ArticleId, Change, Interval, Notice, Stats
from monitor.store.connecting import connect
from monitor.store.labellings import RedisLabellings
from monitor.store.layout import open_layout
from monitor.store.memory.labellings import MemoryLabellings

AnyLabellings = MemoryLabellings | RedisLabellings
ARTICLE = ArticleId("article000000001")
AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CHANGE = Change(
    ARTICLE, 1, 2, Interval(AT, AT), "Old – “title”", "New\x00", ("number", "quote"), Notice.NONE_FOUND, 71,
    ("a number (+40)",), "small", "“12” → “15”", Stats(1, 1, 0.98), "rules-2",
)  # fmt: skip


@pytest.fixture(params=["memory", "redis"])
async def labellings(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[AnyLabellings]:
    if request.param == "memory":
        yield MemoryLabellings()
        return
    async with connect(redis_url) as client:
        await client.do("FLUSHALL")
        _, keys = await open_layout(client, prefix="test")
        yield RedisLabellings(client, keys)


async def test_a_labelling_is_kept_whole_beside_those_of_other_rules(labellings: AnyLabellings) -> None:
    older = replace(CHANGE, rules_version="rules-1", weight=40)
    later = replace(CHANGE, from_version=2, to_version=3)
    assert [await labellings.put(one) for one in (later, CHANGE, older)] == [True, True, True]
    assert await labellings.of(ARTICLE) == (older, CHANGE, later)
    assert await labellings.of(ArticleId("article000000002")) == ()


async def test_the_same_rules_never_label_a_change_twice(labellings: AnyLabellings) -> None:
    await labellings.put(CHANGE)
    assert await labellings.put(replace(CHANGE, weight=1)) is False
    assert await labellings.of(ARTICLE) == (CHANGE,)
