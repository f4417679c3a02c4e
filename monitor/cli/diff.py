"""`redline diff`: two files, or many pairs of a JSON lines file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from monitor.diff import Diff, compare_paragraphs
from monitor.diff.render import html, patch
from monitor.diff.render import json as as_json
from monitor.diff.render import text as as_text

FORMATS: Final[dict[str, Callable[[Diff], str]]] = {
    "text": as_text.wdiff,
    "json": lambda diff: json.dumps(as_json.document(diff), ensure_ascii=False) + "\n",
    "html": lambda diff: html.side_by_side(diff) + "\n",
    "patch": patch.patch,
}
EXISTING: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("old", required=False, type=EXISTING)
@click.argument("new", required=False, type=EXISTING)
@click.option("--format", "fmt", type=click.Choice(list(FORMATS)), help="Default: colours in a terminal, else text.")
@click.option("--no-title", is_flag=True, help="The first line is a paragraph, not the title.")
@click.option("--pairs", type=EXISTING, help="Compare many: lines of JSON with id, old and new, no titles.")
def diff(old: Path | None, new: Path | None, fmt: str | None, *, no_title: bool, pairs: Path | None) -> None:
    """Compare two texts, one paragraph per line, the first line being the title."""
    if pairs:
        _pairs(pairs)
        return
    if old is None or new is None:
        raise click.UsageError("name two files, or --pairs FILE.jsonl")
    before, after = _lines(old), _lines(new)
    if no_title:
        result = compare_paragraphs(before, after)
    else:
        result = compare_paragraphs(before[1:], after[1:], old_title=_first(before), new_title=_first(after))
    if fmt is None and sys.stdout.isatty():
        from monitor.diff.render import terminal

        terminal.show(result)
        return
    click.echo(FORMATS[fmt or "text"](result), nl=False)


def _pairs(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                pair = json.loads(line)
                key, old, new = pair["id"], pair["old"], pair["new"]
            except (ValueError, KeyError, TypeError) as error:
                raise click.ClickException(f"{path}, line {number}: expected JSON with id, old and new") from error
            document = as_json.document(compare_paragraphs(old.split("\n"), new.split("\n")))
            click.echo(json.dumps({"id": key, **document}, ensure_ascii=False))


def _lines(path: Path) -> list[str]:
    """The lines of a file; none if it is empty."""
    text = path.read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    return text.split("\n") if text else []


def _first(lines: list[str]) -> str:
    return lines[0] if lines else ""
