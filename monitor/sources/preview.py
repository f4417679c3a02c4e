"""What a dry run ends in: one of a fixed list of outcomes, with what was found, why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.model import Extraction, FetchFailed, FetchReason, FetchResult, Listing, Response, SourceKind, Watch
from monitor.sources.taking import Taken

if TYPE_CHECKING:
    from monitor.sources.sniffing import Sniffed

STALE_AFTER: Final = timedelta(days=30)
TOO_MANY_LINKS: Final = 2_000


class Verdict(StrEnum):
    """How a dry run ends; `words` says it to people."""

    WORKS = "works"
    NO_FEED = "no_feed"
    ROBOTS = "robots"
    BOT_WALL = "bot_wall"
    CONSENT = "consent"
    PAYWALL = "paywall"
    NEEDS_BROWSER = "needs_browser"
    NOT_HTML = "not_html"
    STALE_FEED = "stale_feed"
    TOO_MANY_LINKS = "too_many_links"
    TLS_ERROR = "tls_error"
    PRIVATE_ADDRESS = "private_address"
    UNREACHABLE = "unreachable"

    @property
    def words(self) -> str:
        """The outcome as people read it."""
        return _WORDS.get(self, self.value.replace("_", " "))


_WORDS: Final = {
    Verdict.NO_FEED: "no feed found",
    Verdict.ROBOTS: "robots.txt forbids it",
    Verdict.NEEDS_BROWSER: "needs a browser",
    Verdict.NOT_HTML: "not HTML",
    Verdict.STALE_FEED: "the feed is stale",
    Verdict.TLS_ERROR: "TLS error",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of a dry run."""

    url: str
    verdict: Verdict
    found: str
    why: str
    next: str  # the command that goes on from here
    kind: SourceKind | None = None
    source_url: str = ""  # what would be watched, where it is not the address itself
    feeds: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        """True if it can be watched as it is."""
        return self.verdict in {Verdict.WORKS, Verdict.STALE_FEED, Verdict.TOO_MANY_LINKS}


@dataclass(frozen=True, slots=True)
class Inspected:
    """Everything that a dry run looked at."""

    url: str
    result: FetchResult
    sniffed: Sniffed | None = None
    listing: Listing | None = None
    source_url: str = ""
    extraction: Extraction | None = None
    fault: str = ""  # of reading, in words
    taken: Taken | None = None  # what of the listing would be taken up
    samples: tuple[Sample, ...] = ()  # articles of the listing that were read on trial
    watch: Watch = Watch.ARTICLE


@dataclass(frozen=True, slots=True)
class Sample:
    """One article of a listing, read on trial."""

    url: str
    seen: Inspected

    @property
    def preview(self) -> Preview:
        """How the dry run of this article alone ends."""
        return _alone(self.seen)


FAILURES: Final = {
    FetchReason.ROBOTS: Verdict.ROBOTS,
    FetchReason.TLS: Verdict.TLS_ERROR,
    FetchReason.PRIVATE_ADDRESS: Verdict.PRIVATE_ADDRESS,
}
WALLS: Final = {
    "bot wall": Verdict.BOT_WALL,
    "consent page": Verdict.CONSENT,
    "paywall": Verdict.PAYWALL,
    "login page": Verdict.PAYWALL,
    "needs a browser": Verdict.NEEDS_BROWSER,
    "not HTML": Verdict.NOT_HTML,
}
CLOSED: Final = {401: Verdict.PAYWALL, 402: Verdict.PAYWALL, 403: Verdict.BOT_WALL, 429: Verdict.BOT_WALL}
CLOSED_PAGES: Final = frozenset(
    {Verdict.ROBOTS, Verdict.BOT_WALL, Verdict.CONSENT, Verdict.PAYWALL, Verdict.NEEDS_BROWSER}
)
FEED_ONLY: Final = "watch the feed's own text instead: redline add FEED --watch feed"
NEXT: Final = {
    Verdict.ROBOTS: "ask the publisher, or for your own site: set ignore_robots = true for the source in the settings",
    Verdict.BOT_WALL: f"Redline never evades a block; {FEED_ONLY}",
    Verdict.CONSENT: f"Redline does not click; {FEED_ONLY}",
    Verdict.PAYWALL: f"Redline never logs in; {FEED_ONLY}",
    Verdict.NEEDS_BROWSER: f"an empty page is not watched; {FEED_ONLY}",
    Verdict.NOT_HTML: "name the page of the article, a feed, a sitemap or a section page",
    Verdict.TLS_ERROR: "ask the publisher to mend the certificate; Redline does not look past a broken one",
    Verdict.PRIVATE_ADDRESS: "write into the settings file: [[source]] with this url and allow_networks = [...]",
    Verdict.UNREACHABLE: "check the address, or try again later",
}


def judge(seen: Inspected, *, now: datetime) -> Preview:
    """The outcome of what was inspected."""
    if seen.listing is not None and isinstance(seen.result, Response):
        return _listing(seen, seen.listing, now)
    return _alone(seen)


