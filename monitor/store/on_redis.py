"""The store on Redis, put together."""

from __future__ import annotations

from monitor.store import Store, StoreOptions
from monitor.store.annotations import RedisAnnotations
from monitor.store.archive import RedisArchive
from monitor.store.asides import RedisCares
from monitor.store.book import RedisSourceBook
from monitor.store.cache import RedisCache
from monitor.store.catalog import RedisCatalog
from monitor.store.chains import RedisChains
from monitor.store.client import StoreClient
from monitor.store.cold_store import cold_store
from monitor.store.copies import RedisCopies
from monitor.store.erasing import Eraser
from monitor.store.events import RedisEventLog
from monitor.store.frontier import RedisFrontier
from monitor.store.histories import RedisHistories
from monitor.store.keys import Keys
from monitor.store.labellings import RedisLabellings
from monitor.store.ledger import RedisLedger
from monitor.store.locks import RedisLocks
from monitor.store.marks import RedisMarks
from monitor.store.outbox import RedisOutbox
from monitor.store.outbox_desk import RedisOutboxDesk
from monitor.store.presence import RedisPresence
from monitor.store.pushes import RedisPushBook
from monitor.store.room import RedisRoom
from monitor.store.saved_filters import RedisSavedFilters
from monitor.store.subscriptions import RedisSubscriptions
from monitor.store.turning import RedisTurningBoxes
from monitor.store.vault import Vault
from monitor.store.veil import VeiledArchive, VeiledCatalog, VeiledLog
from monitor.store.veil_beside import VeiledAnnotations, VeiledHistories, VeiledLabellings


def redis_parts(client: StoreClient, keys: Keys, options: StoreOptions = StoreOptions()) -> Store:
    """All parts on Redis: one line each."""
    frontier = RedisFrontier(client, keys, connections=options.connections_per_host, pace_s=options.pace_s)
    subscriptions = RedisSubscriptions(client, keys, Vault(options.secret_keys))
    cold = cold_store(client, keys, options.cold) if options.cold else None
    archive, catalog = RedisArchive(client, keys, cold=cold), RedisCatalog(client, keys, cold=cold)
    marks, histories = RedisMarks(client, keys), RedisHistories(client, keys, cold=cold)
    outbox = RedisOutbox(client, keys, marks=marks)
    return Store(
        frontier=frontier,
        gate=frontier,
        wakeup=frontier,
        cache=RedisCache(client, keys),
        archive=VeiledArchive(archive, marks),
        catalog=VeiledCatalog(catalog, marks),
        book=RedisSourceBook(client, keys),
        pushes=RedisPushBook(client, keys),
        log=VeiledLog(RedisEventLog(client, keys, cold=cold), marks),
        labellings=VeiledLabellings(RedisLabellings(client, keys, cold=cold), marks),
        marks=marks,
        own_archive=archive,
        own_catalog=catalog,
        annotations=VeiledAnnotations(RedisAnnotations(client, keys, cold=cold), marks),
        cares=RedisCares(client, keys, cold=cold),
        histories=VeiledHistories(histories, marks),
        own_histories=histories,
        ledger=RedisLedger(client, keys),
        presence=RedisPresence(client, keys),
        locks=RedisLocks(client, keys),
        turning=RedisTurningBoxes(client, keys),
        subscriptions=subscriptions,
        endpoints=subscriptions,
        outbox=outbox,
        catch_up=outbox,
        desk=RedisOutboxDesk(client, keys),
        filters=RedisSavedFilters(client, keys),
        copies=RedisCopies(client, keys),
        room=RedisRoom(client),
        cold=cold,
        eraser=Eraser(client, keys, archive, cold, marks, frontier, subscriptions) if cold else None,
        chains=RedisChains(client, keys, archive, catalog, cold=cold),
        client=client,
        keys=keys,
    )
