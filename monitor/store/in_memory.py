"""The store in memory, put together: the twin, held to the same suites, for tests and benches."""

from __future__ import annotations

from monitor.ports import Clock
from monitor.store import Store, StoreOptions
from monitor.store.memory.annotations import MemoryAnnotations
from monitor.store.memory.archive import MemoryArchive, MemoryCares
from monitor.store.memory.book import MemorySourceBook
from monitor.store.memory.cache import MemoryCache
from monitor.store.memory.catalog import MemoryCatalog
from monitor.store.memory.copies import MemoryCopies
from monitor.store.memory.endpoints import MemoryEndpoints
from monitor.store.memory.events import MemoryEventLog
from monitor.store.memory.frontier import MemoryFrontier
from monitor.store.memory.histories import MemoryHistories
from monitor.store.memory.labellings import MemoryLabellings
from monitor.store.memory.ledger import MemoryLedger
from monitor.store.memory.locks import MemoryLocks
from monitor.store.memory.marks import MemoryMarks
from monitor.store.memory.outbox import MemoryOutbox
from monitor.store.memory.outbox_desk import MemoryOutboxDesk
from monitor.store.memory.presence import MemoryPresence
from monitor.store.memory.pushes import MemoryPushBook
from monitor.store.memory.saved_filters import MemorySavedFilters
from monitor.store.memory.shelf import MemoryShelf
from monitor.store.memory.subscriptions import MemorySubscriptions
from monitor.store.memory.turning import MemoryTurningBoxes
from monitor.store.room import EndlessRoom
from monitor.store.veil import VeiledArchive, VeiledCatalog, VeiledLog
from monitor.store.veil_beside import VeiledAnnotations, VeiledHistories, VeiledLabellings


def memory_store(clock: Clock, options: StoreOptions = StoreOptions()) -> Store:
    """All parts in memory: one line each."""
    frontier = MemoryFrontier(clock, connections=options.connections_per_host, pace_s=options.pace_s)
    endpoints = MemoryEndpoints()
    shelf = MemoryShelf(clock)
    labellings = MemoryLabellings()
    subscriptions = MemorySubscriptions(clock, endpoints)
    archive, catalog, marks = MemoryArchive(shelf), MemoryCatalog(shelf), MemoryMarks(shelf)
    outbox = MemoryOutbox(clock, endpoints, marks=marks)
    histories = MemoryHistories(shelf, labellings)
    return Store(
        frontier=frontier,
        gate=frontier,
        wakeup=frontier,
        cache=MemoryCache(clock),
        archive=VeiledArchive(archive, marks),
        catalog=VeiledCatalog(catalog, marks),
        book=MemorySourceBook(shelf),
        pushes=MemoryPushBook(clock),
        log=VeiledLog(MemoryEventLog(shelf), marks),
        labellings=VeiledLabellings(labellings, marks),
        marks=marks,
        own_archive=archive,
        own_catalog=catalog,
        annotations=VeiledAnnotations(MemoryAnnotations(shelf), marks),
        cares=MemoryCares(shelf),
        histories=VeiledHistories(histories, marks),
        own_histories=histories,
        ledger=MemoryLedger(),
        presence=MemoryPresence(clock),
        locks=MemoryLocks(clock),
        turning=MemoryTurningBoxes(clock),
        subscriptions=subscriptions,
        endpoints=subscriptions,
        outbox=outbox,
        catch_up=outbox,
        desk=MemoryOutboxDesk(clock, endpoints),
        filters=MemorySavedFilters(endpoints),
        copies=MemoryCopies(),
        room=EndlessRoom(),
    )
