"""The store as the settings say; most commands need nothing else."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from monitor.app.originals import cold_files
from monitor.app.secret_files import secret_key
from monitor.errors import StoreError
from monitor.settings import Settings
from monitor.store import Store, open_store
from monitor.store.chains import RedisChains


def opened_store(settings: Settings) -> AbstractAsyncContextManager[Store]:
    """The store, open until the block ends; the embedded server is started if need be."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open_store(
        settings.data_dir,
        url=settings.redis.url or None,
        prefix=settings.redis.prefix,
        connections_per_host=settings.look.connections,
        maxmemory=settings.redis.maxmemory,
        fsync=settings.redis.fsync,
        pace_s=settings.look.pace,
        secret_keys=(secret_key(settings.data_dir),),
        cold=cold_files(settings),
    )


def chains_of(store: Store) -> RedisChains:
    """The chains of records; raises StoreError for a store in memory, which keeps none."""
    if store.chains is None:
        raise StoreError("a store in memory keeps no chains")
    return store.chains
