"""`redline run`: all roles in one process."""

from __future__ import annotations

import click

from monitor.cli.session import run as run_async
from monitor.cli.session import with_settings
from monitor.settings import Settings


@click.command()
@with_settings
def run(settings: Settings) -> None:
    """Run the daemon: read sources, check articles, deliver, keep house, serve the pages. Ctrl-C or SIGTERM ends it."""
    from workers.roles import ROLES, run_roles

    run_async(run_roles(settings, list(ROLES)))
