"""What every route can reach: the services, the options and the comparer."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from monitor.web.differ import Differ
from monitor.web.keys import Person
from monitor.web.live import Hub
from monitor.web.services import Services, WebOptions
from monitor.web.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Web:
    """One web application's parts."""

    services: Services
    options: WebOptions
    differ: Differ
    traffic: Traffic
    hub: Hub


def web(request: Request) -> Web:
    """The parts of the application that this request is for."""
    found = request.app.state.web
    if not isinstance(found, Web):
        raise TypeError("the application was not made by monitor.web.build")
    return found


def person(request: Request) -> Person | None:
    """Who asks, by the key or the session of the request; None for everybody else."""
    found = getattr(request.state, "person", None)
    return found if isinstance(found, Person) else None


def is_owner(request: Request) -> bool:
    """True for somebody who may write."""
    found = person(request)
    return found is not None and found.may_write


def author(request: Request) -> str:
    """The name that stands beside what is written: the guard lets nobody write who has none."""
    found = person(request)
    return found.name if found else ""
