"""`redline diff`: two files, or many pairs of a JSON lines file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from monitor.diff import Diff, compare_paragraphs
from monitor.diff.render import html
from monitor.diff.render import json as as_json
from monitor.diff.render import text as as_text

FORMATS: Final[dict[str, Callable[[Diff], str]]] = {
    "text": as_text.wdiff,
    "json": lambda diff: json.dumps(as_json.document(diff), ensure_ascii=False) + "\n",
    "html": lambda diff: html.side_by_side(diff) + "\n",
}


@click.command()
@click.argument("old", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "fmt", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--no-title", is_flag=True, help="The first line is a paragraph, not the title.")
@click.option("--pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines: id, old, new.")
def diff(old: Path | None, new: Path | None, fmt: str, no_title: bool, pairs: Path | None) -> None:  # noqa: FBT001 - click passes by name
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
    click.echo(FORMATS[fmt](result), nl=False)


def _pairs(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            result = compare_paragraphs(pair["old"].split("\n"), pair["new"].split("\n"))
            click.echo(json.dumps({"id": pair["id"], **as_json.document(result)}, ensure_ascii=False))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").removesuffix("\n").split("\n")


def _first(lines: list[str]) -> str:
    return lines[0] if lines else ""
