"""Asking publishers: the request, and the answers it may have, failures among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.sources import Validators

# CIDRs of private networks by the id of the source or subscription that may use them. The settings file alone says it,
# and no store keeps it.
Networks = Mapping[str, tuple[str, ...]]


class FetchReason(StrEnum):
    """Why a fetch gave no body to read."""

    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_URL = "bad_url"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    PROTOCOL = "protocol"  # broken HTTP or broken compression
    PRIVATE_ADDRESS = "private_address"
    ROBOTS = "robots"
    HOST_BUSY = "host_busy"  # a redirect to a host that may not be asked yet
    OFFLINE = "offline"  # our own network, not the server's


@dataclass(frozen=True, slots=True)
class Request:
    """One look at one address."""

    url: str
    validators: Validators = Validators()  # empty = unconditional
    max_bytes: int = 10_000_000
    total_s: float = 30.0
    max_redirects: int = 5
    allow_networks: tuple[str, ...] = ()
    ignore_robots: bool = False
    holds: str = ""  # the host of the look that this is a further request of; it waits for its turn
    cut: bool = False  # of a body over the cap keep the beginning
    accept: str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer: any status, body decoded from its content coding and within the cap."""

    url: str  # the one asked for
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # lower-case names, in order, as sent
    body: bytes
    body_sha256: str
    elapsed_s: float  # of the last request
    hops: tuple[tuple[int, str], ...] = ()  # (status, location) of each redirect
    address: str = ""  # IP address really dialled, of the last hop
    certificate: bytes = b""  # of the server that gave the body, DER; empty without TLS

    def header(self, name: str) -> str:
        """The first header of this (lower-case) name, or ""."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server answered 304 to a conditional request."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No answer that could be read; the reason is one of FetchReason, the detail is for people."""

    url: str
    reason: FetchReason
    detail: str = ""
    elapsed_s: float = 0.0
    final_url: str = ""  # where it failed, after redirects


FetchResult = Response | NotModified | FetchFailed
