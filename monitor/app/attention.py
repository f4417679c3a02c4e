"""More checks of an article, as the pages and the API ask for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from monitor import attention
from monitor.app.explained import explained_of
from monitor.app.opening import App
from monitor.model import ArticleId
from monitor.web.services import Attention


def attention_of(app: App) -> Attention:
    """What the pages and the API may ask for."""

    async def boost(article: ArticleId, length: timedelta) -> datetime | None:
        return await attention.boost([article], length, app.world)

    async def weigh(article: ArticleId, weight: float) -> None:
        await attention.weigh([article], weight, app.world)

    return Attention(boost, weigh, partial(explained_of, app))
