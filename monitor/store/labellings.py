"""Later labellings of changes, beside the one that was published with the event and never changes."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter

from monitor.model import ArticleId, Change
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.keys import Keys

_CHANGE = TypeAdapter(Change)


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
        return bool(await self._client.do("HSETNX", key, field_of(change), _CHANGE.dump_json(change)))

    async def of(self, article: ArticleId) -> tuple[Change, ...]:
        """All of an article, by version and then by rules."""
        key = self._keys.labellings(self._keys.archive_tag(article), article)
        lines = await self._client.do("HVALS", key)
        if not lines and self._cold is not None and (frozen := await self._cold.ice.peek([article])):
            lines = frozen[article].labellings
        return in_order(_CHANGE.validate_json(packed) for packed in lines)


def field_of(change: Change) -> str:
    """What names a labelling within its article."""
    return f"{change.from_version}:{change.to_version}:{change.rules_version}"


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By version and then by rules."""
    return tuple(sorted(changes, key=lambda one: (one.to_version, one.from_version, one.rules_version)))
