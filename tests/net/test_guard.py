# ruff: noqa: E501 - tables read best with a case on one line
"""Which addresses may be dialled: every special range, every spelling, at connect time."""

from __future__ import annotations

import socket
from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from misbehaving import misbehaving, ok

from monitor.fetch import HttpFetcher, MemoryRobots
from monitor.model import FetchFailed, FetchReason, Request, Response
from monitor.net import GuardedTransport
from monitor.net.guard import REFUSED_V4, REFUSED_V6, is_allowed

PUBLIC = [
    "8.8.8.8", "1.1.1.1", "93.184.215.14", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]  # fmt: skip
PRIVATE = [
    "0.0.0.0",  # noqa: S104 - an address to be refused
    "10.0.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1",
    "ff02::1", "ff0e::1", "4000::1", "1fff::1",
]  # fmt: skip
SPELLINGS = [
    "2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "0177.0.0.1", "017700000001", "0", "0.0", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "localhost", "LOCALHOST", "localhost.", "[0:0:0:0:0:0:0:1]",
    "169.254.169.254", "[fe80::1]", "10.0.0.1", "0x7f000001.", "127.0.0.1.", "0300.0250.1.1", "0xa9fea9fe",
    "2852039166", "%31%32%37.0.0.1", "１２７.0.0.1", "127.0.0.1%00.example", "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[fec0::1]",
    "192.168.257", "10.1", "[ff02::1]", "224.1", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_dialled(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_special_address_may_not(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("network", [*REFUSED_V4, *REFUSED_V6], ids=str)
def test_both_ends_of_every_refused_range_are_refused(network: IPv4Network | IPv6Network) -> None:
    assert not is_allowed(str(network.network_address))
    assert not is_allowed(str(network.broadcast_address))
    assert is_allowed(str(network.network_address), [str(network)])


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1.2.3.4.5", "0x7f000001", "2130706433", "::g", "127.1"])
def test_what_is_no_literal_address_is_refused(text: str) -> None:
    assert not is_allowed(text)


def test_an_allowed_network_opens_itself_only() -> None:
    assert is_allowed("10.1.2.3", ["10.1.0.0/16"])
    assert not is_allowed("10.2.2.3", ["10.1.0.0/16"])
    assert is_allowed("::ffff:10.1.2.3", ["10.1.0.0/16"])
    assert not is_allowed("::1", ["127.0.0.0/8"])
    assert is_allowed("127.0.0.1", [str(ip_network("127.0.0.0/8"))])


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_a_private_address_gets_through(host: str) -> None:
    async with misbehaving() as site:
        site.answers["/"] = ok()
        transport = GuardedTransport()
        fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots())
        port = site.url.rpartition(":")[2]
        result = await fetcher.fetch(Request(f"http://{host}:{port}/", ignore_robots=True, total_s=5))
        await transport.aclose()
        assert isinstance(result, FetchFailed)
        assert site.asked == []


async def test_a_redirect_to_a_private_address_is_refused() -> None:
    async with misbehaving() as public, misbehaving() as private:
        public.answers["/"] = ok(b"", f"Location: {private.url.replace('127.0.0.1', '127.0.0.2')}/", status="302 Found")
        transport = GuardedTransport()
        fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots())
        request = Request(f"{public.url}/", ignore_robots=True, allow_networks=("127.0.0.1/32",))
        result = await fetcher.fetch(request)
        await transport.aclose()
        assert isinstance(result, FetchFailed)
        assert result.reason is FetchReason.PRIVATE_ADDRESS
        assert private.asked == []


async def test_a_connection_that_was_allowed_is_not_lent_to_a_request_that_is_not() -> None:
    async with misbehaving() as site:
        site.answers["/"] = ok()
        transport = GuardedTransport()
        fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots())
        allowed = Request(f"{site.url}/", ignore_robots=True, allow_networks=("127.0.0.0/8",))
        assert isinstance(await fetcher.fetch(allowed), Response)
        refused = await fetcher.fetch(Request(f"{site.url}/", ignore_robots=True))
        await transport.aclose()
        assert isinstance(refused, FetchFailed)
        assert refused.reason is FetchReason.PRIVATE_ADDRESS
        assert len(site.asked) == 1


class Changing(AbstractResolver):
    """A name server that gives each answer once, and the last one from then on."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    "later", [("127.0.0.2",), ("10.0.0.1",), ("169.254.169.254", "10.1.1.1"), ("0.0.0.0",)]  # noqa: S104 - to be refused
)  # fmt: skip
async def test_a_name_that_leads_elsewhere_at_the_next_look_up_is_refused_there(later: tuple[str, ...]) -> None:
    async with misbehaving() as site:
        site.answers["/"] = ok(b"hello", "Connection: close")
        transport = GuardedTransport(resolver=Changing(("127.0.0.1",), later))
        fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots())
        url = f"http://rebound.example:{site.url.rpartition(':')[2]}/"
        request = Request(url, ignore_robots=True, allow_networks=("127.0.0.1/32",))
        assert isinstance(await fetcher.fetch(request), Response)
        result = await fetcher.fetch(request)
        await transport.aclose()
        assert isinstance(result, FetchFailed)
        assert result.reason is FetchReason.PRIVATE_ADDRESS
        assert len(site.asked) == 1


def test_the_table_is_as_large_as_promised() -> None:
    assert len(PRIVATE) + len(SPELLINGS) >= 80
