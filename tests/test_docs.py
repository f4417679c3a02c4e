"""What the documents tell people to type exists, and what they link to is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from monitor.cli import COMMANDS, SECTIONS, main

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TYPED = re.compile(r"(?:^|`)(?:\.venv/bin/)?redline ([^`\n#(]*)", re.MULTILINE)


def typed(doc: Path) -> list[str]:
    return [line.strip() for line in TYPED.findall(doc.read_text(encoding="utf-8")) if line.strip()]


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and the words behind its name."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        context = click.Context(command)
        found = command.get_command(context, words[0].rstrip(",."))
        if found is None:
            assert command is not main, f"there is no command {words[0]!r}"
            break
        command, words = found, words[1:]
    return command, words


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_command_and_option_in_a_document_exists(doc: Path) -> None:
    for line in typed(doc):
        command, rest = command_of(shlex.split(line))
        options = {name for one in command.params if isinstance(one, click.Option) for name in (*one.opts, "--help")}
        for word in rest:
            if word.startswith("--"):
                assert word.partition("=")[0].rstrip(",.") in options | {"--version"}, f"{line}: {word}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_link_to_a_file_leads_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", doc.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (doc.parent / target).exists(), target


@pytest.mark.parametrize("name", main.list_commands(click.Context(main)))
def test_every_command_explains_itself(name: str) -> None:
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is not None
    helped = command.get_help(click.Context(command, info_name=name, parent=context))
    assert "\\b" not in helped
    assert len(helped.splitlines()) > 3


def test_the_help_lists_each_command_once_under_what_it_is_for() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS)
