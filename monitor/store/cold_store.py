"""The cold store: older versions of living articles and all of finished ones, on disk instead of in memory."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.store.client import StoreClient
from monitor.store.cold import ColdVersions
from monitor.store.cold_files import ColdPlace
from monitor.store.ice import Ice
from monitor.store.keys import Keys


@dataclass(frozen=True, slots=True)
class ColdStore:
    """Its two halves; both read and write in the same place."""

    versions: ColdVersions
    ice: Ice


def cold_store(client: StoreClient, keys: Keys, place: ColdPlace) -> ColdStore:
    """The cold store in this place."""
    return ColdStore(ColdVersions(client, keys, place), Ice(client, keys, place))
