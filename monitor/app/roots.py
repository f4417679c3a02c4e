"""The daily root over all chains, and the time stamp of an outside service over it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from monitor.app.opening import App
from monitor.app.storage import chains_of
from monitor.errors import SettingsError, StoreError
from monitor.net import Call
from monitor.ports import SignedRoot
from monitor.settings import Settings
from monitor.store.roots import RootLog

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


async def sign_root(app: App) -> SignedRoot | None:
    """Sign a root over the chains that grew since the last entry; None if none did."""
    log = RootLog(app.settings.data_dir)
    entries = log.entries()
    at = await chains_of(app.store).now()
    tips = await chains_of(app.store).tips(entries[-1].at if entries else None)
    return await asyncio.to_thread(log.append, tips, at) if tips else None


async def stamp_roots(app: App) -> int:
    """Have every root dated that is not yet, where a service is set; how many were. Raises StoreError."""
    if not app.settings.archive.timestamp_url:
        return 0
    log, done = RootLog(app.settings.data_dir), 0
    for entry in log.entries():
        if not log.stamp(entry.number):
            log.keep_stamp(entry.number, await _stamp(app, entry.signed.encode()))
            done += 1
    return done


async def _stamp(app: App, data: bytes) -> bytes:
    """The service's answer over these bytes, accepted; raises StoreError."""
    from monitor.store import stamps  # its library costs an idle daemon 4 MB

    url = app.settings.archive.timestamp_url
    asked, nonce = stamps.question(data)
    # the target stands in the settings file, so it may lie in any network
    call = Call(("0.0.0.0/0", "::/0"), max_bytes=stamps.MAX_BYTES)
    try:
        async with app.open_client() as client:
            answer = await client.post(
                url, content=asked, headers={"Content-Type": stamps.QUERY}, extensions={"redline": call}
            )
    except httpx2.HTTPError as error:
        raise StoreError(f"{url} gave no time stamp: {error}", hint="it is asked again in an hour") from error
    if answer.status_code != httpx2.codes.OK:
        raise StoreError(f"{url} gave no time stamp: it answered {answer.status_code}")
    stamps.accepted(answer.content, data, nonce)
    return answer.content


def stamp_certificates(settings: Settings) -> Sequence[Certificate]:
    """The root certificates of the time-stamping service, where any are set; raises SettingsError."""
    file = settings.archive.timestamp_ca
    if not file:
        return ()
    from monitor.store import stamps  # its library costs an idle daemon 4 MB

    try:
        return stamps.certificates(Path(file).read_bytes(), file)
    except (OSError, StoreError) as error:
        raise SettingsError("archive.timestamp_ca", str(error)) from error
