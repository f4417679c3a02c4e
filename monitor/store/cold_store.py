"""The cold store: older versions of living articles and all of finished ones, on disk instead of in memory."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.store.client import StoreClient
from monitor.store.cold import ColdVersions
from monitor.store.files import Files
from monitor.store.ice import Ice
from monitor.store.keys import Keys


@dataclass(frozen=True, slots=True)
class ColdStore:
    """Its two halves; both read and write the same files."""

    versions: ColdVersions
    ice: Ice


def cold_store(client: StoreClient, keys: Keys, files: Files) -> ColdStore:
    """The cold store in these files."""
    return ColdStore(ColdVersions(client, keys, files), Ice(client, keys, files))
