"""Hiding, showing again and erasing on the pages: by the owner, with a reason, after being asked once more."""

from __future__ import annotations

import pytest
from pages import BEARER, NEW, OLD, Desk

from monitor.model import Absence, Deed


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("version", [0, 2])
async def test_the_owner_hides_after_a_question_and_shows_again(desk: Desk, version: int) -> None:
    article = await desk.article(OLD, NEW)
    place, shown = f"/articles/{article}/marks", f"/articles/{article}/versions/2"
    form = {"deed": "hide", "version": str(version), "reason": "a <b>court</b> order"}
    async with desk.client(**BEARER) as client:
        assert "Hide or erase" in (await client.get(f"/articles/{article}")).text
        asked = await client.post(place, data=form)
        assert asked.status_code == 200
        assert "to nobody?" in asked.text
        assert "a &lt;b&gt;court&lt;/b&gt; order" in asked.text
        assert await desk.store.marks.of([article]) == {}, "nothing is done before the answer"
        assert (await client.get(shown)).status_code == 200
        done = await client.post(place, data=form | {"sure": "yes"}, follow_redirects=False)
        assert (done.status_code, done.headers["location"]) == (303, "/marks")
        gone = await client.get(shown)
        assert gone.status_code == 410
        assert 'href="/marks"' in gone.text
        history = await client.get(f"/articles/{article}")
        assert version == 0 or "First seen (by us) edited" not in " ".join(history.text.split())
        listed = (await client.get("/marks")).text
        assert "a &lt;b&gt;court&lt;/b&gt; order" in listed
        assert listed.count("Show again") == 1
        await client.post(place, data={"deed": "show", "version": str(version)})
        assert (await client.get(shown)).status_code == 200
        assert "Show again" not in (await client.get("/marks")).text


async def test_an_erasure_is_asked_for_with_what_it_means(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    place, form = f"/articles/{article}/marks", {"deed": "erase", "version": "2", "reason": "asked to"}
    async with desk.client(**BEARER) as client:
        asked = await client.post(place, data=form)
        assert "can not be undone" in asked.text
        await client.post(place, data=form | {"sure": "yes"})
    standing = (await desk.store.marks.of([article]))[article]
    assert [act.deed for act in standing.acts] == [Deed.ERASE]
    assert standing.absence(2) is Absence.ERASED


@pytest.mark.parametrize(
    "form",
    [
        {"deed": "hide", "version": "1", "sure": "yes"},
        {"deed": "hide", "version": "1", "reason": "  ", "sure": "yes"},
        {"deed": "erased", "version": "1", "reason": "x", "sure": "yes"},
        {"deed": "erase", "version": "one", "reason": "x", "sure": "yes"},
        {"version": "1", "reason": "x", "sure": "yes"},
    ],
)
async def test_what_can_not_be_done_is_said_and_not_done(desk: Desk, form: dict[str, str]) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client(**BEARER) as client:
        assert (await client.post(f"/articles/{article}/marks", data=form)).status_code == 422
    assert await desk.store.marks.of([article]) == {}


async def test_readers_neither_hide_nor_see_the_list(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    form = {"deed": "hide", "version": "1", "reason": "x", "sure": "yes"}
    async with desk.client() as client:
        assert (await client.post(f"/articles/{article}/marks", data=form)).status_code in {303, 401, 403}
        assert (await client.get("/marks", follow_redirects=False)).status_code in {303, 401}
        assert "Hide or erase" not in (await client.get(f"/articles/{article}")).text
    assert await desk.store.marks.of([article]) == {}
