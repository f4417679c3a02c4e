"""`redline extract`: the article at an address, in a file, or in each file of a list; and why it is read so."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import click

from monitor.cli.kinds import NETWORK
from monitor.cli.session import printable, run, with_settings
from monitor.errors import NotFound, ParseError
from monitor.extract import Rulebook
from monitor.extract import extract as read_page
from monitor.extract.trace import Trace
from monitor.model import Extraction, FetchFailed, PageType, Reading, Request, Response
from monitor.settings import Settings
from monitor.settings.site_rules import load_site_rules

GZIP_MAGIC: Final = b"\x1f\x8b"
MAX_FILE_BYTES: Final = 50_000_000
SHOWN: Final = 200  # characters of a block that --explain shows
_HINT: Final = "--explain shows what was left out and why"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages as these settings say."""

    rulebook: Rulebook
    type: PageType

    def read(self, body: bytes, url: str, content_type: str = "", trace: Trace | None = None) -> Extraction:
        """The article in these bytes."""
        reading = Reading(self.type, self.rulebook.of(url))
        return read_page(body, url=url, content_type=content_type, reading=reading, trace=trace)


@click.command()
@click.argument("page", required=False, metavar="URL|FILE")
@click.option("--url", default="", help="The address that the page in the file came from.")
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--explain", is_flag=True, help="Show every block: kept, or left out and why.")
@click.option(
    "--type", "kind", type=click.Choice([t.value for t in PageType]), default="auto", help="What to read it as."
)
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines: id, path, url")
@click.option("--allow", type=NETWORK, multiple=True, metavar="CIDR", help="A private network that may be asked now.")
@with_settings
def extract(
    settings: Settings,
    *,
    page: str | None,
    url: str,
    fmt: str,
    explain: bool,
    kind: str,
    batch: Path | None,
    allow: tuple[str, ...],
) -> None:
    """Show what Redline reads in a page: at an address, or in a file (.gz and .pdf too). Nothing is stored.

    What can not be read as an article (a login, a wall, no text) is said in one line, and ends with status 1.
    """
    reader = Reader(Rulebook(load_site_rules(settings.site_rules)), PageType(kind))
    if batch:
        _batch(batch, reader)
        return
    if page is None:
        raise click.UsageError("name an address or a file, or --batch LIST.jsonl")
    trace = Trace() if explain else None
    if page.startswith(("http://", "https://")):
        answer = run(_fetched(page, settings, allow))
        result = reader.read(answer.body, url or answer.final_url, answer.header("content-type"), trace)
    else:
        result = reader.read(_body(Path(page)), url, trace=trace)
    if fmt == "json":
        further = {"decisions": [asdict(one) for one in (*trace.boxes, *trace.blocks)]} if trace else {}
        click.echo(json.dumps(document(result) | further, ensure_ascii=False))
    elif trace is not None:
        click.echo(explained(result, trace))
    elif not result.degraded:
        click.echo(_as_text(result))
    if result.degraded:
        raise ParseError(f"{page}: no article can be read: {result.reason}", hint=_HINT if trace is None else "")


async def _fetched(url: str, settings: Settings, allow: tuple[str, ...]) -> Response:
    """The answer to one polite request: robots.txt, pace and the address guard hold."""
    from monitor.app.opening import open_app

    async with open_app(settings) as app:
        limits = app.world.limits
        request = Request(
            url,
            max_bytes=limits.max_bytes,
            total_s=limits.total_s,
            max_redirects=limits.max_redirects,
            allow_networks=allow,
        )
        answer = await app.fetcher.fetch(request)
    if isinstance(answer, Response) and answer.status == HTTPStatus.OK:
        return answer
    told = f"the server answered {answer.status}" if isinstance(answer, Response) else ""
    if isinstance(answer, FetchFailed):
        told = f"{answer.reason.value.replace('_', ' ')}{': ' + answer.detail if answer.detail else ''}"
    raise NotFound(f"{url}: {told or 'no page came back'}")


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
        "type": text.type.value,
        "effective": text.effective,
        "og_title": text.og_title or text.title,
        "data_title": text.data_title or text.title,
        "links": list(text.links),
        "marks": [{"name": mark.name, "first": mark.first} for mark in text.marks],
        "blocks": blocks,
        "degraded": result.degraded,
        "reason": result.reason,
        "extractor": result.extractor,
        "extractor_version": result.extractor_version,
        "notes": list(result.notes),
        "trail": list(result.trail),
    }


def explained(result: Extraction, trace: Trace) -> str:
    """Every block with what became of it, for a terminal."""
    text = result.text
    lines = [f"{printable(text.title)}", f"read as {text.type.value} by: {', then '.join(result.trail) or 'nothing'}"]
    lines += [f"could not read the whole page: {result.reason}"] if result.degraded else []
    lines += [f"note: {printable(note)}" for note in result.notes]
    lines += [""]
    for one in (*trace.boxes, *trace.blocks):
        sign = "+" if one.kept else "-"
        said = f"{one.kind}" if one.kept else f"{one.kind}, left out: {printable(one.why)}"
        lines += [f"{sign} {printable(one.text)[:SHOWN]}", f"    {said}   [{printable(one.where)}]"]
    kept = sum(one.kept for one in trace.blocks)
    lines += ["", f"{kept} blocks kept, {len(trace.blocks) - kept} left out, {len(trace.boxes)} boxes taken out before"]
    return "\n".join(lines)


def _batch(path: Path, reader: Reader) -> None:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            item = json.loads(line)
            page = Path(item["path"])
            place = page if page.is_absolute() or page.exists() else path.parent / page
            result = reader.read(_body(place), item.get("url", ""))
            click.echo(json.dumps({"id": item["id"], **document(result)}, ensure_ascii=False))


def _body(path: Path) -> bytes:
    try:
        body = path.read_bytes()
        if body.startswith(GZIP_MAGIC):
            with gzip.open(path) as packed:
                body = packed.read(MAX_FILE_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise NotFound(f"{path} can not be read: {error}") from error
    return body


def _as_text(result: Extraction) -> str:
    text = result.text
    head = [text.title, ", ".join(text.authors), text.published, text.standfirst]
    lines = [line for line in head if line] + [block.text for block in text.blocks]
    return "\n\n".join(lines)
