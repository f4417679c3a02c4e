"""The daily root over all chains."""

from __future__ import annotations

from monitor.app.opening import App
from monitor.ports import SignedRoot
from monitor.store.roots import RootLog


async def sign_root(app: App) -> SignedRoot | None:
    """Sign a root over the chains that grew since the last entry; None if none did."""
    log = RootLog(app.settings.data_dir)
    entries = log.entries()
    at = await app.chains.now()
    tips = await app.chains.tips(entries[-1].at if entries else None)
    return log.append(tips, at) if tips else None
