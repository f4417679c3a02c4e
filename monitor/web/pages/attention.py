"""Why an article is checked next when it is, and asking for more checks of it."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import Refused
from monitor.poll.articles import LONGEST_BOOST
from monitor.web import gather
from monitor.web.moments import stamp
from monitor.web.pages.forms import fields_of, number_of
from monitor.web.pages.page import page
from monitor.web.state import web
from monitor.web.views.article import headline

LONGEST_H: Final = round(LONGEST_BOOST / timedelta(hours=1))
LARGEST_WEIGHT: Final = 100.0


async def schedule(request: Request) -> Response:
    """The plan of an article in words and figures."""
    services, asked = web(request).services, request.path_params["article"]
    article, state = await gather.head(services, asked)
    found = await services.actions.attention.explain(article.id)
    return page(
        request,
        "schedule.html",
        title=f"Checks of {headline(article, state)}",
        article=article.id,
        headline=headline(article, state),
        due=stamp(found.due) if found.due else "none planned",
        why=found.why,
        last=stamp(found.last) if found.last else "never: it is watched for ever",
        facts=found.facts,
        weight=f"{found.weight:g}",
        longest_h=LONGEST_H,
    )


async def boost(request: Request) -> Response:
    """Have it checked every two minutes for some hours; 0 ends that."""
    services, asked = web(request).services, request.path_params["article"]
    hours = number_of((await fields_of(request)).get("hours", ""))
    if hours > LONGEST_H:
        raise Refused(f"{LONGEST_H} hours is the longest")
    article, _ = await gather.head(services, asked)
    await services.actions.attention.boost(article.id, timedelta(hours=hours))
    return RedirectResponse(f"/articles/{article.id}/schedule", 303)


async def weigh(request: Request) -> Response:
    """Give it a watch weight."""
    services, asked = web(request).services, request.path_params["article"]
    weight = _weight((await fields_of(request)).get("weight", ""))
    article, _ = await gather.head(services, asked)
    await services.actions.attention.weigh(article.id, weight)
    return RedirectResponse(f"/articles/{article.id}/schedule", 303)


def _weight(field: str) -> float:
    try:
        weight = float(field)
    except ValueError:
        weight = math.nan
    if not 0.0 < weight <= LARGEST_WEIGHT:
        raise Refused(f"a number above 0 and up to {LARGEST_WEIGHT:g} is wanted")
    return weight
