"""Remarks on pages and in the API."""

from __future__ import annotations

import pytest
from pages import BEARER, NEW, OLD, Desk

from monitor.model import EventType, Remark, RemarkKind


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_the_api_keeps_a_remark_and_withdraws_a_change(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    place = f"/api/v1/articles/{article}/annotations"
    async with desk.client() as client:
        made = await client.post(place, headers=BEARER, json={"kind": "tag", "version": 2, "text": "Sea  Rescue"})
        assert made.status_code == 201
        assert (made.json()["text"], made.json()["author"], made.json()["number"]) == ("sea rescue", "owner", 1)
        withdrawn = await client.post(
            place, headers=BEARER, json={"kind": "not_an_edit", "version": 2, "text": "a box"}
        )
        assert withdrawn.json()["prev_hash"] == made.json()["hash"]
        events = await desk.store.archive.events(article)
        assert (events[-1].type, events[-1].id) == (EventType.WITHDRAWN, withdrawn.json()["event_id"])
        listed = (await client.get(place, headers=BEARER)).json()["items"]
        assert [one["kind"] for one in listed] == ["tag", "not_an_edit"]
        assert (await client.get("/api/v1/articles/-/tags", headers=BEARER)).json() == {"sea rescue": 1}
        found = (await client.get("/api/v1/changes", params={"tag": "sea rescue"}, headers=BEARER)).json()["items"]
        assert len(found) == 1
        assert (await client.get("/api/v1/changes?tag=other", headers=BEARER)).json()["items"] == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "tag", "version": 2}, 422),
        ({"kind": "shout"}, 422),
        ({"kind": "star", "version": 99}, 422),
        ({"kind": "not_an_edit", "version": 1, "text": "x"}, 422),
        ({"kind": "note", "text": "x" * 5_000}, 422),
        ({"kind": "star", "more": 1}, 422),
    ],
)
async def test_what_can_not_be_said_is_a_problem_document(desk: Desk, said: dict[str, object], status: int) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        answer = await client.post(f"/api/v1/articles/{article}/annotations", headers=BEARER, json=said)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_nobody_writes_without_the_key_or_from_another_site(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    place = f"/api/v1/articles/{article}/annotations"
    async with desk.client() as client:
        client.headers.pop("authorization", None)
        assert (await client.post(place, json={"kind": "star"})).status_code in {401, 403}
        foreign = BEARER | {"origin": "https://evil.example"}
        assert (await client.post(place, headers=foreign, json={"kind": "star"})).status_code == 403
    assert await desk.store.annotations.of(article) == ()


async def test_pages_show_remarks_and_the_owner_adds_them(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        form = {"kind": "note", "version": "2", "text": "<b>Called</b> the desk"}
        same = BEARER | {"sec-fetch-site": "same-origin"}
        done = await client.post(f"/articles/{article}/annotations", headers=same, data=form)
        assert (done.status_code, done.headers["location"]) == (303, f"/articles/{article}/diff/1/2#remarks")
        for kind, said in ((RemarkKind.TAG, "sea"), (RemarkKind.NOT_AN_EDIT, "a box"), (RemarkKind.STAR, "")):
            await desk.store.annotations.add(Remark(article, 2, kind, "desk", said))
        page = (await client.get(f"/articles/{article}/diff/1/2", headers=BEARER)).text
        assert "&lt;b&gt;Called&lt;/b&gt; the desk" in page
        assert "Withdrawn: marked as not an edit: <span" in page
        assert "★ starred" in page
        assert 'href="/?tag=sea"' in page
        whole = (await client.get(f"/articles/{article}", headers=BEARER)).text
        assert "(Version 2)" in whole
        home = (await client.get("/?tag=sea", headers=BEARER)).text
        assert f"/articles/{article}/diff/1/2" in home
        assert '<option value="sea" selected>' in home
