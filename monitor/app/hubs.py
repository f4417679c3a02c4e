"""The WebSub subscriber over the open parts."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import urlsplit

from monitor import pushing
from monitor.app.opening import App
from monitor.app.secret_files import secret_key
from monitor.fetch.hub import ask_hub
from monitor.net import user_agent
from monitor.settings import Settings

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def callbacks(settings: Settings) -> str:
    """The address below which hubs reach us; "" where they can not: it must be https, or a hub on this machine."""
    parts = urlsplit(settings.base_url)
    reachable = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return f"{settings.base_url}/websub" if settings.look.push and reachable else ""


def subscriber(app: App) -> pushing.Pushing:
    """What the subscriber knows of itself."""
    agent = user_agent(app.settings.contact)

    async def ask(hub: str, fields: dict[str, str], allow_networks: tuple[str, ...]) -> str:
        return await ask_hub(app.tools.transport, hub, fields, agent=agent, allow_networks=allow_networks)

    key = secret_key(app.settings.data_dir)
    return pushing.Pushing(callbacks(app.settings), key, lambda: secrets.token_urlsafe(24), ask)


async def keep_up_hubs(app: App) -> int:
    """Ask every hub that is to be asked now; how many were."""
    return await pushing.keep_up(subscriber(app), app.world)
