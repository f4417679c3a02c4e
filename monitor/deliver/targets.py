"""Which addresses a webhook may have: judged on the text when it is declared; the guard judges the one dialled."""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from monitor.errors import DeliveryRefused
from monitor.net.guard import how_to_allow, is_allowed

MAX_TARGET: Final = 2_000
_LOCAL_NAMES: Final = ("localhost", ".localhost", ".local", ".internal", ".home.arpa")
_UNFIT: Final = re.compile(r"[^\x21-\x7e]")


def check_target(target: str, allow_networks: tuple[str, ...] = ()) -> None:
    """Raise DeliveryRefused, with the reason, for an address that must not be used."""
    why, hint = _fault(target, allow_networks)
    if why:
        raise DeliveryRefused(why, hint=hint)


@lru_cache(maxsize=4_096)
def _fault(target: str, allow_networks: tuple[str, ...]) -> tuple[str, str]:
    """What is wrong with an address, and what to do; ("", "") if nothing is."""
    if _UNFIT.search(target) or len(target) > MAX_TARGET:
        return "the address is malformed", f"at most {MAX_TARGET} printable ASCII characters"
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "the address is malformed", ""
    if parts.scheme not in {"http", "https"} or not host:
        return "the address is not supported", "write https://host/path"
    if parts.username is not None or parts.password is not None:
        return "the address carries a password", "the signature proves who sends"
    return _host_fault(host, allow_networks)


def _host_fault(host: str, allow_networks: tuple[str, ...]) -> tuple[str, str]:
    literal = _literal(host)
    if literal and not is_allowed(literal, allow_networks):
        return f"{host} is a private address", how_to_allow(literal)
    name = host.rstrip(".").lower()
    is_local = any(name == local.lstrip(".") or name.endswith(local) for local in _LOCAL_NAMES)
    if is_local and not allow_networks:
        return f"{host} is a private name", how_to_allow()
    return "", ""


def _literal(host: str) -> str:
    """The address if the host is one, in any of the forms that the C library takes for one: 2130706433, 0x7f.1."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""
