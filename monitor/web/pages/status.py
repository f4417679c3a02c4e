"""What this is, how it is doing, and the demo's scoreboard."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import NotFound
from monitor.lateness import alarm, lag_s
from monitor.ports import SILENCE
from monitor.web import gather, probes
from monitor.web.pages.page import page
from monitor.web.services import Services
from monitor.web.state import web
from monitor.web.views.away import away_lines, unwatched_line
from monitor.web.views.progress import checks, sentence


async def status(request: Request) -> Response:
    """How the whole is doing."""
    services, options = web(request).services, web(request).options
    progress = await gather.progress(services)
    views = await gather.source_views(services, await services.book.all())
    return page(
        request,
        "status.html",
        title="Status",
        troubles=(*await probes.troubles(services), *await _late(services), *await _unwatched(services)),
        warnings=options.warnings,
        totals=progress.totals,
        room=await services.room() if services.room else (),
        checks=checks(progress.totals),
        progress=sentence(progress),
        states=Counter(view.state for view in views).most_common(),
        away=away_lines(await services.presence.spans()) if services.presence else (),
        ill=[view for view in views if view.reason and not view.is_paused],
    )


async def _late(services: Services) -> list[str]:
    """What there is to tell of late messages; a store that does not answer is told of by the probe."""
    if services.desk is None:
        return []
    late = alarm(await lag_s(services.log, services.desk, services.subscriptions))
    return [late] if late else []


async def _unwatched(services: Services) -> list[Markup]:
    """What there is to tell while nobody looks."""
    last = await services.presence.last() if services.presence else None
    return [unwatched_line(last)] if last is not None and services.clock.now() - last > SILENCE else []


async def about(request: Request) -> Response:
    """What this is and how to read it."""
    return page(request, "about.html", title="About")


async def score(request: Request) -> Response:
    """The scoreboard: what the demo's newsroom really did against what was seen."""
    provider = web(request).services.score
    if provider is None:
        raise NotFound("There is no scoreboard here.", hint="only the demo keeps one")
    board = await provider()
    return page(request, "score.html", title="Scoreboard", board=board)
