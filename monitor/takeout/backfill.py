"""What a web archive captured of an address, as versions of an article of its own: docs/adr/0322.

The captures are read oldest first, by the same extraction and comparison as pages of today; each version is kept as
soon as it is found, so a run that was broken off goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from monitor import sources
from monitor.model import Article, Change, Source, SourceKind, Watch
from monitor.pipeline import World
from monitor.ports import Histories, History
from monitor.store import chaining
from monitor.store.wire import to_ms
from monitor.takeout.capture_run import A_VERSION, CaptureRun
from monitor.takeout.web_archive import Place, list_captures

OLDER: Final = "older than the first version that was taken in, and left out: versions are only added at the end"
KNOWN: Final = "not newer than the last one that was taken in before: taken in then, or listed too late"


@dataclass(slots=True)
class Progress:
    """How far a run is, and what became of the captures."""

    listed: int = 0
    done: int = 0
    versions: int = 0
    became: Counter[str] = field(default_factory=Counter)  # in words -> how many


Told = Callable[[Progress, Change | None], None]


async def backfill(url: str, place: Place, histories: Histories, world: World, told: Told) -> Progress:
    """Take in all captures that are newer than what was taken in before. Raises FetchError, ParseError."""
    found = await list_captures(url, place, world)
    if not found:
        return Progress()
    history = await histories.take(place.article(url)) or await _begin(url, place, world)
    records = chaining.links(history).records
    first = records[0].link.first_seen_ms if records else 0
    after = to_ms(history.last_confirmed) if records and history.last_confirmed else 0
    progress = Progress(len(found))
    run = CaptureRun(place, histories, world, history)
    for capture in found:
        progress.done += 1
        change = None
        if to_ms(capture.at) < first:
            progress.became[OLDER] += 1
        elif to_ms(capture.at) <= after:
            progress.became[KNOWN] += 1
        elif not capture.may_be_page:
            progress.became["an error, a redirect or no page"] += 1
        else:
            word, change = await run.take(capture)
            progress.became[word] += 1
            progress.versions += word == A_VERSION
        told(progress, change)
    await run.confirm()
    return progress


async def _begin(url: str, place: Place, world: World) -> History:
    """An article without a version, and its source, which nobody looks at."""
    now = world.clock.now()
    source = Source(
        sources.source_id(place.base),
        sources.normalise(place.base),
        SourceKind.PAGE,
        f"Captures by {place.host}",
        now,
        watch=Watch.CAPTURES,
        paused=True,
    )
    if await world.book.get(source.id) is None:
        await world.book.put(source)
    address = place.list_of(sources.normalise(url))
    article = Article(
        place.article(url), address, sources.host(address), source.id, (source.id,), now, watch=Watch.CAPTURES
    )
    return History(article, (), None)


def summary(progress: Progress) -> Iterable[str]:
    """What became of the captures, one line a kind."""
    for word, count in progress.became.most_common():
        yield f"{count} {word}"
