"""robots.txt from anybody: any bytes give a verdict, and errors of its server forbid."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.fetch import MemoryRobots
from monitor.fetch.robots import FORBIDS_ALL, MAX_CRAWL_DELAY_S, MEMORY_S, Robots, Verdict
from monitor.model import FetchFailed, Response

URL = "https://news.example/a/b?c=d"
LINES = st.sampled_from(
    [b"User-agent: *", b"User-agent: Redline", b"Disallow: /", b"Allow: /a", b"Disallow: /*?c", b"Crawl-delay: 1e9",
     b"Crawl-delay: -1", b"Crawl-delay: nan", b"Sitemap: x", b"Disallow: /%ff%zz", b"\xef\xbb\xbfUser-agent: *", b":"]
)  # fmt: skip


def verdict(body: bytes, status: int = 200) -> Verdict:
    async def ask(url: str, networks: tuple[str, ...], holds: str) -> Response | FetchFailed:
        return Response(url, url, status, (), body, "", 0.0)

    return asyncio.run(Robots(MemoryRobots(), ask).verdict(URL))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000) | st.lists(LINES | st.binary(max_size=60), max_size=30).map(b"\n".join))
def test_any_bytes_give_a_verdict(body: bytes) -> None:
    found = verdict(body)
    assert 0.0 <= found.crawl_delay_s <= MAX_CRAWL_DELAY_S
    assert found.allowed or found.line


@settings(deadline=None)
@given(st.integers(100, 599), st.binary(max_size=100))
def test_any_status_gives_a_verdict(status: int, body: bytes) -> None:
    found = verdict(body, status)
    if status >= 500:
        assert not found.allowed
    if 400 <= status < 500 and status != 429:
        assert found.allowed


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", "Disallow: /a"),
        (b"user-agent: REDLINE\nDisallow: /a", "Disallow: /a"),
        (b"User-agent: Redline/1.0 (+https://example.org)\r\nDisallow: /a\r\n", "Disallow: /a"),
        (b"User-agent: Redline # you\nDisallow: /a # not this", "Disallow: /a # not this"),
        (b"User-agent: other\nUser-agent: Redline\nDisallow: /a", "Disallow: /a"),
        (b"User-agent: Redline\nDisallow: /x\n\nUser-agent: Redline\nDisallow: /a", "Disallow: /a"),
        (b"User-agent: RedlineBot\nDisallow: /a", ""),
        (b"User-agent: Redline-News\nDisallow: /a", ""),
        (b"User-agent: other\nDisallow: /\n\nUser-agent: *\nAllow: /", ""),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Redline\nDisallow:", ""),
        (b"User-agent: *\nDisallow: /a\nAllow: /a/b", ""),
        (b"User-agent: *\nDisallow: /a/b\nAllow: /a", "Disallow: /a/b"),
        (b"User-agent: *\nDisallow: /*?c=", "Disallow: /*?c="),
        (b"User-agent: *\nDisallow: /a/b$", ""),
        (b"<html><body>Disallow: /</body></html>", ""),
        (b"Disallow: /", ""),
    ],
)
def test_groups_are_found_and_rules_weighed_by_rfc_9309(body: bytes, line: str) -> None:
    found = verdict(body)
    assert (found.allowed, found.line) == (not line, line)


class Kept(MemoryRobots):
    """A cache that remembers for how long it was to keep what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s: list[float] = []

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        self.longest_s.append(ttl_s)
        await super().put(key, value, ttl_s=ttl_s)


@pytest.mark.parametrize(
    ("status", "headers", "shortest_s", "longest_s"),
    [
        (200, (), 3_600.0, 86_400.0),
        (404, (), 3_600.0, 86_400.0),
        (503, (), 60.0, 3_600.0),
        (503, (("retry-after", "7200"),), 7_200.0, 7_200.0),
        (429, (("retry-after", "999999"),), 3_600.0, 86_400.0),
    ],
)
def test_an_answer_is_kept_for_a_day_at_most_and_a_failure_for_minutes(
    status: int, headers: tuple[tuple[str, str], ...], shortest_s: float, longest_s: float
) -> None:
    async def ask(url: str, networks: tuple[str, ...], holds: str) -> Response | FetchFailed:
        return Response(url, url, status, headers, b"", "", 0.0)

    cache = Kept()
    asyncio.run(Robots(cache, ask).verdict(URL))
    (kept_s,) = cache.longest_s
    assert shortest_s <= kept_s <= longest_s - (MEMORY_S if longest_s == 86_400.0 else 0.0)


def test_what_forbids_everything_says_why() -> None:
    assert "could not be read" in verdict(FORBIDS_ALL.encode()).line
