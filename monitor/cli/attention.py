"""`redline boost`, `weight` and `schedule`: more looks at chosen articles, and why the next one is when it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import click
from pydantic import TypeAdapter

from monitor import attention
from monitor.app.explained import explained_of
from monitor.app.opening import App, open_app
from monitor.cli.kinds import EVERY_OR_AUTO
from monitor.cli.session import known_article, printable, run, with_settings
from monitor.cli.words import moment, plan_words
from monitor.model import ArticleId
from monitor.pipeline import item_of
from monitor.poll.articles import LONGEST_BOOST
from monitor.poll.explaining import Explained
from monitor.poll.schedule import words
from monitor.settings import Settings

LONGEST_S: Final = round(LONGEST_BOOST.total_seconds())


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="URL|ID...")
@click.option(
    "--for", "length_s", type=EVERY_OR_AUTO, default=LONGEST_S, help="For how long; 12h at most, the default."
)
@click.option("--off", is_flag=True, help="End it now.")
@with_settings
def boost(settings: Settings, *, articles: tuple[str, ...], length_s: int, off: bool) -> None:
    """Check chosen articles every 2 minutes for some hours, as far as their hosts may be asked so often.

    \b
      redline boost https://example.org/story --for 3h
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    if length_s > LONGEST_S:
        raise click.BadParameter("12h is the longest", param_hint="--for")

    async def work() -> None:
        async with open_app(settings) as app:
            wanted = await _known(app, articles)
            until = await attention.boost(wanted, timedelta(seconds=0 if off else length_s), app.world)
            often = words(app.world.options.boost_s)
            said = f"boosted: every {often} until {moment(until)}" if until else "boosted no more"
            for article in wanted:
                await _say(app, article, said)

    run(work())


@click.command()
@click.argument("weight", type=click.FloatRange(0, 100, min_open=True))
@click.argument("articles", nargs=-1, required=True, metavar="URL|ID...")
@with_settings
def weight(settings: Settings, *, weight: float, articles: tuple[str, ...]) -> None:
    """Give articles a watch weight: 2 = worth twice as many checks, 1 = as others; it counts from their next check on.

    \b
      redline weight 4 https://example.org/story
    """  # noqa: D301 - \b is click's mark for lines that stay as they are

    async def work() -> None:
        async with open_app(settings) as app:
            wanted = await _known(app, articles)
            await attention.weigh(wanted, weight, app.world)
            for article in wanted:
                await _say(app, article, f"watch weight {weight:g}")

    run(work())


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def schedule(settings: Settings, *, article: str, as_json: bool) -> None:
    """Explain when an article is checked next, and why then."""

    async def work() -> None:
        async with open_app(settings) as app:
            found = await known_article(article, app.store.catalog)
            explained = await explained_of(app, found)
            if as_json:
                click.echo(TypeAdapter(Explained).dump_json(explained).decode())
            else:
                await _print(app, found, explained)

    run(work())


async def _print(app: App, article: ArticleId, explained: Explained) -> None:
    known, state = (await app.store.catalog.heads([article]))[article]
    click.echo(f"{printable(state.title or known.listed_title or '(no headline yet)')}\n{printable(known.url)}\n")
    click.echo(f"next check   {moment(explained.due) if explained.due else 'none planned'}")
    click.echo(f"why          {printable(explained.why)}")
    click.echo(f"last planned {moment(explained.last) if explained.last else 'never: it is watched for ever'}")
    for what, value in explained.facts:
        click.echo(f"  {what}: {printable(value)}")


async def _known(app: App, names: Sequence[str]) -> list[ArticleId]:
    """All of them, before anything is done for one."""
    return [await known_article(name, app.store.catalog) for name in names]


async def _say(app: App, article: ArticleId, said: str) -> None:
    known, state = (await app.store.catalog.heads([article]))[article]
    (planned,) = await app.store.frontier.planned([item_of(known)])
    plan = plan_words(planned, now=app.world.clock.now())
    click.echo(f"{printable(state.title or known.url)}: {said}; {plan}")
