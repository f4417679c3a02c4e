"""How sources are doing and what is planned for them; a single page does as its one article. Awaits ports only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor import sources
from monitor.model import ArticleState, Item, Source, SourceId, SourceKind, SourceState
from monitor.pipeline import item_of, source_item
from monitor.ports import Archive, Catalog, SourceBook


async def conditions(
    wanted: Sequence[Source], book: SourceBook, catalog: Catalog, archive: Archive
) -> dict[SourceId, SourceState]:
    """The state of each of these sources."""
    states = await book.states([source.id for source in wanted])
    pages = {sources.single_page(one).id: one.id for one in wanted if one.kind is SourceKind.PAGE}
    for article, (_, found) in (await catalog.heads(list(pages))).items() if pages else ():
        head = await archive.head(article) if found.failures else None
        shown = _as_source(states[pages[article]], found)
        states[pages[article]] = replace(shown, failing_since=head.trail.failing_since) if head else shown
    return states


def planned_item(source: Source) -> Item:
    """What the plan holds for a source: itself, or the one article of a single page."""
    return item_of(sources.single_page(source)) if source.kind is SourceKind.PAGE else source_item(source)


def _as_source(state: SourceState, found: ArticleState) -> SourceState:
    return replace(
        state,
        health=found.health,
        title=state.title or found.title,
        looked=found.looked,
        looks=found.looks,
        failures=found.failures,
        reason=found.reason,
    )
