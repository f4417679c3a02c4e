"""`redline extract`: the article in a file, or in each file of a list."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Final

import click

from monitor.model import Extraction

GZIP_MAGIC: Final = b"\x1f\x8b"
MAX_FILE_BYTES: Final = 50_000_000


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", default="", help="The address that the page came from.")
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines: id, path, url")
def extract(file: Path | None, url: str, fmt: str, batch: Path | None) -> None:
    """Show what Redline reads in a page that lies in a file (.gz too)."""
    if batch:
        _batch(batch)
        return
    if file is None:
        raise click.UsageError("name a file, or --batch LIST.jsonl")
    result = _read(file, url)
    click.echo(json.dumps(document(result), ensure_ascii=False) if fmt == "json" else _as_text(result))


def document(result: Extraction) -> dict[str, Any]:
    """An extraction as JSON; the standfirst, where it stands apart, is the first block."""
    text = result.text
    blocks = [{"kind": block.kind.value, "text": block.text} for block in text.blocks]
    if text.standfirst:
        blocks.insert(0, {"kind": "paragraph", "text": text.standfirst})
    return {
        "title": text.title,
        "authors": list(text.authors),
        "published": text.published,
        "modified": text.modified,
        "canonical": text.canonical,
        "language": text.language,
        "section": text.section,
        "blocks": blocks,
        "degraded": result.degraded,
        "reason": result.reason,
        "extractor": result.extractor,
        "extractor_version": result.extractor_version,
        "notes": list(result.notes),
        "trail": list(result.trail),
    }


def _batch(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            item = json.loads(line)
            page = Path(item["path"])
            result = _read(page if page.is_absolute() or page.exists() else path.parent / page, item.get("url", ""))
            click.echo(json.dumps({"id": item["id"], **document(result)}, ensure_ascii=False))


def _read(path: Path, url: str) -> Extraction:
    from monitor.extract import extract as read

    body = path.read_bytes()
    if body.startswith(GZIP_MAGIC):
        with gzip.open(path) as packed:
            body = packed.read(MAX_FILE_BYTES)
    return read(body, url=url)


def _as_text(result: Extraction) -> str:
    text = result.text
    head = [text.title, ", ".join(text.authors), text.published, text.standfirst]
    lines = [line for line in head if line] + [block.text for block in text.blocks]
    if result.degraded:
        lines.insert(0, f"could not read the whole page: {result.reason}")
    return "\n\n".join(lines)
