"""The options that make a filter, shared by all commands that take one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from monitor.app import App
from monitor.cli.session import find_article
from monitor.cli.sources import find_source
from monitor.diff.kinds import ORDER
from monitor.diff.label import BANDS
from monitor.errors import NotFound
from monitor.model import ArticleId, EventType, Filter, Notice

Work = Callable[..., Any]

_WANTED = (
    click.option("--type", "types", multiple=True, type=click.Choice([one.value for one in EventType])),
    click.option("--source", "sources", multiple=True, metavar="URL|NAME|ID", help="Only of this source."),
    click.option("--tag", "tags", multiple=True, help="Only of sources with this tag."),
    click.option("--article", "articles", multiple=True, metavar="URL|ID", help="Only of this article."),
    click.option("--kind", "kinds", multiple=True, type=click.Choice(ORDER), metavar="KIND", help="number, quote, ..."),
    click.option("--size", "bands", multiple=True, type=click.Choice(BANDS), help="Share of the text that changed."),
    click.option("--note", "notices", multiple=True, type=click.Choice([one.value for one in Notice])),
    click.option("--min-weight", type=click.IntRange(0, 100), help="How much a change is worth opening."),
    click.option("--headline-only", is_flag=True, default=None, help="Only changes whose headline differs."),
    click.option("--min-words", type=click.IntRange(0), help="Words added and removed together."),
    click.option("--max-words", type=click.IntRange(0)),
)


def wanting(command: Work) -> Work:
    """Add the options that make a filter; the command gets them as `wanted`."""
    for option in reversed(_WANTED):
        command = option(command)
    return command


async def filter_of(app: App, begin: Filter, wanted: dict[str, Any]) -> Filter:
    """The filter with what was named on the command line in place of what it had."""
    named = {name: value for name, value in wanted.items() if value is not None and value != ()}
    if "types" in named:
        named["types"] = tuple(EventType(one) for one in named["types"])
    if "notices" in named:
        named["notices"] = tuple(Notice(one) for one in named["notices"])
    if "sources" in named:
        named["sources"] = tuple([(await find_source(one, app.store.book)).id for one in named["sources"]])
    if "articles" in named:
        named["articles"] = tuple([await _article(app, one) for one in named["articles"]])
    return replace(begin, **named)


async def _article(app: App, name: str) -> ArticleId:
    found = await find_article(name, app.store.catalog)
    if found is None:
        raise NotFound(f"{name} is not watched", hint="redline add")
    return found


def in_words(wanted: Filter) -> str:
    """What a filter asks for beyond what everybody gets; "" = nothing."""
    usual = Filter()
    told = []
    for name in Filter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value != getattr(usual, name):
            told.append(f"{name} {', '.join(map(str, value)) if isinstance(value, tuple) else value}")
    return "; ".join(told)
