# ruff: noqa: E501 - tables read best with a case on one line
"""Each outcome of a dry run: what was found, why, and the next command."""

from __future__ import annotations

from dataclasses import replace
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
    Source,
    SourceId,
    SourceKind,
    SourceState,
    Text,
    Watch,
)
from monitor.sources import Sniffed, take_up
from monitor.sources.preview import Inspected, Sample, Verdict, judge

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
    Verdict.WORKS: (Inspected(URL, answered(), FEED, listing()), "a feed with 1 entry", "redline add"),
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
    Verdict.TOO_MANY_LINKS: (Inspected(URL, answered(), FEED, listing(2_500)), "more than 2,000 links", "redline add"),
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


def walled(reason: str) -> Sample:
    return Sample(f"{URL}a", Inspected(f"{URL}a", answered(), Sniffed(SourceKind.PAGE), extraction=read(reason)))


def test_a_feed_whose_articles_are_all_closed_is_not_watched_as_if_they_could_be_read() -> None:
    outcome = judge(Inspected(URL, answered(), FEED, listing(9), samples=(walled("paywall"),) * 3), now=NOW)
    assert outcome.verdict is Verdict.PAYWALL
    assert not outcome.works
    assert outcome.why == "all 3 articles tried can not be read: paywall"
    assert f"redline add '{URL}' --watch feed" in outcome.next


def test_one_closed_article_beside_one_that_can_be_read_is_told_and_no_refusal() -> None:
    outcome = judge(Inspected(URL, answered(), FEED, listing(9), samples=(walled("paywall"), walled(""))), now=NOW)
    assert outcome.verdict is Verdict.WORKS
    assert f"{URL}a can not be read: paywall" in outcome.why
    assert f"{URL}a gives an article of 1 paragraph and 2 words: Ferry" in outcome.why


def test_what_would_be_taken_up_is_counted_with_what_would_be_left_out() -> None:
    source = Source(SourceId("s"), URL, SourceKind.FEED, "", NOW)
    entries = (
        *listing(2).entries,
        Entry("https://elsewhere.example/x", published=NOW),
        *listing(3, age_days=9).entries,
    )
    found = Listing("The Outlet", tuple(replace(e, url=f"{e.url}-{n}") for n, e in enumerate(entries)))
    taken = take_up(source, SourceState(), found, known={}, now=NOW)
    outcome = judge(Inspected(URL, answered(), FEED, found, taken=taken), now=NOW)
    assert "2 articles would be watched" in outcome.why
    assert "1 links lead to other domains" in outcome.why
    assert "3 entries are older than 7 days" in outcome.why


def test_for_a_feed_that_is_itself_the_text_the_command_says_so() -> None:
    outcome = judge(Inspected(URL, answered(), FEED, listing(), watch=Watch.FEED), now=NOW)
    assert outcome.next == f"redline add '{URL}' --watch feed"
