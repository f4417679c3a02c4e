"""`redline demo`: an invented newsroom, Redline watching it, a webhook receiver, and the score."""

from __future__ import annotations

import asyncio
import socket
import sys
import tempfile
import time
import webbrowser
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import httpx2

from monitor.app.networks import subscription_id
from monitor.app.opening import App
from monitor.cli.session import printable, run
from monitor.demo import score, stories
from monitor.demo.newsroom import SPEED, Newsroom
from monitor.demo.receiver import Received, Receiver
from monitor.model import EventType, Health, SourceKind, every_page
from monitor.settings import LogSettings, LookSettings, Settings, SourceSettings, SubscriptionSettings, WebSettings
from monitor.web.services import Figure, Scoreboard, ScoreItem
from monitor.web.serving import serving

HOST: Final = "127.0.0.1"
LOOPBACK: Final = ("127.0.0.0/8",)
SOURCES: Final = (
    ("harbour-courier/feed.xml", SourceKind.FEED),
    ("northbank-post/atom.xml", SourceKind.FEED),
    ("meridian-wire/sitemap.xml", SourceKind.SITEMAP),
    ("le-phare-du-canal/feed.json", SourceKind.FEED),
    ("tagesbote-am-hafen/", SourceKind.SECTION),
)
EVERY_S: Final = 1.5
FEEDS: Final = ("atom", "rss", "json")


@click.command()
@click.option(
    "--until-changes", type=click.IntRange(1, 100), help="End with 0 as soon as so many changes went all the way."
)
@click.option(
    "--timeout", "timeout_s", type=float, default=120.0, show_default=True, help="With --until-changes: seconds."
)
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Port of the pages; 0 = a free one.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Keep the store here; default: thrown away."
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def demo(until_changes: int | None, timeout_s: float, port: int, data: Path | None, *, no_browser: bool) -> None:
    """Watch an invented newsroom whose clock runs fast: the first change is there within seconds."""
    with tempfile.TemporaryDirectory(prefix="redline-demo-") as folder:
        show = Show(data or Path(folder), port or free_port(), free_port(), free_port())
        done = run(show.run(until_changes, timeout_s, browser=not no_browser and until_changes is None))
    sys.exit(0 if done else 1)


