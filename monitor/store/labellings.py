"""Later labellings of changes, beside the one that was published with the event and never changes."""

from __future__ import annotations

from monitor.model import ArticleId, Change
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.keys import Keys
from monitor.store.labelling_records import field_of, pack_labelling, unpack_labellings


class RedisLabellings:
    """Behind the port Labellings."""

    def __init__(self, client: StoreClient, keys: Keys, *, cold: ColdStore | None = None) -> None:
        self._client = client
        self._keys = keys
        self._cold = cold

    async def put(self, change: Change) -> bool:
        """Keep it; False if these rules have labelled this change before."""
        key = self._keys.labellings(self._keys.archive_tag(change.article), change.article)
        if self._cold is not None:
            await self._cold.ice.thaw(change.article)
        return bool(await self._client.do("HSETNX", key, field_of(change), pack_labelling(change)))

    async def of(self, article: ArticleId) -> tuple[Change, ...]:
        """All of an article, by version and then by rules."""
        key = self._keys.labellings(self._keys.archive_tag(article), article)
        lines = await self._client.do("HVALS", key)
        if not lines and self._cold is not None and (frozen := await self._cold.ice.peek([article])):
            lines = frozen[article].labellings
        return unpack_labellings(lines)
