"""Who may do what: every route without a key, from elsewhere, under another name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from every_address import routes_of
from pages import BEARER, KEY, NEW, OLD, Desk

from monitor.web.app import build
from monitor.web.guard import OPEN, WRITES
from monitor.web.services import WebOptions


def routes(desk: Desk) -> Iterator[tuple[str, str]]:
    """(method, path) of every route, its parameters filled in."""
    for method, path in routes_of(build(desk.services(), desk.options)):
        yield method, re.sub(r"\{[^}]*\}", "1", path)


def is_open(path: str) -> bool:
    return any(path == place.rstrip("/") or path.startswith(place.rstrip("/") + "/") for place in OPEN)


async def test_without_a_key_nothing_but_the_open_routes_answers() -> None:
    desk = Desk(WebOptions(KEY))
    seen = sorted(set(routes(desk)))
    assert len(seen) > 30
    async with desk.client() as client:
        for method, path in seen:
            answer = await client.request(method, path)
            allowed = is_open(path)
            assert allowed or answer.status_code in {303, 401, 403}, (method, path, answer.status_code)


async def test_public_opens_reading_only() -> None:
    desk = Desk(WebOptions(KEY, public=True))
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        assert (await client.get(f"/articles/{article}")).status_code == 200
        assert (await client.get("/subscriptions")).status_code in {303, 401}
        assert (await client.get("/api/v1/subscriptions")).status_code == 401
        for method, path in sorted(set(routes(desk))):
            if method in WRITES and not is_open(path):
                answer = await client.request(method, path, headers={"Sec-Fetch-Site": "same-origin"})
                assert answer.status_code in {303, 401, 403}, (method, path)
    assert not desk.looked
    assert not desk.added


async def test_another_host_name_is_not_answered() -> None:
    desk = Desk()
    async with desk.client() as client:
        for host in ("evil.example", "localhost.evil.example", "", "[::1", "127.0.0.1.evil.example"):
            assert (await client.get("/", headers={"Host": host})).status_code == 421, host
        for host in ("localhost", "127.0.0.1:8340", "[::1]:8340"):
            assert (await client.get("/", headers={"Host": host})).status_code == 200, host


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_write_from_another_site_is_refused_even_with_the_key(headers: dict[str, str]) -> None:
    desk = Desk()
    article = await desk.article(OLD)
    async with desk.client(**BEARER) as client:
        answer = await client.post(f"/api/v1/articles/{article}/look", headers=headers)
    assert answer.status_code == 403
    assert not desk.looked


async def test_the_key_opens_writing() -> None:
    desk = Desk(WebOptions(KEY))
    article = await desk.article(OLD)
    async with desk.client(**BEARER) as client:
        assert (await client.post(f"/api/v1/articles/{article}/look")).status_code == 202
    assert desk.looked == [article]


async def test_the_form_opens_a_session_whose_cookie_does_not_tell_the_key() -> None:
    desk = Desk(WebOptions(KEY))
    async with desk.client(**{"Sec-Fetch-Site": "same-origin"}) as client:
        wrong = await client.post("/login", data={"key": "guess"})
        assert wrong.status_code in {401, 403}
        assert (await client.get("/", headers={"Accept": "text/html"})).status_code == 303
        right = await client.post("/login", data={"key": KEY})
        assert right.status_code == 303
        cookie = right.headers["set-cookie"]
        assert KEY not in cookie
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()
        assert (await client.get("/")).status_code == 200


async def test_every_answer_carries_a_policy_without_inline() -> None:
    desk = Desk()
    async with desk.client() as client:
        for path in ("/", "/nothing", "/feeds/changes.atom", "/api/v1/changes", "/livez"):
            policy = (await client.get(path)).headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy


async def test_nothing_changes_by_get() -> None:
    desk = Desk(WebOptions(KEY))
    await desk.article(OLD, NEW)
    async with desk.client(**BEARER) as client:
        for method, path in sorted(set(routes(desk))):
            if method == "GET" and not path.endswith("/events"):
                await client.get(path)
    assert not desk.looked
    assert not desk.added


async def test_a_request_that_is_too_large_is_refused() -> None:
    desk = Desk()
    async with desk.client(**BEARER) as client:
        answer = await client.post("/api/v1/sources", content=b"x" * 2_000_000)
        assert answer.status_code == 413
        assert (await client.get("/?" + "x" * 10_000)).status_code == 414
