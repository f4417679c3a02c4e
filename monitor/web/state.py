"""What every route can reach: the services, the options, the templates and the comparer."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from monitor.web.differ import Differ
from monitor.web.live import Hub
from monitor.web.services import Services, WebOptions
from monitor.web.templating import Templates
from monitor.web.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Web:
    """One web application's parts."""

    services: Services
    options: WebOptions
    templates: Templates
    differ: Differ
    traffic: Traffic
    hub: Hub


def web(request: Request) -> Web:
    """The parts of the application that this request is for."""
    found = request.app.state.web
    if not isinstance(found, Web):
        raise TypeError("the application was not made by monitor.web.build")
    return found


def is_owner(request: Request) -> bool:
    """True if the request carries the admin key or a session."""
    return bool(getattr(request.state, "is_owner", False))
