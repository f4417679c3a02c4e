"""Server-sent events over real HTTP: nothing is missed, whatever breaks in between."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import newsdesk
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import BEARER, Desk

from monitor.cli.tail import Listening
from monitor.clock import SystemClock
from monitor.store.in_memory import memory_store
from monitor.web.app import build
from monitor.web.live import cursor_of, moment_of, text_of
from monitor.web.serving import serving

SHARDS = ("a00", "a01", "b00")
WAIT_S = 120.0  # a machine may be busy; nothing is measured here


@given(st.lists(st.tuples(st.integers(0, 2**42), st.integers(0, 4095)), min_size=3, max_size=3))
def test_a_cursor_comes_back_as_it_went(places: list[tuple[int, int]]) -> None:
    vector = {shard: f"{ms}-{count}" for shard, (ms, count) in zip(SHARDS, places, strict=True)}
    assert cursor_of(text_of(vector, SHARDS), SHARDS) == vector


@given(st.text(max_size=60))
def test_whatever_is_no_cursor_is_refused_and_breaks_nothing(text: str) -> None:
    found = cursor_of(text, SHARDS)
    assert found is None or set(found) == set(SHARDS)


def test_a_time_reaches_a_minute_back() -> None:
    at = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    assert moment_of(at, SHARDS)["a00"] == f"{int(at.timestamp() - 60) * 1000}-0"


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[str]:
    """The application on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = build(desk.services(), desk.options)
    async with serving(app, host="127.0.0.1", port=port, ending=app.state.web.hub.close):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.clock = SystemClock()  # type: ignore[assignment]  # streams are about real time
    made.store = memory_store(made.clock)
    return made


@pytest.fixture
async def writer(desk: Desk) -> newsdesk.Desk:
    made = newsdesk.Desk(desk.store, desk.clock)
    await made.open(tags=("national",))
    return made


async def take(listening: Listening, count: int) -> list[dict[str, Any]]:
    """That many events of a stream."""
    found = []
    async with asyncio.timeout(WAIT_S):
        async for event in listening.events():
            found.append(event)
            if len(found) == count:
                break
    return found


def listen(base: str, last_id: str = "", **asked: Any) -> Listening:
    return Listening(f"{base}/api/v1/events", "", asked, last_id)


async def test_who_listens_hears_of_each_event_once_and_in_order(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    async with served(desk) as base:
        listening = listen(base, types=["article.changed"])
        hearing = asyncio.ensure_future(take(listening, 5))
        async with asyncio.timeout(WAIT_S):
            while not listening.last_id:  # noqa: ASYNC110 - the first id says from where on events are heard
                await asyncio.sleep(0.02)
        events = [await writer.edit(article) for _ in range(5)]
        heard = await hearing
    assert [one["id"] for one in heard] == [event.id for event in events]
    assert heard[0]["data"]["hunks"]
    assert "endpoint_sequence" not in heard[0]["data"]


async def test_a_server_that_ends_sends_what_waits_and_keeps_nobody_listening(
    desk: Desk, writer: newsdesk.Desk
) -> None:
    article = await writer.write(1)
    async with httpx2.AsyncClient(timeout=WAIT_S) as client:
        async with served(desk) as base:
            stream = client.stream("GET", f"{base}/api/v1/events", headers=BEARER)
            answer = await stream.__aenter__()
            lines = answer.aiter_lines()
            async for line in lines:
                if line == ": listening":
                    break
            event = await writer.edit(article)
            async for line in lines:
                if line.startswith("data: "):
                    assert event.id in line
                    break
        rest = [line async for line in lines]  # it ended, and was not cut off
        await stream.__aexit__(None, None, None)
    assert not any(line.startswith(("event: overrun", "event: error")) for line in rest)


async def test_who_comes_back_with_the_last_id_misses_nothing_and_gets_nothing_twice(
    desk: Desk, writer: newsdesk.Desk
) -> None:
    articles = [await writer.write(number) for number in range(1, 6)]
    async with served(desk) as base:
        first = listen(base, since="2020-01-01T00:00:00Z", types=["article.changed"])
        before = [await writer.edit(article) for article in articles]
        heard = await take(first, 3)
        later = [await writer.edit(article) for article in articles]
        heard += await take(listen(base, first.last_id, types=["article.changed"]), 7)
    assert sorted(one["id"] for one in heard) == sorted(event.id for event in (*before, *later))


async def test_since_begins_in_the_past(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    event = await writer.edit(article)
    async with served(desk) as base:
        heard = await take(listen(base, since=event.at.isoformat(), types=["article.changed"]), 1)
    assert heard[0]["id"] == event.id


async def test_filters_hold_on_the_stream(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    await writer.edit(article)
    event = await writer.edit(article)
    async with served(desk) as base:
        asked: dict[str, Any] = {
            "since": "2020-01-01T00:00:00Z",
            "words": ["14"],
            "tags": ["national"],
            "types": ["article.changed"],
        }
        heard = await take(listen(base, **asked), 1)
    assert heard[0]["id"] == event.id


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kinds=numbr", "number"),
        ("words=%20", "no word to look for"),
        ("saved=heavy", "no saved filter"),
        ("colour=red", "colour"),
        ("min_weight=101", "min_weight"),
    ],
)
async def test_a_filter_with_a_typo_names_it(desk: Desk, query: str, said: str) -> None:
    async with desk.client(**BEARER) as client:
        answer = await client.get(f"/api/v1/events?{query}")
    assert answer.status_code == 422
    assert said in answer.text


async def test_a_cursor_of_somebody_else_is_refused(desk: Desk) -> None:
    async with desk.client(**BEARER) as client:
        answer = await client.get("/api/v1/events", headers={"Last-Event-ID": "17-evt_x"})
    assert answer.status_code == 422


@pytest.mark.slow
async def test_a_slow_reader_is_cut_off_clearly_and_resumes_without_loss(desk: Desk, writer: newsdesk.Desk) -> None:
    article = await writer.write(1)
    events = []
    async with served(desk) as base:
        port = int(base.rpartition(":")[2])
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        small.connect(("127.0.0.1", port))
        reader, sender = await asyncio.open_connection(sock=small, limit=4_096)
        sender.write(b"GET /api/v1/events?types=article.changed HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(WAIT_S):
            opened = await reader.readuntil(b": listening\n\n")
        long = "<" * 1_900  # each takes six bytes in an envelope
        for number in range(700):
            events.append(await writer.edit(article, f"{long} {number}"))
            if number % 20 == 0:
                await asyncio.sleep(0.02)
        await asyncio.sleep(1.0)
        text = opened
        async with asyncio.timeout(WAIT_S):
            while b"event: overrun" not in text[-4_000:] and (piece := await reader.read(65_536)):
                text += piece
        sender.close()
        await sender.wait_closed()
        last_id = text.decode(errors="replace").rpartition("\nid: ")[2].partition("\n")[0].strip()
        seen = text.count(b"event: article.changed")
        assert b"event: overrun" in text
        assert 0 < seen < len(events)
        heard = await take(listen(base, last_id, types=["article.changed"]), len(events) - seen)
    assert [one["id"] for one in heard] == [event.id for event in events[seen:]]


async def test_an_idle_stream_says_that_it_is_there(desk: Desk) -> None:
    desk.options = replace(desk.options, heartbeat_s=0.2)
    async with (
        served(desk) as base,
        httpx2.AsyncClient() as client,
        client.stream("GET", f"{base}/api/v1/events") as one,
    ):
        async with asyncio.timeout(WAIT_S):
            async for line in one.aiter_lines():
                if line == ": still here":
                    return
    pytest.fail("nothing was said")
