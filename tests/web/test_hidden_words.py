"""Hidden and erased words are in no answer of any route, whatever the route is: the test walks them all."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest
from every_address import addresses
from pages import BEARER, NEW, OLD, Desk, text
from starlette.applications import Starlette

from monitor.deliver.payload import Payloads
from monitor.deliver.subjects import Subjects
from monitor.errors import Withheld
from monitor.model import WHOLE, Act, ArticleId, Deed, Delivery, Remark, RemarkKind, SubscriptionId
from monitor.web.app import build

SECRET = "Mxyzptlk"
HIDDEN = text(f"Fifteen hurt, {SECRET} among them", f"{SECRET} was hurt.", "The ferry carried 214 passengers.")


async def readable(app: Starlette, desk: Desk, article: ArticleId) -> list[str]:
    """Every address that ends."""
    source = (await desk.store.book.all())[0].id
    found = {path for path in addresses(app, article, source) if not path.endswith("/events")}
    return [*sorted(found), "/api/v1/articles?url=https://outlet.example/story", f"/articles/{article}/compare?a=1&b=2"]


async def walk(app: Starlette, paths: list[str]) -> dict[str, tuple[int, bytes]]:
    """What each address answers to the owner."""
    found = {}
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=BEARER) as client:
        for path in paths:
            answer = await client.get(path, follow_redirects="?" in path)
            found[path] = (answer.status_code, answer.content)
    return found


async def written(desk: Desk) -> ArticleId:
    article = await desk.article(OLD, HIDDEN, NEW)
    await desk.store.annotations.add(Remark(article, 2, RemarkKind.NOTE, "me", f"{SECRET} again"))
    await desk.store.annotations.add(Remark(article, 2, RemarkKind.TAG, "me", "court"))
    return article


@pytest.mark.slow
@pytest.mark.parametrize("deed", [Deed.HIDE, Deed.ERASE])
@pytest.mark.parametrize("number", [2, WHOLE])
async def test_no_route_answers_with_hidden_words(deed: Deed, number: int) -> None:
    desk = Desk()
    article = await written(desk)
    app = build(desk.services(), desk.options)
    paths = await readable(app, desk, article)
    before = await walk(app, paths)
    assert sum(SECRET.encode() in body for _, body in before.values()) > 8, "they are in many answers before"
    await desk.store.marks.add(article, Act(deed, number, desk.clock.now(), "me", "asked to"))
    after = await walk(app, paths)
    assert [path for path, (_, body) in after.items() if SECRET.encode() in body] == []
    assert after[f"/articles/{article}/versions/2"][0] == 410
    assert after[f"/articles/{article}/diff/1/2"][0] == 410
    assert after[f"/api/v1/articles/{article}/versions/2"][0] == 410
    assert b"can not be shown" in after[f"/articles/{article}/versions/2"][1]
    assert after[f"/articles/{article}"][0] == (410 if number == WHOLE else 200)
    assert after[f"/api/v1/articles/{article}"][0] == (410 if number == WHOLE else 200)
    assert [status for status, _ in after.values() if status >= 500] == []
    if number:
        assert after[f"/articles/{article}/versions/3"][0] == 200


async def test_the_stream_of_events_and_queued_messages_forget_it() -> None:
    desk = Desk()
    article = await written(desk)
    events = await desk.store.archive.events(article)
    store = desk.store
    payloads = Payloads(Subjects(store.archive, store.book, store.subscriptions, store.endpoints, marks=store.marks))
    queued = Delivery(SubscriptionId("s"), events[1].id, article, 2, 1, desk.clock.now(), type=events[1].type)
    draft = await payloads.draft(queued)
    assert draft is not None
    assert SECRET.encode() in draft.seal(1)
    await store.marks.add(article, Act(Deed.HIDE, 2, desk.clock.now(), "me", "asked to"))
    with pytest.raises(Withheld):
        await payloads.draft(queued)
    since = (desk.clock.now() - timedelta(days=2)).isoformat()
    page = await store.catalog.events(limit=100)
    assert SECRET not in str(page)
    async with desk.client(**BEARER) as client:
        listed = await client.get("/api/v1/changes", params={"since": since})
    assert SECRET not in listed.text
