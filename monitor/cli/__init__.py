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

SECTIONS: Final = {
    "Start": ("demo", "run", "preview", "add"),
    "Read": ("changes", "show", "tail", "diff", "extract"),
    "Watch": ("sources", "edit", "pause", "resume", "rm", "look", "watch", "schedule", "weight", "boost"),
    "Tell": ("subscriptions", "filters", "annotate", "relabel"),
    "Prove": ("evidence", "warc", "verify", "root", "proof"),
    "Take out and in": ("export", "import", "backfill", "backup", "restore"),
    "Keep, hide, erase": ("room", "marks", "hide", "unhide", "hold", "release", "erase"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, listed under what people want to do."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, section by section; one that nobody has put into a section stands at the end."""
        listed = {name for names in SECTIONS.values() for name in names}
        rest = tuple(name for name in COMMANDS if name not in listed)
        for heading, names in (*SECTIONS.items(), ("More", rest)):
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, command.get_short_help_str(100)) for name, command in found if command is not None]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

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