def free_port() -> int:
    """A port on the loopback that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Show:
    """The newsroom, the receiver and Redline, in one process."""

    data: Path
    port: int
    newsroom_port: int
    receiver_port: int
    begun: float = field(default_factory=time.monotonic)
    newsroom: Newsroom = field(init=False)
    receiver: Receiver = field(init=False)

    @property
    def url(self) -> str:
        """Redline's page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def outlets(self) -> str:
        """The newsroom's site."""
        return f"http://127.0.0.1:{self.newsroom_port}"

    @property
    def hook(self) -> str:
        """Where webhooks arrive."""
        return f"http://127.0.0.1:{self.receiver_port}/hook"

    def settings(self) -> Settings:
        """Redline, fast: everything on the loopback, which its sources and the subscription allow by name."""
        return Settings(
            data_dir=self.data,
            base_url=self.url,
            contact="the demo",
            web=WebSettings(port=self.port, public=True, banner=BANNER),
            look=LookSettings(floor=EVERY_S, confirm_after=1.0, pace=0.02, connections=8, tasks=8),
            log=LogSettings(level="warning"),
            source=tuple(
                SourceSettings(
                    url=f"{self.outlets}/{path}",
                    name=stories.OUTLETS[path.partition("/")[0]],
                    kind=kind,
                    every=EVERY_S,
                    link_pattern="/tagesbote-am-hafen/(day-|[a-z]+-)",
                    allow_networks=LOOPBACK,
                )
                for path, kind in SOURCES
            ),
            subscription=(SubscriptionSettings(name="the demo's receiver", target=self.hook, allow_networks=LOOPBACK),),
        )

    async def run(self, until_changes: int | None, timeout_s: float, *, browser: bool) -> bool:
        """True when it ended as it should."""
        from workers.roles import ROLES, run_roles

        settings = self.settings()
        self.receiver = Receiver("", self._arrived)
        began = time.monotonic()
        self.newsroom = Newsroom(
            stories.load(), opened=datetime.now(UTC), seconds=lambda: time.monotonic() - began, seed=7
        )
        outcome: list[bool] = []

        async def ready(app: App, stop: asyncio.Event) -> App:
            (self.receiver.secret,) = await app.store.subscriptions.secrets(subscription_id(settings.subscription[0]))
            self._announce()
            asyncio.get_running_loop().create_task(
                self._open(app, stop, until_changes, timeout_s, outcome, browser=browser)
            )
            return replace(app, score=lambda: self._score(app))

        async with (
            serving(self.newsroom.app(), host=HOST, port=self.newsroom_port),
            serving(self.receiver.app(), host=HOST, port=self.receiver_port),
        ):
            await run_roles(settings, list(ROLES), ready=ready)
        return outcome[0] if outcome else until_changes is None

    def _announce(self) -> None:
        click.echo(f"page      {self.url}/")
        click.echo(f"score     {self.url}/score")
        for form in FEEDS:
            click.echo(f"feed      {self.url}/feeds/changes.{form}")
        click.echo(f"newsroom  {self.outlets}/harbour-courier/")
        click.echo(f"webhooks  received at {self.hook}, verified with standardwebhooks")
        click.echo("Ctrl-C ends it. The first change is there in a few seconds ...\n")

    def _arrived(self, got: Received) -> None:
        after = time.monotonic() - self.begun
        where = (
            f"{self.url}/articles/{got.article_id}/diff/{got.to_version - 1}/{got.to_version}" if got.to_version else ""
        )
        click.echo(
            f"{after:6.1f} s  webhook {got.message_id} verified: {got.type} {printable(got.summary)} {where}".rstrip()
        )

    async def _score(self, app: App) -> Scoreboard:
        return board(await count(self.newsroom, app))

    async def _open(
        self, app: App, stop: asyncio.Event, wanted: int | None, timeout_s: float, outcome: list[bool], *, browser: bool
    ) -> None:
        """Open the first change in a browser; or end as soon as so many changes went all the way."""
        if wanted is None:
            await self._open_browser(app, stop, browser=browser)
            return
        missing = "nothing was looked at"
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and not stop.is_set():
            try:
                whole, missing = await self._whole(app)
            except httpx2.HTTPError as error:
                whole, missing = 0, f"the page does not answer: {error}"
            if whole >= wanted:
                took = time.monotonic() - self.begun
                click.echo(f"\n{whole} changes on the page, in the feed and at the webhook receiver after {took:.1f} s")
                click.echo(str(await count(self.newsroom, app)))
                outcome.append(True)
                stop.set()
                return
            await asyncio.sleep(0.5)
        click.echo(f"\nnot all the way within {timeout_s:.0f} s: {missing}", err=True)
        outcome.append(False)
        stop.set()

    async def _open_browser(self, app: App, stop: asyncio.Event, *, browser: bool) -> None:
        while not stop.is_set():
            page = await app.store.catalog.events(limit=1)
            if page.items and page.items[0].change:
                change = page.items[0].change
                click.echo(f"{time.monotonic() - self.begun:6.1f} s  first change on {self.url}/")
                if browser:
                    place = f"{self.url}/articles/{change.article}/diff/{change.from_version}/{change.to_version}"
                    await asyncio.to_thread(webbrowser.open, place)
                return
            await asyncio.sleep(0.2)

    async def _whole(self, app: App) -> tuple[int, str]:
        """How many changes are on their diff page, in the feed and at the receiver; and what is missing of others."""
        page = await app.store.catalog.events(limit=200)
        async with app.open_client() as client:
            feed = (await client.get(f"{self.url}/feeds/changes.atom", extensions=app.loopback())).text
            whole, missing = 0, "no change was found"
            for event in page.items:
                change = event.change
                if change is None:
                    continue
                place = f"/articles/{change.article}/diff/{change.from_version}/{change.to_version}"
                shown = (await client.get(self.url + place, extensions=app.loopback())).text
                lacking = [
                    name
                    for name, there in (
                        ("the diff page", "<ins>" in shown or "<del>" in shown or "row-" in shown),
                        ("the feed", event.id in feed),
                        ("the webhook receiver", event.id in self.receiver.received),
                    )
                    if not there
                ]
                whole += not lacking
                missing = f"{place} is missing in {', '.join(lacking)}" if lacking else missing
        return whole, f"{whole} went all the way; {missing}"


BANNER: Final = f"Demo: invented outlets, the clock runs {SPEED} times faster."


async def count(newsroom: Newsroom, app: App) -> score.Score:
    """The score so far."""
    seen = []
    async for page in every_page(lambda cursor: app.store.catalog.articles(cursor=cursor, limit=200)):
        for article, state in (await app.store.catalog.heads(page.items)).values():
            events = await app.store.archive.events(article.id)
            gone = state.health is Health.UNAVAILABLE or any(e.type is EventType.UNAVAILABLE for e in events)
            seen.append((article, await app.store.archive.versions(article.id), gone))
    return score.count(newsroom, seen)


def board(found: score.Score) -> Scoreboard:
    """The score as the page shows it: each figure with its list."""

    def figure(key: str, label: str, edits: list[score.Edit]) -> Figure:
        items = tuple(
            ScoreItem(
                edit.title,
                f"/articles/{edit.article}" if edit.article else "",
                f"edit {edit.edition}: {', '.join(edit.kinds)}",
            )
            for edit in edits
        )
        return Figure(key, label, len(edits), items)

    wrong = tuple(
        ScoreItem(path, f"/articles/{article}/versions/{number}", f"version {number}")
        for path, article, number in found.false_alarms
    )
    figures = [
        figure("made", "edits made", list(found.edits)),
        figure("caught", "caught", [e for e in found.edits if e.caught]),
        figure("overwritten", "overwritten before we looked", [e for e in found.edits if e.overwritten]),
        figure("missed", "missed", [e for e in found.edits if e.missed]),
        figure("waiting", "waiting for a check", [e for e in found.edits if e.waiting]),
        Figure("false", "false alarms", len(wrong), wrong, of=f"of {found.noise_changes} noise changes"),
    ]
    return Scoreboard(tuple(figures), str(found))
