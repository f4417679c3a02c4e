"""The `redline` command: one module per group of commands, loaded only when called."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from monitor import __version__

# name -> "module:object"; the module is imported only when its command is called
COMMANDS: Final = {
    "demo": "monitor.cli.demo:demo",
    "run": "monitor.cli.run:run",
    "add": "monitor.cli.add:add",
    "preview": "monitor.cli.add:preview",
    "sources": "monitor.cli.sources:sources",
    "edit": "monitor.cli.sources:edit",
    "pause": "monitor.cli.sources:pause",
    "resume": "monitor.cli.sources:resume",
    "rm": "monitor.cli.sources:rm",
    "changes": "monitor.cli.changes:changes",
    "tail": "monitor.cli.tail:tail",
    "show": "monitor.cli.show:show",
    "schedule": "monitor.cli.attention:schedule",
    "boost": "monitor.cli.attention:boost",
    "weight": "monitor.cli.attention:weight",
    "look": "monitor.cli.watch:look",
    "watch": "monitor.cli.watch:watch",
    "subscriptions": "monitor.cli.subscriptions:subscriptions",
    "filters": "monitor.cli.filters:filters",
    "relabel": "monitor.cli.relabel:relabel",
    "export": "monitor.cli.export:export",
    "import": "monitor.cli.importing:import_",
    "annotate": "monitor.cli.annotate:annotate",
    "backup": "monitor.cli.backup:backup",
    "restore": "monitor.cli.backup:restore",
    "backfill": "monitor.cli.backfill:backfill",
    "warc": "monitor.cli.evidence:warc",
    "evidence": "monitor.cli.evidence:evidence",
    "verify": "monitor.cli.verify:verify",
    "root": "monitor.cli.verify:root",
    "proof": "monitor.cli.verify:proof",
    "hide": "monitor.cli.marks:hide",
    "unhide": "monitor.cli.marks:unhide",
    "hold": "monitor.cli.marks:hold",
    "release": "monitor.cli.marks:release",
    "erase": "monitor.cli.marks:erase_command",
    "marks": "monitor.cli.marks:marks",
    "room": "monitor.cli.room:room",
    "diff": "monitor.cli.diff:diff",
    "extract": "monitor.cli.extract:extract",
}


class LazyGroup(click.Group):
    """A group whose commands are imported on first use, so that `redline --help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of this name, or None."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command


@click.group(cls=LazyGroup)
@click.version_option(__version__, prog_name="redline")
def main() -> None:
    """Watch articles and show, word by word, what was changed after publication."""
