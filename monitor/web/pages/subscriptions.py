"""Who gets what, and how the deliveries go."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from monitor.web.feeds.lists import subscription_feed
from monitor.web.pages.page import page
from monitor.web.state import web
from monitor.web.views.subscriptions import subscription_view

ATTEMPTS = 10


async def subscriptions(request: Request) -> Response:
    """All subscriptions with their last deliveries."""
    services = web(request).services
    views = [
        subscription_view(
            one,
            await services.outbox.log(one.id, limit=ATTEMPTS),
            await services.desk.backlog(one.id) if services.desk else None,
            feed=subscription_feed(web(request).options.admin_key, one.id),
        )
        for one in await services.subscriptions.all()
    ]
    return page(request, "subscriptions.html", title="Subscriptions", subscriptions=views)
