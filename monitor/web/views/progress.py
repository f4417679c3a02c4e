"""What was done so far, when to expect something and what to do next: for pages that have nothing else to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from monitor.ports import Totals
from monitor.web.moments import stamp
from monitor.web.words import count

EXPECT = "about 1 in 4 articles changes, most of them within a day"


@dataclass(frozen=True, slots=True)
class Progress:
    """Counters with what they count."""

    totals: Totals
    sources: int  # that are watched: a web archive's captures are not
    articles: int  # of them
    since: datetime | None
    name: str = ""  # of the one source, "" = all


def sentence(progress: Progress) -> Markup:
    """What was done: "watching 42 articles of example.org since 10:02; 61 checks, all fine; about 1 in 4 ..."."""
    totals = progress.totals
    of = progress.name or count(progress.sources, "source")
    if not progress.sources:
        return Markup("Nothing is watched yet.")
    since = Markup(" since {}").format(stamp(progress.since)) if progress.since else Markup("")
    return Markup("Watching {} of {}{}; {}; {}.").format(
        count(progress.articles, "article"), of, since, checks(totals), EXPECT
    )


def checks(totals: Totals) -> str:
    """How the checks went."""
    if not totals.looks:
        return "no check yet, the first ones come within minutes"
    failed = f"{totals.failed_looks:,} of them failed" if totals.failed_looks else "all fine"
    return f"{count(totals.looks, 'check')}, {failed}"
