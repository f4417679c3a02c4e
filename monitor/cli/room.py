"""`redline room`: how full memory and disk are, for how long there is room, and making some."""

from __future__ import annotations

import json

import click

from monitor.app.opening import open_app
from monitor.app.upkeep import chill, retain, room_in_words, room_of, tidy
from monitor.cli.session import run, with_settings
from monitor.settings import Settings


@click.command()
@click.option("--make", is_flag=True, help="Apply the rules of retention, the cold store and max_disk now.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def room(settings: Settings, *, make: bool, as_json: bool) -> None:
    """Show how full memory and disk are and in how many days they will be; `redline run` makes room by itself."""

    async def work() -> None:
        async with open_app(settings) as app:
            if make:
                texts, moves, freed = await retain(app), await chill(app), await tidy(app)
                click.echo(f"{texts} texts let go, {moves} moves to the cold store, {freed} bytes removed", err=as_json)
            found = await room_of(app)
            if not as_json:
                click.echo("\n".join(room_in_words(found)))
                return
            parts = {"memory": (found.memory, found.memory_days), "disk": (found.disk, found.disk_days)}
            click.echo(
                json.dumps(
                    {
                        name: {"used_bytes": full.used_bytes, "limit_bytes": full.limit_bytes, "days_until_full": days}
                        for name, (full, days) in parts.items()
                    }
                )
            )

    run(work())
