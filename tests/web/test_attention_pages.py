"""Boost, watch weight and the reasons of a plan, on the pages and by the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pages import BEARER, OLD, Desk

from monitor.model import ArticleId, Health, SourceState, Trail
from monitor.ports import LookNote, SourceNote

ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_the_page_says_when_an_article_is_checked_and_why_then(desk: Desk) -> None:
    article = await desk.article(OLD)
    async with desk.client() as client:
        shown = (await client.get(f"/articles/{article}")).text
        assert f"/articles/{article}/schedule" in shown
        found = await client.get(f"/articles/{article}/schedule")
    assert found.status_code == 200
    assert "About one edit in 3 hours is to be expected." in found.text
    assert "<form class" not in found.text.partition("<main")[2]  # a reader without the key changes nothing


async def test_a_host_that_is_left_alone_moves_the_next_check_that_is_told(desk: Desk) -> None:
    article = await desk.article(OLD)
    async with desk.client() as client:
        (known, _) = (await desk.store.catalog.heads([article]))[article]
        await desk.store.frontier.block(known.host, for_s=7_200)
        free = desk.clock.now() + timedelta(hours=2)
        assert "until then its site is left alone" in (await client.get(f"/articles/{article}")).text
        told = (await client.get(f"/api/v1/articles/{article}")).json()["next_check"]
    assert datetime.fromisoformat(told) == free


async def test_a_failing_source_says_since_when_and_why(desk: Desk) -> None:
    source, since = await desk.source(), desk.clock.now()
    for failures, said in ((1, "the last check failed"), (3, "could not be read")):
        health = Health.FAILING if failures == 3 else Health.OK
        state = SourceState(health=health, looks=4, failures=failures, failing_since=since, reason="timeout")
        await desk.store.book.record(SourceNote(source.id, f"look {failures}", ok=False, state=state))
        desk.clock.advance(3_600)
        async with desk.client() as client:
            for path in ("/sources", f"/sources/{source.id}"):
                shown = (await client.get(path)).text
                assert f'{said}</span> since <time datetime="{since:%Y-%m-%dT%H:%M:%SZ}' in shown
                assert "timeout" in shown
            told = (await client.get(f"/api/v1/sources/{source.id}")).json()
        assert (datetime.fromisoformat(told["failing_since"]), told["reason"]) == (since, "timeout")


async def test_the_owner_boosts_and_weighs_on_the_page(desk: Desk) -> None:
    article = await desk.article(OLD)
    async with desk.client(**BEARER, **ORIGIN) as client:
        assert "Watch weight" in (await client.get(f"/articles/{article}/schedule")).text
        for path, fields in (("boost", {"hours": "3"}), ("boost", {"hours": "0"}), ("weight", {"weight": "2.5"})):
            answer = await client.post(f"/articles/{article}/{path}", data=fields)
            assert answer.status_code == 303
    assert desk.cared == [(article, "boost", 3.0), (article, "boost", 0.0), (article, "weight", 2.5)]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("boost", {"hours": "13"}),
        ("boost", {"hours": "-1"}),
        ("boost", {}),
        ("weight", {"weight": "0"}),
        ("weight", {"weight": "nan"}),
        ("weight", {"weight": "1e9"}),
        ("weight", {"weight": "much"}),
    ],
)
async def test_what_can_not_be_is_refused_on_the_page(desk: Desk, path: str, fields: dict[str, str]) -> None:
    article = await desk.article(OLD)
    async with desk.client(**BEARER, **ORIGIN) as client:
        answer = await client.post(f"/articles/{article}/{path}", data=fields)
    assert 400 <= answer.status_code < 500
    assert desk.cared == []


async def test_the_api_explains_boosts_and_weighs(desk: Desk) -> None:
    article = await desk.article(OLD)
    async with desk.client(**BEARER) as client:
        plan = (await client.get(f"/api/v1/articles/{article}/schedule")).json()
        assert plan["why"] == "about one edit in 3 hours is to be expected"
        assert plan["facts"] == [{"what": "age", "value": "2 hours"}]
        said = (await client.post(f"/api/v1/articles/{article}/boost", json={"hours": 1.5})).json()
        assert said["text"].startswith("It is checked closely until ")
        assert (await client.post(f"/api/v1/articles/{article}/boost", json={"hours": 0})).json() == {
            "text": "Boosted no more."
        }
        assert (await client.post(f"/api/v1/articles/{article}/weight", json={"weight": 4})).status_code == 200
        assert (await client.post(f"/api/v1/articles/{article}/boost", json={"hours": 13})).status_code == 422
        assert (await client.post(f"/api/v1/articles/{article}/weight", json={"weight": 0})).status_code == 422
        assert (await client.get("/api/v1/articles/unknown/schedule")).status_code == 404
        shown = (await client.get(f"/api/v1/articles/{article}")).json()
    assert desk.cared == [(article, "boost", 1.5), (article, "boost", 0.0), (article, "weight", 4.0)]
    assert (shown["weight"], shown["boosted_until"], shown["same_as"]) == (1.0, None, "")


async def test_an_article_that_is_another_one_leads_to_it(desk: Desk) -> None:
    one = await desk.article(OLD)
    other = await desk.article(OLD, url="https://outlet.example/b")
    trail = replace(Trail(), same_as=ArticleId(other))
    await desk.store.archive.record(
        LookNote(one, 1, "x", Health.FINISHED, reason="the same page as https://outlet.example/b", trail=trail)
    )
    async with desk.client(**BEARER) as client:
        assert f'href="/articles/{other}"' in (await client.get(f"/articles/{one}")).text
        assert (await client.get(f"/api/v1/articles/{one}")).json()["same_as"] == other


async def test_the_status_says_while_nothing_is_checked(desk: Desk) -> None:
    await desk.store.presence.beat(why="")
    begun = desk.clock.now()
    async with desk.client() as client:
        assert "Everything works." in (await client.get("/status")).text
        desk.clock.advance(301)
        shown = (await client.get("/status")).text
    assert f'Nothing is checked since <time datetime="{begun:%Y-%m-%dT%H:%M:%SZ}"' in shown
    assert "Everything works." not in shown
