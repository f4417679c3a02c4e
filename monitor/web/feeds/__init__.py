"""Feeds of changes, of all and of parts: Atom, RSS and JSON Feed, with the diff inside; OPML of them all."""

from __future__ import annotations

from typing import Final

from starlette.routing import Route

from monitor.web.feeds import channels, lists


def _routes() -> tuple[Route, ...]:
    found = []
    for place in ("", "/feeds"):
        found.append(Route(f"/sources/{{source:str}}{place}/changes.{{form:str}}", channels.of_source))
        found.append(Route(f"/articles/{{article:str}}{place}/changes.{{form:str}}", channels.of_article))
    found += [
        Route("/feeds/changes.{form:str}", channels.changes),
        Route("/feeds/roots.{form:str}", lists.roots),
        Route("/feeds/tags/{tag:str}/changes.{form:str}", channels.of_tag),
        Route("/feeds/filters/{name:str}/changes.{form:str}", channels.of_filter),
        Route("/feeds/subscriptions/{subscription:str}/changes.{form:str}", channels.of_subscription),
        Route("/feeds.opml", lists.listed),
    ]
    return tuple(found)


ROUTES: Final = _routes()
