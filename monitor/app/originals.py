"""Where raw responses and cold articles lie, as the settings say."""

from __future__ import annotations

from monitor.ports import NoOriginals, Originals
from monitor.settings import Settings
from monitor.store.bodies import NewestBodies
from monitor.store.disk import DiskRoom
from monitor.store.evidence import WarcFolder
from monitor.store.evidence_objects import WarcObjects
from monitor.store.files import Files, FolderFiles
from monitor.store.remote import RemoteFiles


def originals_of(settings: Settings) -> WarcFolder | WarcObjects:
    """Raw responses: files a day in the data folder, or an object each in the store that the settings name."""
    if settings.archive.store:
        return WarcObjects(RemoteFiles(settings.archive.store))
    limit = settings.archive.max_disk
    return WarcFolder(settings.data_dir, DiskRoom(settings.data_dir, limit) if limit else None)


def kept_originals(settings: Settings) -> Originals:
    """What looks keep of responses."""
    if settings.archive.originals:
        return originals_of(settings)
    return NewestBodies(settings.data_dir) if settings.archive.newest_body else NoOriginals()


def cold_files(settings: Settings) -> Files:
    """Where versions and articles lie that left memory."""
    if settings.archive.store:
        return RemoteFiles(f"{settings.archive.store.rstrip('/')}/cold")
    return FolderFiles(settings.data_dir / "cold")
