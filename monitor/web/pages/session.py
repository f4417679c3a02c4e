"""Signing in with a key, and out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.web import keys
from monitor.web.links import safe_next
from monitor.web.pages.forms import fields_of
from monitor.web.pages.page import page
from monitor.web.services import people
from monitor.web.state import web


async def login(request: Request) -> Response:
    """The form, and what it leads to."""
    target = safe_next(request.query_params.get("next", "/"))
    if request.method != "POST":
        return page(request, "login.html", title="Sign in", next=target, is_wrong=False)
    fields = await fields_of(request)
    target = safe_next(fields.get("next", "/"))
    parts = web(request)
    now = parts.services.clock.now()
    person = keys.holder(people(parts.options), fields.get("key", "").strip(), "", now)
    if person is None:
        return page(request, "login.html", title="Sign in", status=403, next=target, is_wrong=True)
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        keys.COOKIE,
        keys.new_session(person.key, now),
        max_age=int(keys.SESSION.total_seconds()),
        secure=request.url.scheme == "https" or parts.options.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return answer


async def logout(request: Request) -> Response:
    """The session ends in this browser."""
    del request
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(keys.COOKIE, httponly=True, samesite="lax")
    return answer
