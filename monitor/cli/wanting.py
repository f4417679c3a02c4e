"""The options that make a filter, shared by all commands that take one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from monitor.cli.kinds import EVERY, WORD, pace_field
from monitor.cli.session import find_article
from monitor.cli.sources import find_source
from monitor.diff.bands import BANDS
from monitor.diff.kinds import ORDER
from monitor.errors import NotFound
from monitor.event.filters import known_saved
from monitor.event.pace import WORTH_A_LOOK_WEIGHT, worth_a_look
from monitor.model import ArticleId, EventType, Filter, Notice, Pace, Rhythm
from monitor.store import Store

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
    click.option("--word", "words", multiple=True, type=WORD, help="Added or removed; resign* = any that begins so."),
    click.option("--min-age", "min_age_s", type=EVERY, help="Of the article when it was changed, such as 1d."),
    click.option("--max-age", "max_age_s", type=EVERY, help="Likewise."),
    click.option("--filter", "saved", multiple=True, metavar="NAME", help="A saved filter that must agree too."),
)
_PACE = (
    click.option("--digest", "rhythm", type=click.Choice([one.value for one in Rhythm]), help="One message a period."),
    click.option("--zone", type=pace_field("zone"), help="IANA time zone of these hours, such as Europe/Berlin."),
    click.option("--quiet", type=pace_field("quiet"), help='Hours without messages, "22:00-07:00"; "" = none.'),
    click.option("--at", type=pace_field("at"), help="When daily and weekly digests come, such as 08:00."),
    click.option("--per-hour", type=click.IntRange(0, 10_000), help="Messages at most; the rest comes in one."),
    click.option("--per-day", type=click.IntRange(0, 100_000)),
    click.option("--apart", "apart_s", type=EVERY, help="Between two messages about one article; later edits join."),
    click.option("--worth-a-look", is_flag=True, help="Ready-made: heavy changes, 6 an hour and 30 a day at most."),
)


def wanting(command: Work) -> Work:
    """Add the options that make a filter; the command gets them as `wanted`."""
    for option in reversed(_WANTED):
        command = option(command)
    return command


def paced(command: Work) -> Work:
    """Add the options that make a pace; the command gets them as the rest of `wanted`."""
    for option in reversed(_PACE):
        command = option(command)
    return command


def pace_of(begin: Pace, wanted: dict[str, Any]) -> Pace:
    """The pace with what was named on the command line, which is taken out of `wanted`."""
    fields = {name: wanted.pop(name) for name in Pace.__dataclass_fields__ if name in wanted}
    named = {name: value for name, value in fields.items() if value is not None}
    if "rhythm" in named:
        named["rhythm"] = Rhythm(named["rhythm"])
    made = replace(begin, **named)
    if wanted.pop("worth_a_look", False):
        made = worth_a_look(made)
        wanted["min_weight"] = wanted.get("min_weight") or WORTH_A_LOOK_WEIGHT
    return made


async def filter_of(store: Store, begin: Filter, wanted: dict[str, Any]) -> Filter:
    """The filter with what was named on the command line in place of what it had."""
    named = {name: value for name, value in wanted.items() if value is not None and value != ()}
    if "types" in named:
        named["types"] = tuple(EventType(one) for one in named["types"])
    if "notices" in named:
        named["notices"] = tuple(Notice(one) for one in named["notices"])
    if "sources" in named:
        named["sources"] = tuple([(await find_source(one, store.book)).id for one in named["sources"]])
    if "articles" in named:
        named["articles"] = tuple([await _article(store, one) for one in named["articles"]])
    if "saved" in named:
        known_saved(named["saved"], await store.filters.filters())
    return replace(begin, **named)


async def _article(store: Store, name: str) -> ArticleId:
    found = await find_article(name, store.catalog)
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
