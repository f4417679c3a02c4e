"""What the owner hides, shows again and erases on the pages, and the list of it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import Refused
from monitor.model import ArticleId, Deed
from monitor.web.pages.forms import fields_of, number_of
from monitor.web.pages.page import page
from monitor.web.state import author, web
from monitor.web.views.marks import QUESTIONS, mark_lines, named

MOST: Final = 500  # lines of the list


async def marks(request: Request) -> Response:
    """What was hidden, erased or held, newest act first."""
    lines = await mark_lines(web(request).services.marks)
    return page(request, "marks.html", title="Hidden and erased", lines=lines[:MOST], more=max(0, len(lines) - MOST))


async def mark(request: Request) -> Response:
    """Ask once more with what it means, or, where that was answered, do it."""
    article = ArticleId(request.path_params["article"])
    fields = await fields_of(request)
    number, reason = number_of(fields.get("version", "0")), fields.get("reason", "").strip()
    deed = next((deed for deed in (*QUESTIONS, Deed.SHOW) if deed == fields.get("deed")), None)
    if deed is None:
        raise Refused("this can not be done here")
    if deed in QUESTIONS and not reason:
        raise Refused("a reason is wanted; it stays in the log of the article")
    if deed in QUESTIONS and fields.get("sure") != "yes":
        question = QUESTIONS[deed].format(named(number))
        return page(
            request, "confirm.html", title=question, article_id=article, version=number, reason=reason, deed=deed.value
        )
    await web(request).services.actions.decide(article, number, deed, reason, author(request))
    return RedirectResponse("/marks", 303)
