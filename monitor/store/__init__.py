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
    from monitor.store.cold_files import ColdPlace
    from monitor.store.cold_store import ColdStore
    from monitor.store.dump import Dump
    from monitor.store.erasing import Eraser
    from monitor.store.files import Files
    from monitor.store.keys import Keys

__all__ = ["Store", "StoreOptions", "open_dump", "open_store"]


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
    cold: ColdPlace | None = None  # where versions and articles lie that left memory


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
    from monitor.store.cold_files import ColdPlace
    from monitor.store.connecting import connect
    from monitor.store.embedded import open_server
    from monitor.store.files import FolderFiles
    from monitor.store.layout import open_layout
    from monitor.store.on_redis import redis_parts

    place = ColdPlace(cold or FolderFiles(data_dir / "cold"), data_dir / "cold-locks")
    options = StoreOptions(connections_per_host, pace_s, secret_keys, place)
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
