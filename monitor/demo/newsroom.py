"""The newsroom as a web site: front pages, feeds, a sitemap, articles with validators or with noise.

One site serves all outlets, each below a path of its own. It keeps a diary of what it really did, for the scoreboard.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.demo import noise
from monitor.demo.stories import OUTLETS, Edition, Story

SPEED: Final = 360  # an hour of the newsroom passes in ten seconds
ROUND_S: Final = 130.0  # then the same stories are published anew, as those of the next day
NOISY: Final = frozenset({"harbour-courier", "northbank-post", "tagesbote-am-hafen"})
SHOWS_TIME: Final = frozenset({"northbank-post"})  # prints "Updated ..." at every edit
BUMPS_METADATA: Final = frozenset({"meridian-wire"})  # only its metadata moves
FEED_TYPES: Final = {
    "harbour-courier": ("feed.xml", "application/rss+xml"),
    "northbank-post": ("atom.xml", "application/atom+xml"),
    "le-phare-du-canal": ("feed.json", "application/feed+json"),
}
LISTINGS: Final = {
    "feed.xml": ("rss.xml", "application/rss+xml"),
    "atom.xml": ("atom.xml", "application/atom+xml"),
    "sitemap.xml": ("sitemap.xml", "application/xml"),
    "feed.json": ("", "application/feed+json"),
}


@dataclass(slots=True)
class Diary:
    """What the newsroom really did."""

    served: Counter[tuple[str, int]] = field(default_factory=Counter)  # (path, edition) -> times, to readers
    noise_changes: int = 0  # article pages served whose noise differed from the one before


class Newsroom:
    """All outlets; `seconds` tells the time since it opened."""

    def __init__(
        self, stories: tuple[Story, ...], *, opened: datetime, seconds: Callable[[], float], seed: int
    ) -> None:
        self.stories = stories
        self.opened = opened
        self.seconds = seconds
        self.diary = Diary()
        self._dice = Random(seed)  # noqa: S311 - seeded noise, not a secret
        self._pages = Environment(
            loader=PackageLoader("monitor.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=False
        )

    def app(self) -> Starlette:
        """The site."""
        return Starlette(
            routes=[
                Route("/robots.txt", self._robots),
                Route("/{outlet}/", self._front),
                Route("/{outlet}/{name}", self._listing_or_article),
                Route("/{outlet}/extra/{number:int}", self._extra),
                Route("/{outlet}/day-{day:int}/{name}", self._article),
            ]
        )

    def standing(self, story: Story, day: int) -> int:
        """Index of the edition that stands on the page of that day's story; -1 before it is published."""
        since = self.seconds() - (day - 1) * ROUND_S
        return -1 if since < 0 else story.at(since)

    def days(self) -> range:
        """The days that have been published so far, from 1."""
        return range(1, int(self.seconds() // ROUND_S) + 2)

    def published(self, day: int) -> datetime:
        """When the outlet says that it published that day's stories; newsroom time, never in the future."""
        return self.opened - timedelta(seconds=SPEED * ROUND_S) + timedelta(seconds=SPEED * 0.1 * (day - 1))

    async def _listing_or_article(self, request: Request) -> Response:
        return await (self._listing if request.path_params["name"] in LISTINGS else self._article)(request)

    async def _article(self, request: Request) -> Response:
        day = int(request.path_params.get("day", 1))
        story = self._story(request)
        index = self.standing(story, day) if story and day in self.days() else -1
        if story is None or index < 0:
            return _missing()
        edition = story.editions[index]
        self.diary.served[path_of(story, day), index] += 1
        if edition.status != 200:  # noqa: PLR2004 - HTTP
            return Response("<h1>This article is no longer available</h1>", edition.status, media_type="text/html")
        return self._page(request, story, edition, day)

    def _page(self, request: Request, story: Story, edition: Edition, day: int) -> Response:
        roll = noise.Noise()
        if story.outlet in NOISY:
            roll = noise.roll(self._dice, story.outlet)
            self.diary.noise_changes += 1
        published = self.published(day)
        modified = published + timedelta(seconds=SPEED * edition.at_s)
        metadata = modified if story.outlet in SHOWS_TIME | BUMPS_METADATA else published
        html = self._pages.get_template("article.html").render(
            story=story,
            edition=edition,
            outlet=OUTLETS[story.outlet],
            url=str(request.url),
            noise=roll,
            modified=f"{modified:%Y-%m-%dT%H:%MZ}",
            shows_time=story.outlet in SHOWS_TIME,
            json_ld={
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": edition.title,
                "datePublished": f"{published:%Y-%m-%dT%H:%M:%SZ}",
                "dateModified": f"{metadata:%Y-%m-%dT%H:%M:%SZ}",
                "author": [{"@type": "Person", "name": name} for name in story.authors],
            },
        )
        return _conditional(request, html.encode(), "text/html; charset=utf-8", validators=story.outlet not in NOISY)

    async def _front(self, request: Request) -> Response:
        outlet = request.path_params["outlet"]
        if outlet not in OUTLETS:
            return _missing()
        name, media_type = FEED_TYPES.get(outlet, ("", ""))
        html = self._pages.get_template("front.html").render(
            outlet=OUTLETS[outlet],
            language=next(s.language for s in self.stories if s.outlet == outlet),
            feed=f"/{outlet}/{name}" if name else "",
            feed_type=media_type,
            links=[(e.title, path_of(s, day)) for s, e, day in self._listed(outlet)],
        )
        return _conditional(request, html.encode(), "text/html; charset=utf-8", validators=False)

    async def _listing(self, request: Request) -> Response:
        """The outlet's feed or sitemap, in the form that the name of the file says."""
        outlet, name = request.path_params["outlet"], request.path_params["name"]
        if outlet not in OUTLETS:
            return _missing()
        template, media_type = LISTINGS[name]
        base = f"{request.url.scheme}://{request.url.netloc}"
        items = [
            {
                "title": edition.title,
                "url": base + path_of(story, day),
                "iso": self.published(day).isoformat(),
                "rfc822": format_datetime(self.published(day)),
            }
            for story, edition, day in self._listed(outlet)
        ]
        home = f"{base}/{outlet}/"
        body = (
            self._pages.get_template(template).render(outlet=OUTLETS[outlet], home=home, items=items)
            if template
            else _json_feed(OUTLETS[outlet], home, items)
        )
        return _conditional(request, body.encode(), media_type, validators=True)

    async def _extra(self, request: Request) -> Response:
        title = noise.RELATED[request.path_params["number"] % len(noise.RELATED)]
        return Response(f"<h1>{title}</h1><p>Nothing to see here.</p>", media_type="text/html")

    async def _robots(self, request: Request) -> Response:
        del request
        return Response("User-agent: *\nAllow: /\n", media_type="text/plain")

    def _story(self, request: Request) -> Story | None:
        outlet, slug = request.path_params["outlet"], request.path_params["name"]
        return next((s for s in self.stories if (s.outlet, s.slug) == (outlet, slug)), None)

    def _listed(self, outlet: str) -> list[tuple[Story, Edition, int]]:
        """What the outlet's front page and feeds list: newest day first."""
        days = reversed(self.days())
        mine = [s for s in self.stories if s.outlet == outlet]
        return [(s, s.editions[self.standing(s, day)], day) for day in days for s in mine]


def path_of(story: Story, day: int) -> str:
    """Where that day's story is served."""
    return story.path if day == 1 else f"/{story.outlet}/day-{day}/{story.slug}"


def _json_feed(outlet: str, home: str, items: list[dict[str, str]]) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlet,
            "home_page_url": home,
            "items": [
                {"id": i["url"], "url": i["url"], "title": i["title"], "content_text": "", "date_published": i["iso"]}
                for i in items
            ],
        }
    )


def _missing() -> Response:
    return Response("<h1>Not found</h1>", 404, media_type="text/html")


def _conditional(request: Request, body: bytes, media_type: str, *, validators: bool) -> Response:
    """The body with an ETag, or 304 where the reader has it already; or, without validators, always the body."""
    if not validators:
        return Response(body, media_type=media_type, headers={"cache-control": "no-store"})
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag})
    return Response(body, media_type=media_type, headers={"etag": etag})


def now() -> datetime:
    """Now, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
