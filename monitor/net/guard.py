"""The address guard: which addresses may be dialled. Judged at connect time, on the address really used.

The tables are the special-purpose registries of IANA (RFC 6890 and its successors) and the transition mechanisms that
carry an IPv4 address inside an IPv6 one; `ipaddress.is_global` passes several of them, so it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED_V4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link local, cloud metadata
        "168.63.129.16/32",  # a cloud's own services, at a public address
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
GLOBAL_V6: Final = IPv6Network("2000::/3")  # the only global unicast space that is handed out
REFUSED_V6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
MAPPED: Final = IPv6Network("::ffff:0:0/96")
NAT64: Final = IPv6Network("64:ff9b::/96")


def is_allowed(address: str, allow: Iterable[str] = ()) -> bool:
    """True if this literal address may be dialled; `allow` are further networks in CIDR form.

    >>> is_allowed("93.184.215.14"), is_allowed("::ffff:10.0.0.1"), is_allowed("10.0.0.1", ["10.0.0.0/8"])
    (True, False, True)
    """
    parsed = _parsed(address)
    if parsed is None:
        return False
    if any(parsed in network for network in _networks(tuple(allow)) if network.version == parsed.version):
        return True
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in REFUSED_V4)
    return parsed in GLOBAL_V6 and not any(parsed in network for network in REFUSED_V6)


def how_to_allow(address: str = "") -> str:
    """Where a private address, or the network of a private name, can be allowed, and what to write there.

    >>> how_to_allow("::ffff:10.0.0.1")
    'only the settings file can allow it: declare it there with allow_networks = ["10.0.0.1/32"]'
    """
    parsed = _parsed(address)
    written = f'["{ip_network(parsed)}"]' if parsed else "[...]"
    return f"only the settings file can allow it: declare it there with allow_networks = {written}"


def _parsed(address: str) -> Address | None:
    """The address, or the IPv4 address that a mapped or NAT64 one reaches; None for what is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and (found in MAPPED or found in NAT64):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found


@cache
def _networks(allow: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(network, strict=False) for network in allow)
