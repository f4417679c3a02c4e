"""Saved filters in Redis: each in the shard of its name."""

from __future__ import annotations

import json
from typing import Final

from pydantic import TypeAdapter

from monitor.errors import DamagedRecord
from monitor.model import Filter, SavedFilter
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.scripts import load

SCHEMA: Final = 1
_FILTER: Final = TypeAdapter(SavedFilter)


class RedisSavedFilters:
    """Behind the port SavedFilters."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def put(self, saved: SavedFilter) -> bool:
        """Keep it under its name. True if the name was new."""
        record = {"v": SCHEMA, **_FILTER.dump_python(saved, mode="json")}
        return await self._write(saved.name, json.dumps(record))

    async def remove(self, name: str) -> bool:
        """Forget it. False if there was none."""
        return await self._write(name, "")

    async def _write(self, name: str, record: str) -> bool:
        tag = self._keys.book_tag(name)
        keys = [self._keys.saved_filters(tag), self._keys.subscriptions_version(tag)]
        return bool(await self._client.run(load("saved_filter_put"), keys, [name, record]))

    async def all(self) -> dict[str, SavedFilter]:
        """All of them, by name."""
        shards = await self._client.all([("HVALS", self._keys.saved_filters(tag)) for tag in self._keys.book_tags()])
        found = [_read(line) for shard in shards for line in shard]
        return {one.name: one for one in sorted(found, key=lambda one: one.name)}

    async def filters(self) -> dict[str, Filter]:
        """What each name stands for."""
        return {name: one.filter for name, one in (await self.all()).items()}


def _read(line: bytes) -> SavedFilter:
    record = json.loads(line)
    if record.pop("v", SCHEMA) > SCHEMA:
        raise DamagedRecord(f"filter {record.get('name')}", f"its schema is newer than {SCHEMA}")
    return _FILTER.validate_python(record)
