"""The JSON API, the feeds and the probes as programs use them."""

from __future__ import annotations

import feedparser
import pytest
from pages import BEARER, NEW, OLD, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_the_api_gives_articles_versions_and_the_difference(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        listed = (await client.get("/api/v1/articles")).json()
        assert [one["article"]["id"] if "article" in one else one["id"] for one in listed["items"]] == [article]
        versions = (await client.get(f"/api/v1/articles/{article}/versions")).json()
        assert len(versions if isinstance(versions, list) else versions["items"]) == 2
        version = (await client.get(f"/api/v1/articles/{article}/versions/2")).json()
        assert "Fifteen hurt as ferry and barge collide" in str(version)
        found = (await client.get(f"/api/v1/articles/{article}/diff/1/2")).json()
        found = found.get("diff", found)
        assert found["schema"] == 1
        old = "\n".join("".join(run["old"] for run in row["runs"]) for row in found["rows"] if row["old"])
        assert old == "\n".join(block.text for block in OLD.blocks)
        changes = (await client.get("/api/v1/changes")).json()
        assert len(changes["items"]) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/articles/none", 404),
        ("/api/v1/articles/none/versions/1", 404),
        ("/api/v1/changes?limit=0", 422),
        ("/api/v1/changes?cursor=nonsense!", 404),
        ("/api/v1/nothing", 404),
    ],
)
async def test_errors_are_problem_documents(desk: Desk, path: str, status: int) -> None:
    async with desk.client() as client:
        answer = await client.get(path)
    assert answer.status_code in {status, 400, 422} if "cursor" in path else answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize("rule", [{"allow_networks": ["10.0.0.0/8"]}, {"ignore_robots": True}, {"rules": {}}])
async def test_no_private_network_and_no_robots_txt_is_opened_by_the_api(desk: Desk, rule: dict[str, object]) -> None:
    source = await desk.source()
    async with desk.client(**BEARER) as client:
        made = await client.post("/api/v1/sources", json={"url": "https://outlet.example/", **rule})
        edited = await client.patch(f"/api/v1/sources/{source.id}", json=rule)
    assert (made.status_code, edited.status_code, desk.added) == (422, 422, [])
    assert (await desk.store.book.get(source.id)) == source


async def test_the_api_describes_itself(desk: Desk) -> None:
    async with desk.client() as client:
        document = (await client.get("/api/v1/openapi.json")).json()
    for path in (
        "sources",
        "articles",
        "articles/{article}/versions",
        "articles/{article}/diff/{a}/{b}",
        "changes",
        "subscriptions",
    ):
        assert f"/api/v1/{path}" in document["paths"], path


async def test_feeds_carry_the_diff_and_answer_304(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    source = (await desk.store.book.all())[0].id
    async with desk.client() as client:
        for place in ("/feeds", f"/sources/{source}", f"/articles/{article}"):
            for form in ("atom", "rss"):
                answer = await client.get(f"{place}/changes.{form}")
                read = feedparser.parse(answer.content)
                assert not read.bozo, place
                body = read.entries[0].get("content", [{"value": read.entries[0].get("summary", "")}])[0]["value"]
                assert "<del>" in body, place
                assert "<ins>" in body, place
                assert "</del><ins>" not in body
                again = await client.get(f"{place}/changes.{form}", headers={"If-None-Match": answer.headers["etag"]})
                assert again.status_code == 304
            assert (await client.get(f"{place}/changes.json")).json()["version"] == "https://jsonfeed.org/version/1.1"
        plain = (await client.get("/feeds/changes.atom?marks=text")).text
        assert "[-Twelve-]" in plain
        assert "{+Fifteen+}" in plain


async def test_the_pages_announce_their_feeds(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}")).text
    assert 'rel="alternate"' in page
    assert f"/articles/{article}/changes.atom" in page


async def test_the_probes_tell_machines_how_we_are(desk: Desk) -> None:
    await desk.article(OLD, NEW)
    async with desk.client() as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200
        metrics = (await client.get("/metrics")).text
    assert "redline_" in metrics


async def test_a_webhook_is_subscribed_and_removed_and_its_secret_is_shown_once(desk: Desk) -> None:
    async with desk.client(**BEARER) as client:
        made = await client.post(
            "/api/v1/subscriptions", json={"target": "https://hooks.example.org/x", "name": "desk"}
        )
        assert made.status_code == 201
        assert "whsec_" in made.text
        listed = await client.get("/api/v1/subscriptions")
        assert "whsec_" not in listed.text
        assert "https://hooks.example.org/x" in listed.text
        (one,) = await desk.store.subscriptions.all()
        assert (await client.delete(f"/api/v1/subscriptions/{one.id}")).status_code == 204
        assert await desk.store.subscriptions.all() == []