def _alone(seen: Inspected) -> Preview:
    """The outcome where the address is no listing."""
    result = seen.result
    if isinstance(result, FetchFailed):
        verdict = FAILURES.get(result.reason, Verdict.UNREACHABLE)
        return _refused(seen, verdict, result.detail or result.reason.value.replace("_", " "))
    if isinstance(result, Response) and result.status != 200:  # noqa: PLR2004 - HTTP
        verdict = CLOSED.get(result.status, Verdict.UNREACHABLE)
        return _refused(seen, verdict, f"the server answered {result.status}")
    if seen.extraction is not None and not (seen.sniffed and seen.sniffed.is_front):
        return _article(seen, seen.extraction)
    if seen.sniffed is not None and seen.sniffed.kind is SourceKind.PAGE:
        return _front(seen, seen.sniffed)
    return _refused(seen, Verdict.NOT_HTML, seen.fault or "neither a page, a feed nor a sitemap")


def _refused(seen: Inspected, verdict: Verdict, why: str) -> Preview:
    return Preview(seen.url, verdict, "nothing that can be watched", why, NEXT[verdict])


def _listing(seen: Inspected, listing: Listing, now: datetime) -> Preview:
    url = seen.source_url or seen.url
    kind = seen.sniffed.kind if seen.sniffed and seen.sniffed.kind is not SourceKind.PAGE else SourceKind.FEED
    entries = "1 entry" if len(listing.entries) == 1 else f"{len(listing.entries):,} entries"
    found = f"a {kind.value if kind else 'feed'} with {entries}: {listing.title or url}"
    command = f"redline add '{url}'" + (" --watch feed" if seen.watch is Watch.FEED else "")
    works = Preview(seen.url, Verdict.WORKS, found, _would_be(seen, listing), command, kind, url)
    dates = [d for e in listing.entries if (d := e.updated or e.published)]
    newest = max(dates, default=None)
    if newest is not None and now - newest > STALE_AFTER:
        return replace(works, verdict=Verdict.STALE_FEED, why=f"its newest entry is of {newest:%Y-%m-%d}")
    walls = [sample.preview for sample in seen.samples]
    if walls and all(one.verdict in CLOSED_PAGES for one in walls):
        return _closed(works, walls, url)
    if len(listing.entries) > TOO_MANY_LINKS:
        why = f"more than {TOO_MANY_LINKS:,} links: they are taken up in portions; {works.why}"
        return replace(works, verdict=Verdict.TOO_MANY_LINKS, why=why)
    return works


def _would_be(seen: Inspected, listing: Listing) -> str:
    """What would be watched, and what an article of it gives."""
    told = list(listing.notes)
    if seen.taken is not None:
        articles = len(seen.taken.new)
        told.append(f"{articles:,} {'article' if articles == 1 else 'articles'} would be watched")
        told += seen.taken.notes
    for sample in seen.samples:
        one = sample.preview
        told.append(f"{sample.url} gives {one.found}" if one.works else f"{sample.url} can not be read: {one.why}")
    return "; ".join(told) or "it was read whole"


def _closed(works: Preview, walls: list[Preview], url: str) -> Preview:
    """A listing whose articles are all closed to us: it is not watched as if they could be read."""
    number = "the article" if len(walls) == 1 else f"all {len(walls)} articles"
    why = f"{number} tried can not be read: {walls[0].why}"
    then = NEXT[walls[0].verdict].replace("add FEED", f"add '{url}'")
    return replace(works, verdict=walls[0].verdict, why=why, next=then)


def _article(seen: Inspected, extraction: Extraction) -> Preview:
    if extraction.degraded:
        verdict = WALLS.get(extraction.reason, Verdict.NOT_HTML)
        return _refused(seen, verdict, extraction.reason or "the text could not be found")
    words = sum(len(block.text.split()) for block in extraction.text.blocks)
    blocks = len(extraction.text.blocks)
    paragraphs = "1 paragraph" if blocks == 1 else f"{blocks:,} paragraphs"
    found = f"an article of {paragraphs} and {words:,} words: {extraction.text.title}"
    why = "; ".join(extraction.notes) or f"read by: {extraction.extractor}"
    feeds = seen.sniffed.feeds if seen.sniffed else ()
    return Preview(seen.url, Verdict.WORKS, found, why, f"redline add '{seen.url}'", SourceKind.PAGE, seen.url, feeds)


def _front(seen: Inspected, sniffed: Sniffed) -> Preview:
    found = f"a page of links without a feed: {sniffed.title or seen.url}"
    if not sniffed.patterns:
        return Preview(seen.url, Verdict.NO_FEED, found, "it announces none, and none is at the usual places",
                       f"redline add '{seen.url}' --kind section --link-pattern '...'", SourceKind.SECTION)  # fmt: skip
    why = "it announces none; links that look like articles begin with " + ", ".join(sniffed.patterns)
    command = f"redline add '{seen.url}' --kind section --link-pattern '{sniffed.patterns[0]}'"
    return Preview(seen.url, Verdict.NO_FEED, found, why, command, SourceKind.SECTION, seen.url, (), sniffed.patterns)
