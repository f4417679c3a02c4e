"""`python -m workers poller|checker|deliverer|keeper|web`: one role in one process, any number of each on one store."""

from __future__ import annotations

import click

from monitor.cli.session import run, with_settings
from monitor.settings import Settings
from workers.roles import ROLES, run_roles


@click.command()
@click.argument("role", type=click.Choice(list(ROLES)))
@with_settings
def main(settings: Settings, *, role: str) -> None:
    """Run one role until SIGTERM; what is under way is ended first."""
    run(run_roles(settings, [role]))


if __name__ == "__main__":
    main(prog_name="python -m workers")
