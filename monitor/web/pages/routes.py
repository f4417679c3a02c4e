"""Which address shows which page: one line each."""

from __future__ import annotations

from typing import Final

from starlette.routing import Route

from monitor.web.pages.articles import article, card, compare, difference, version
from monitor.web.pages.attention import boost, schedule, weigh
from monitor.web.pages.home import home
from monitor.web.pages.marks import mark, marks
from monitor.web.pages.remarks import annotate
from monitor.web.pages.session import login, logout
from monitor.web.pages.sightings import sightings
from monitor.web.pages.sources import source, sources
from monitor.web.pages.status import about, score, status
from monitor.web.pages.subscriptions import subscriptions
from monitor.web.pages.writing import add_source, look_now, set_paused

PAGES: Final = (
    Route("/", home),
    Route("/sources", sources),
    Route("/sources", add_source, methods=["POST"]),
    Route("/sources/{source:str}", source),
    Route("/sources/{source:str}/pause", set_paused, methods=["POST"]),
    Route("/articles/{article:str}", article),
    Route("/articles/{article:str}/annotations", annotate, methods=["POST"]),
    Route("/articles/{article:str}/marks", mark, methods=["POST"]),
    Route("/articles/{article:str}/check", look_now, methods=["POST"]),
    Route("/articles/{article:str}/schedule", schedule),
    Route("/articles/{article:str}/boost", boost, methods=["POST"]),
    Route("/articles/{article:str}/weight", weigh, methods=["POST"]),
    Route("/articles/{article:str}/compare", compare),
    Route("/articles/{article:str}/versions/{number:int}", version),
    Route("/articles/{article:str}/diff/{a:int}/{b:int}", difference),
    Route("/articles/{article:str}/diff/{a:int}/{b:int}/card.png", card),
    Route("/marks", marks),
    Route("/sightings", sightings),
    Route("/subscriptions", subscriptions),
    Route("/status", status),
    Route("/about", about),
    Route("/score", score),
    Route("/login", login, methods=["GET", "POST"]),
    Route("/logout", logout, methods=["POST"]),
)
