"""The layout key: what the data in a store looks like. Made at the first opening, checked at every other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from monitor.errors import StoreMismatch
from monitor.store.client import StoreClient
from monitor.store.keys import DEFAULT_PREFIX, DEFAULT_SHARDS, Keys
from monitor.store.scripts import load

FORMAT: Final = 1
RESTORING: Final = "restoring"  # field of the layout, while a restore is not finished

Migration = Callable[[StoreClient, Keys], Awaitable[None]]

# From a format to the next one. A migration can be run twice: it may have been cut off in the middle.
MIGRATIONS: Final[Mapping[int, Migration]] = {}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the layout key says."""

    format: int = FORMAT
    engine: str = ""
    archive_shards: int = DEFAULT_SHARDS
    frontier_shards: int = DEFAULT_SHARDS
    book_shards: int = DEFAULT_SHARDS
    test: bool = False

    def keys(self, prefix: str) -> Keys:
        """The key map of a data set of this layout."""
        return Keys(
            prefix,
            archive_shards=self.archive_shards,
            frontier_shards=self.frontier_shards,
            book_shards=self.book_shards,
        )


def _fields(layout: Layout) -> dict[str, str]:
    return {
        "format": str(layout.format),
        "engine": layout.engine,
        "archive_shards": str(layout.archive_shards),
        "frontier_shards": str(layout.frontier_shards),
        "book_shards": str(layout.book_shards),
        "test": str(int(layout.test)),
    }


def _parse(flat: list[bytes], where: str) -> Layout:
    fields = {flat[at].decode(): flat[at + 1].decode() for at in range(0, len(flat), 2)}
    try:
        return Layout(
            format=int(fields["format"]),
            engine=fields["engine"],
            archive_shards=int(fields["archive_shards"]),
            frontier_shards=int(fields["frontier_shards"]),
            book_shards=int(fields["book_shards"]),
            test=fields["test"] == "1",
        )
    except (KeyError, ValueError) as error:
        raise StoreMismatch(
            f"{where} is not a layout of Redline", hint="choose another redis.prefix, or restore a backup"
        ) from error


def check(found: Layout, *, engine: str, test: bool, where: str) -> None:
    """Raise StoreMismatch if data of this layout can not be worked with here."""
    if found.format > FORMAT:
        raise StoreMismatch(
            f"{where} has format {found.format}, this Redline knows up to {FORMAT}", hint="update Redline"
        )
    if found.engine != engine:
        raise StoreMismatch(
            f"{where} was made on {found.engine}, this server is {engine}",
            hint=f"`redline backup` there and `redline restore` here; if {engine} was fed by replication, "
            f"run: HSET {where} engine {engine}",
        )
    if found.test != test:
        kind = "a test's data" if found.test else "real data"
        raise StoreMismatch(f"{where} marks {kind}", hint="choose another redis.prefix or database")


async def migrate(
    client: StoreClient, keys: Keys, *, found: int, to: int, migrations: Mapping[int, Migration] = MIGRATIONS
) -> None:
    """The data is of format `to`; each step is written down when it is done. Raises StoreMismatch if one is missing."""
    missing = [step for step in range(found, to) if step not in migrations]
    if missing:
        raise StoreMismatch(
            f"{keys.layout()} has format {found}, which this Redline can not bring up to {to}",
            hint="`redline export` with an older Redline and `redline import` with this one",
        )
    for step in range(found, to):
        await migrations[step](client, keys)
        await client.do("HSET", keys.layout(), "format", step + 1)


async def open_layout(
    client: StoreClient, *, prefix: str = DEFAULT_PREFIX, test: bool = False, shards: int = DEFAULT_SHARDS
) -> tuple[Layout, Keys]:
    """The layout of the data set and its key map; made if there is none, migrated if it is older.

    `shards` counts only when it is made. Raises StoreMismatch.
    """
    wanted = Layout(FORMAT, client.engine.name, shards, shards, shards, test)
    where = wanted.keys(prefix).layout()
    pairs = [part for pair in _fields(wanted).items() for part in pair]
    flat = await client.run(load("layout"), [where], pairs)
    if RESTORING.encode() in flat[::2]:
        raise StoreMismatch(
            f"{where}: a restore is not finished", hint="run `redline restore` with the same file again"
        )
    found = _parse(flat, where)
    check(found, engine=client.engine.name, test=test, where=where)
    keys = found.keys(prefix)
    await migrate(client, keys, found=found.format, to=FORMAT)
    if test:
        tags = (*keys.archive_tags(), *keys.frontier_tags(), *keys.book_tags())
        await client.all([("SET", keys.test_mark(tag), "1") for tag in tags])
    return found, keys
