"""The twin of the workshop that works in this very process: for tests and for small commands on trusted files."""

from __future__ import annotations

from monitor.errors import ParseError
from monitor.model import Change, Extraction, Head, Listing, Reading, Source, Version
from monitor.workshop import jobs


class InlineWorkshop:
    """Does each job at once, without limits."""

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        """The article in a page, or the word that its gate is still this one."""
        return extraction_of(jobs.do(jobs.ReadPage(url, content_type, gate, reading), body))

    async def read_listing(self, source: Source, body: bytes, *, url: str, content_type: str) -> Listing:
        """What a source's document lists; raises ParseError."""
        return listing_of(jobs.do(jobs.ReadListing(source, url, content_type), body))

    async def compare(self, old: Version, new: Version, head: Head) -> Change:
        """The labelled change between two versions."""
        return change_of(jobs.do(compare_job(old, new, head), b""))


def compare_job(old: Version, new: Version, head: Head) -> jobs.Compare:
    """The job that compares two versions of the article that `head` is of."""
    return jobs.Compare(old, new, head.state.earlier, head.state.titles, head.article.published or old.text.published)


def extraction_of(answer: jobs.Answer) -> Extraction:
    """The extraction that an answer must hold."""
    if answer.extraction is None:
        raise ParseError("the page's reader gave no text")
    return answer.extraction


def listing_of(answer: jobs.Answer) -> Listing:
    """The listing that an answer must hold, or the ParseError that it carries."""
    if answer.listing is None:
        raise ParseError(answer.parse_error)
    return answer.listing


def change_of(answer: jobs.Answer) -> Change:
    """The change that an answer must hold."""
    if answer.change is None:
        raise ParseError("the comparison gave no change")
    return answer.change
