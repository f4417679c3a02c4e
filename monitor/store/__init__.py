"""Where everything that was seen, and everything that is to be done, is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.ports import (
    Annotations,
    Archive,
    Cache,
    Cares,
    Catalog,
    CatchUp,
    Clock,
    Copies,
    Endpoints,
    EventLog,
    Frontier,
    Histories,
    HostGate,
    Labellings,
    Ledger,
    Locks,
    Marks,
    Outbox,
    OutboxDesk,
    Presence,
    PushBook,
    Room,
    SavedFilters,
    SourceBook,
    Subscriptions,
    TurningBoxes,
    Wakeup,
)

if TYPE_CHECKING:
    from monitor.store.chains import RedisChains
    from monitor.store.client import StoreClient
    from monitor.store.cold_store import ColdStore
    from monitor.store.dump import Dump
    from monitor.store.erasing import Eraser
    from monitor.store.files import Files
    from monitor.store.keys import Keys
    from monitor.store.memory.endpoints import MemoryEndpoints

__all__ = ["Store", "StoreOptions", "memory_store", "open_dump", "open_store"]


@dataclass(frozen=True, slots=True)
class Store:
    """All parts of the store; each is a port of the core.

    `archive`, `catalog`, `log` and `labellings` give out nothing that was hidden or erased. The `own_` doors are for
    looks at the publisher's page and for the owner's commands.
    """

    frontier: Frontier
    gate: HostGate
    pushes: PushBook
    wakeup: Wakeup
    cache: Cache
    archive: Archive
    catalog: Catalog
    book: SourceBook
    log: EventLog
    labellings: Labellings
    annotations: Annotations
    cares: Cares
    histories: Histories
    own_histories: Histories
    marks: Marks
    own_archive: Archive
    own_catalog: Catalog
    ledger: Ledger
    presence: Presence
    locks: Locks
    turning: TurningBoxes
    subscriptions: Subscriptions
    endpoints: Endpoints
    outbox: Outbox
    catch_up: CatchUp
    desk: OutboxDesk
    filters: SavedFilters
    copies: Copies
    room: Room
    chains: RedisChains | None = None  # None: all in memory
    cold: ColdStore | None = None  # likewise
    eraser: Eraser | None = None  # likewise
    client: StoreClient | None = None  # likewise
    keys: Keys | None = None

    def unveiled(self) -> Store:
        """The same store as its owner may read it: with what was hidden."""
        return replace(self, archive=self.own_archive, catalog=self.own_catalog, histories=self.own_histories)


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """What the parts are told."""

    connections_per_host: int = 2
    pace_s: float = 1.0
    secret_keys: Sequence[str] = ()  # the first locks webhook secrets, all of them open
    cold: Files | None = None  # where versions and articles lie that left memory


@asynccontextmanager
async def open_store(  # noqa: PLR0913 - each is a setting with a default
    data_dir: Path,
    *,
    url: str | None = None,
    prefix: str = "redline",
    test: bool = False,
    clock: Clock | None = None,
    maxmemory: int = 0,
    fsync: str = "everysec",
    connections_per_host: int = 2,
    pace_s: float = 1.0,
    secret_keys: Sequence[str] = (),
    cold: Files | None = None,
) -> AsyncIterator[Store]:
    """The store at `url`, or on the server of our own in the data folder; open until the block ends.

    `test` marks the data set as one whose scripts take the time of `clock`. Raises StoreUnreachable, StoreMismatch.
    """
    from monitor.store.connecting import connect
    from monitor.store.embedded import open_server
    from monitor.store.files import FolderFiles
    from monitor.store.layout import open_layout

    options = StoreOptions(connections_per_host, pace_s, secret_keys, cold or FolderFiles(data_dir / "cold"))
    async with (
        open_server(data_dir, url, maxmemory=maxmemory, fsync=fsync) as address,
        connect(address.url, clock=clock if test else None, durable=bool(url) and fsync == "always") as client,
    ):
        _, keys = await open_layout(client, prefix=prefix, test=test)
        yield redis_parts(client, keys, options)


@asynccontextmanager
async def open_dump(
    data_dir: Path, *, url: str | None = None, prefix: str = "redline", maxmemory: int = 0, fsync: str = "everysec"
) -> AsyncIterator[Dump]:
    """The keys of a data set as plain values, whatever its layout says; open until the block ends."""
    from monitor.store.connecting import connect
    from monitor.store.dump import Dump
    from monitor.store.embedded import open_server

    async with open_server(data_dir, url, maxmemory=maxmemory, fsync=fsync) as address, connect(address.url) as client:
        yield Dump(client, prefix)


def redis_parts(client: StoreClient, keys: Keys, options: StoreOptions = StoreOptions()) -> Store:
    """All parts on Redis: one line each."""
    from monitor.store.annotations import RedisAnnotations
    from monitor.store.archive import RedisArchive
    from monitor.store.asides import RedisCares
    from monitor.store.book import RedisSourceBook
    from monitor.store.cache import RedisCache
    from monitor.store.catalog import RedisCatalog
    from monitor.store.chains import RedisChains
    from monitor.store.cold_store import cold_store
    from monitor.store.copies import RedisCopies
    from monitor.store.erasing import Eraser
    from monitor.store.events import RedisEventLog
    from monitor.store.frontier import RedisFrontier
    from monitor.store.histories import RedisHistories
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


def memory_store(clock: Clock, options: StoreOptions = StoreOptions()) -> Store:
    """All parts in memory: one line each."""
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

    frontier = MemoryFrontier(clock, connections=options.connections_per_host, pace_s=options.pace_s)
    endpoints: MemoryEndpoints = MemoryEndpoints()
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
