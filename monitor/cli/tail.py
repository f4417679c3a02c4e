"""`redline tail`: events of a running Redline as they happen; a lost connection is taken up where it broke."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import click
import httpx2

from monitor.app.secret_files import admin_key
from monitor.cli.kinds import MOMENT, WORD
from monitor.cli.session import printable, run, with_settings
from monitor.cli.words import moment
from monitor.diff.kinds import ORDER
from monitor.errors import NotFound, RedlineError
from monitor.model import EventType, Notice
from monitor.net import Call, NetOptions, open_client
from monitor.settings import Settings

READ_S: Final = 60.0  # the server says something every 15 s
FIRST_WAIT_S, MAX_WAIT_S = 1.0, 30.0
LOOPBACK: Final = ("127.0.0.0/8", "::1/128")
_REFUSED: Final = frozenset({400, 401, 403, 404, 421, 422})


@click.command()
@click.option("--url", help="A Redline elsewhere; default: the one that these settings run.")
@click.option("--key-env", default="REDLINE_ADMIN_KEY", show_default=True, help="Variable with its admin key.")
@click.option("--since", type=MOMENT, help="Begin with what happened after this time; some may come twice.")
@click.option("--type", "types", multiple=True, type=click.Choice([one.value for one in EventType]))
@click.option("--kind", "kinds", multiple=True, type=click.Choice(ORDER), metavar="KIND")
@click.option("--tag", "tags", multiple=True)
@click.option("--note", "notices", multiple=True, type=click.Choice([one.value for one in Notice]))
@click.option("--word", "words", multiple=True, type=WORD)
@click.option("--filter", "saved", multiple=True, metavar="NAME", help="A saved filter.")
@click.option("--min-weight", type=click.IntRange(0, 100))
@click.option("--count", type=click.IntRange(1), help="End after so many events.")
@click.option("--json", "as_json", is_flag=True, help="Print the envelopes, one a line.")
@with_settings
def tail(
    settings: Settings,
    *,
    url: str | None,
    key_env: str,
    since: datetime | None,
    count: int | None,
    as_json: bool,
    **wanted: Any,
) -> None:
    """Print events as they happen, until interrupted."""
    host = "127.0.0.1" if settings.web.host in {"0.0.0.0", "::", ""} else settings.web.host  # noqa: S104 - what it is bound to
    base = url.rstrip("/") if url else f"http://{host}:{settings.web.port}"
    key = os.environ.get(key_env, "") or ("" if url else admin_key(settings.data_dir))
    asked = {name: value for name, value in wanted.items() if value}
    if since is not None:
        asked["since"] = since.isoformat()
    listening = Listening(f"{base}/api/v1/events", key, asked)

    async def work() -> None:
        seen = 0
        async for event in listening.events():
            click.echo(json.dumps(event, ensure_ascii=True) if as_json else line_of(event))
            seen += 1
            if count and seen >= count:
                return

    run(work())


@dataclass(slots=True)
class Listening:
    """One client of the stream of events."""

    url: str
    key: str = field(repr=False)
    asked: dict[str, Any]
    last_id: str = ""
    wait_s: float = FIRST_WAIT_S

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """Envelopes without end; after a break it goes on behind the last one seen. Raises what no retry can mend."""
        async with open_client(NetOptions()) as client:
            while True:
                try:
                    async for event in self._once(client):
                        self.wait_s = FIRST_WAIT_S
                        yield event
                except httpx2.HTTPError as error:
                    click.echo(f"connection lost ({printable(str(error))}); again in {self.wait_s:g} s", err=True)
                await asyncio.sleep(self.wait_s)
                self.wait_s = min(self.wait_s * 2, MAX_WAIT_S)

    async def _once(self, client: httpx2.AsyncClient) -> AsyncIterator[dict[str, Any]]:
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        asked = self.asked
        if self.last_id:
            headers["Last-Event-ID"] = self.last_id
            asked = {name: value for name, value in asked.items() if name != "since"}
        call = Call(LOOPBACK, max_bytes=1 << 60, total_s=1e9, read_s=READ_S)
        request = client.build_request("GET", self.url, params=asked, headers=headers, extensions={"redline": call})
        response = await client.send(request, stream=True)
        try:
            if response.status_code in _REFUSED:
                raise _refusal(response.status_code, (await response.aread()).decode(errors="replace"))
            response.raise_for_status()
            async for event in self._frames(response):
                yield event
        finally:
            await response.aclose()

    async def _frames(self, response: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
        """Events of the stream, by the rules of the HTML standard as far as our server uses them."""
        kind = data = ""
        async for line in response.aiter_lines():
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not line:
                if kind in {"overrun", "error"}:
                    click.echo(f"cut off: {printable(json.loads(data).get('why', kind))}", err=True)
                    return
                if data:
                    yield json.loads(data)
                kind = data = ""
            elif name == "id":
                self.last_id = value
            elif name == "event":
                kind = value
            elif name == "data":
                data += value


def _refusal(status: int, body: str) -> RedlineError:
    try:
        said = json.loads(body).get("detail") or body
    except (json.JSONDecodeError, AttributeError):
        said = body
    hint = "set the admin key: --key-env" if status == 401 else ""  # noqa: PLR2004 - HTTP
    return NotFound(f"HTTP {status}: {printable(str(said)[:300])}", hint=hint)


def line_of(event: dict[str, Any]) -> str:
    """An event in one or two lines for a terminal."""
    data = event["data"]
    at = moment(datetime.fromisoformat(event["timestamp"]))
    title = (data.get("title") or {}).get("new") or data.get("name") or data.get("url") or ""
    said = data.get("summary") or data.get("detail") or ""
    head = f"{at}  {event['type']}  {printable(title)}"
    return f"{head}\n    {printable(said)}" if said else head
