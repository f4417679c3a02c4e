"""Every route of the web application, and every address of it that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from monitor.web.api.app import application


def routes_of(app: Starlette) -> Iterator[tuple[str, str]]:
    """(method, path with its parameters in braces) of every route, those of the API too."""
    stack = [*app.routes, *application(app.state.web).routes]
    while stack:
        route = stack.pop()
        if isinstance(route, Mount):
            continue
        inner = getattr(route, "routes", None)
        if inner and not isinstance(route, Route):
            stack += inner
            continue
        for method in getattr(route, "methods", None) or ():
            yield method, str(getattr(route, "path", "/"))


def addresses(app: Starlette, article: str, source: str) -> Iterator[str]:
    """Every address that can be read, with every version and pair in its place."""
    values = {
        "article": [article],
        "source": [source],
        "number": ["1", "2", "3"],
        "a": ["1", "2"],
        "b": ["2", "3"],
        "form": ["atom", "rss", "json"],
        "tag": ["court"],
        "label": ["court"],
    }
    yield from (filled for path in application(app.state.web).openapi()["paths"] for filled in _filled(path, values))
    for method, path in routes_of(app):
        if method == "GET":
            yield from _filled(path, values)


def _filled(path: str, values: dict[str, list[str]]) -> Iterator[str]:
    """The address with each value in the place of its parameter."""
    names = re.findall(r"\{(\w+)[^}]*\}", path)
    for chosen in product(*(values.get(name, ["1"]) for name in names)):
        filled = path
        for name, value in zip(names, chosen, strict=True):
            filled = re.sub(rf"\{{{name}[^}}]*\}}", value, filled, count=1)
        yield filled
