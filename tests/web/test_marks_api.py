"""/api/v1/marks: the owner hides, shows, holds and erases by the API, and nobody else reads why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hostile import TEXTS
from pages import BEARER, KEY, NEW, OLD, Desk

from monitor.web.keys import Person
from monitor.web.services import WebOptions

ANNA = Person("Anna", "the-key-of-anna-0123456789")
BEN = Person("Ben", "the-key-of-ben-0123456789", may_write=False)
PATH = "/api/v1/marks"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def mark(article: str, deed: str, version: int = 0, **fields: Any) -> dict[str, Any]:
    return {"article_id": article, "deed": deed, "version": version, **fields}


@pytest.mark.parametrize("version", [0, 2])
async def test_what_is_hidden_answers_410_until_it_is_shown_again(desk: Desk, version: int) -> None:
    article = await desk.article(OLD, NEW)
    shown = f"/api/v1/articles/{article}/versions/2"
    async with desk.client(**BEARER) as client:
        assert (await client.get(shown)).status_code == 200
        hidden = await client.post(PATH, json=mark(article, "hide", version, reason="a court order"))
        assert hidden.status_code == 201
        assert hidden.json()["absence"] == "hidden"
        assert (await client.get(shown)).status_code == 410
        again = await client.post(PATH, json=mark(article, "show", version))
        assert (again.status_code, again.json()["absence"]) == (201, None)
        assert (await client.get(shown)).status_code == 200
        listed = (await client.get(PATH, params={"article": article})).json()["items"]
    assert [(one["deed"], one["version"], one["reason"]) for one in listed] == [
        ("show", version, ""),
        ("hide", version, "a court order"),
    ]


async def test_a_hold_and_its_end_are_told(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client(**BEARER) as client:
        assert (await client.post(PATH, json=mark(article, "hold", 1))).json()["held"]
        assert not (await client.post(PATH, json=mark(article, "release", 1))).json()["held"]
        erased = await client.post(PATH, json=mark(article, "erase", 1, reason="asked to"))
    assert erased.json()["absence"] == "erased"


async def test_the_list_comes_in_pages_newest_first(desk: Desk) -> None:
    articles = [await desk.article(OLD, NEW, url=f"https://outlet.example/{number}") for number in range(3)]
    async with desk.client(**BEARER) as client:
        for article in articles:
            await client.post(PATH, json=mark(article, "hold"))
            desk.clock.advance(60)
        first = (await client.get(PATH, params={"limit": 2})).json()
        rest = (await client.get(PATH, params={"limit": 2, "cursor": first["next"]})).json()
        wrong = await client.get(PATH, params={"cursor": "x"})
    assert [one["article_id"] for one in (*first["items"], *rest["items"])] == articles[::-1]
    assert rest["next"] == ""
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"deed": "hide"}, 422),
        ({"deed": "erase", "reason": "  "}, 422),
        ({"deed": "erased", "reason": "it is not for you to say"}, 422),
        ({"deed": "hide", "reason": "why", "version": -1}, 422),
        ({"deed": "hide", "reason": "why", "sure": True}, 422),
        ({"deed": "hide", "reason": "why", "article_id": "0" * 16}, 404),
        ({"deed": "hide", "reason": "why", "article_id": "../etc"}, 422),
    ],
)
async def test_what_is_not_right_is_refused_and_nothing_is_kept(
    desk: Desk, fields: dict[str, Any], status: int
) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client(**BEARER) as client:
        answer = await client.post(PATH, json={"article_id": article} | fields)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
    assert await desk.store.marks.of([article]) == {}


@pytest.mark.parametrize("public", [True, False])
async def test_only_who_may_write_reads_or_writes_marks(*, public: bool) -> None:
    desk = Desk(WebOptions(KEY, people=(ANNA, BEN), public=public))
    article = await desk.article(OLD, NEW)
    hide = mark(article, "hide", reason="why")
    async with desk.client() as client:
        for headers, status in (({}, 401), ({"Authorization": f"Bearer {BEN.key}"}, 403)):
            assert (await client.get(PATH, headers=headers)).status_code == status
            assert (await client.post(PATH, json=hide, headers=headers)).status_code == status
        by_anna = await client.post(PATH, json=hide, headers={"Authorization": f"Bearer {ANNA.key}"})
        assert (by_anna.status_code, by_anna.json()["by"]) == (201, "Anna")
        elsewhere = await client.post(PATH, json=hide, headers=BEARER | {"Origin": "https://evil.example"})
        assert elsewhere.status_code == 403


@pytest.mark.parametrize("name", ["script", "surrogate_high", "quotes"])
async def test_a_hostile_reason_comes_back_as_text(desk: Desk, name: str) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client(**BEARER) as client:
        body = json.dumps(mark(article, "hide", reason=TEXTS[name]))
        kept = await client.post(PATH, content=body, headers={"Content-Type": "application/json"})
        assert kept.status_code in {201, 422}
        assert kept.headers["content-type"].startswith(("application/json", "application/problem+json"))


async def test_the_api_says_what_can_be_done(desk: Desk) -> None:
    async with desk.client() as client:
        document = (await client.get("/api/v1/openapi.json")).json()
    assert set(document["paths"][PATH]) == {"get", "post"}
    assert set(document["components"]["schemas"]["MarkIn"]["properties"]) == {"article_id", "version", "deed", "reason"}
