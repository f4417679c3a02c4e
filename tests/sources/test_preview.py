# ruff: noqa: E501 - tables read best with a case on one line
"""Each outcome of a dry run: what was found, why, and the next command."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import (
    Block,
    BlockKind,
    Entry,
    Extraction,
    FetchFailed,
    FetchReason,
    FetchResult,
    Listing,
    Response,
    SourceKind,
    Text,
)
from monitor.sources import Sniffed
from monitor.sources.preview import Inspected, Verdict, judge

URL = "https://outlet.example/"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def answered(status: int = 200) -> Response:
    return Response(URL, URL, status, (), b"x", "", 0.1)


def failed(reason: FetchReason, detail: str = "") -> FetchResult:
    return FetchFailed(URL, reason, detail)


def read(reason: str = "") -> Extraction:
    return Extraction(
        Text("Ferry", (Block(BlockKind.PARAGRAPH, "Twelve people"),)), "cleaned tree", "1", bool(reason), reason
    )


def listing(count: int = 1, *, age_days: int = 0) -> Listing:
    dated = NOW - timedelta(days=age_days)
    return Listing("The Outlet", tuple(Entry(f"{URL}{n}", published=dated) for n in range(count)))


FEED = Sniffed(SourceKind.FEED)
CASES = {
    Verdict.WORKS: (Inspected(URL, answered(), FEED, listing()), "a feed with 1 entries", "redline add"),
    Verdict.NO_FEED: (
        Inspected(URL, answered(), Sniffed(SourceKind.PAGE, patterns=("/news",), is_front=True)), "without a feed", "--kind section",
    ),
    Verdict.ROBOTS: (Inspected(URL, failed(FetchReason.ROBOTS, "Disallow: /news")), "Disallow: /news", "ignore_robots"),
    Verdict.BOT_WALL: (Inspected(URL, answered(), Sniffed(SourceKind.PAGE), extraction=read("bot wall")), "bot wall", "never evades"),
    Verdict.CONSENT: (Inspected(URL, answered(), Sniffed(SourceKind.PAGE), extraction=read("consent page")), "consent", "--watch feed"),
    Verdict.PAYWALL: (Inspected(URL, answered(402)), "402", "never logs in"),
    Verdict.NEEDS_BROWSER: (
        Inspected(URL, answered(), Sniffed(SourceKind.PAGE), extraction=read("needs a browser")), "needs a browser", "empty page is not watched",
    ),
    Verdict.NOT_HTML: (Inspected(URL, answered(), Sniffed(None)), "neither a page", "name the page"),
    Verdict.STALE_FEED: (Inspected(URL, answered(), FEED, listing(age_days=90)), "newest entry is of 2025-12-02", "redline add"),
    Verdict.TOO_MANY_LINKS: (Inspected(URL, answered(), FEED, listing(2_500)), "more than 2000 links", "redline add"),
    Verdict.TLS_ERROR: (Inspected(URL, failed(FetchReason.TLS, "self-signed")), "self-signed", "certificate"),
    Verdict.PRIVATE_ADDRESS: (Inspected(URL, failed(FetchReason.PRIVATE_ADDRESS, "10.0.0.1")), "10.0.0.1", "allow_networks"),
    Verdict.UNREACHABLE: (Inspected(URL, failed(FetchReason.DNS)), "dns", "check the address"),
}  # fmt: skip


@pytest.mark.parametrize("verdict", Verdict)
def test_each_outcome_names_what_was_found_why_and_the_next_command(verdict: Verdict) -> None:
    seen, said, then = CASES[verdict]
    outcome = judge(seen, now=NOW)
    assert outcome.verdict is verdict
    assert said in f"{outcome.found} {outcome.why}"
    assert then in outcome.next
    assert outcome.works == (verdict in {Verdict.WORKS, Verdict.STALE_FEED, Verdict.TOO_MANY_LINKS})


def test_an_article_works_by_itself() -> None:
    outcome = judge(Inspected(URL, answered(), Sniffed(SourceKind.PAGE), extraction=read()), now=NOW)
    assert outcome.verdict is Verdict.WORKS
    assert outcome.kind is SourceKind.PAGE
