"""For machines that watch us: is it alive, can it work, what has it done."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from monitor.errors import RedlineError
from monitor.web.services import Services


def routes(services: Services) -> APIRouter:
    """/livez, /readyz, /metrics."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def alive() -> Response:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    async def ready() -> Response:
        troubles = list(await services.ready())
        return JSONResponse({"ready": not troubles, "troubles": troubles}, 503 if troubles else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        try:
            return PlainTextResponse(await _metrics(services), media_type="text/plain; version=0.0.4; charset=utf-8")
        except RedlineError as error:
            return PlainTextResponse(f"# {error}\n", 503)

    return router


async def _metrics(services: Services) -> str:
    """Prometheus text format 0.0.4."""
    totals = asdict(await services.catalog.totals())
    states = await services.book.states([source.id for source in await services.book.all()])
    failing = sum(state.failures > 0 for state in states.values())
    overdue = await services.outbox.next_due_s()
    figures = [
        ("redline_articles", "gauge", "Articles that are known.", totals["articles"]),
        ("redline_changed_articles", "gauge", "Articles with at least one change.", totals["changed_articles"]),
        ("redline_versions_total", "counter", "Versions that were kept.", totals["versions"]),
        ("redline_changes_total", "counter", "Changes that were found.", totals["changes"]),
        ("redline_looks_total", "counter", "Looks at articles.", totals["looks"]),
        ("redline_failed_looks_total", "counter", "Looks that gave no text.", totals["failed_looks"]),
        ("redline_sources", "gauge", "Sources that are watched.", len(states)),
        ("redline_failing_sources", "gauge", "Sources whose last look failed.", failing),
        (
            "redline_delivery_lag_seconds",
            "gauge",
            "How late the most overdue delivery is.",
            max(0.0, -(overdue or 0.0)),
        ),
    ]
    return "".join(f"# HELP {n} {h}\n# TYPE {n} {t}\n{n} {v}\n" for n, t, h, v in figures)
