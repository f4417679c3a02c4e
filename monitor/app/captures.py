"""The web archive that the settings name."""

from __future__ import annotations

from monitor.settings import Settings
from monitor.takeout.web_archive import Place


def place_of(settings: Settings, archive: str = "") -> Place:
    """The web archive of the settings, or another one that is built like it."""
    said = settings.backfill
    base = archive.rstrip("/") or said.archive
    return Place(base, said.index, said.timemap, said.capture, said.page, said.pace, said.allow_networks)
