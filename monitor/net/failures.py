"""What goes wrong while asking, as errors of httpx that say it in one line."""

from __future__ import annotations

import os
import ssl
from typing import Final

import aiohttp
import httpx2

from monitor.net.guard import how_to_allow


class TooLarge(httpx2.ReadError):
    """The decoded body is larger than the cap; `rest` is the piece with which it passed it."""

    def __init__(self, message: str, rest: bytes = b"") -> None:
        super().__init__(message)
        self.rest = rest


class Refused(httpx2.ConnectError):
    """The guard refused the address; `address` is the one that would have been dialled."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not a public address; {how_to_allow(address)}")
        self.address = address


class TlsFailed(httpx2.ConnectError):
    """The server's certificate or handshake was not accepted."""


class NameFailed(httpx2.ConnectError):
    """The host name has no address."""


# what aiohttp raises, in the words of httpx; the first that fits
_WORDS: Final[tuple[tuple[type[Exception], type[httpx2.TransportError]], ...]] = (
    (aiohttp.ClientConnectorDNSError, NameFailed),
    (aiohttp.ClientConnectorCertificateError, TlsFailed),
    (aiohttp.ClientSSLError, TlsFailed),
    (ssl.SSLError, TlsFailed),
    (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
    (TimeoutError, httpx2.ReadTimeout),
    (aiohttp.ClientConnectorError, httpx2.ConnectError),
    (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
    (aiohttp.ClientError, httpx2.RemoteProtocolError),
    (OSError, httpx2.ReadError),
    (ValueError, httpx2.RemoteProtocolError),
)


def told(error: Exception, refused: str = "") -> Exception:
    """The same failure as an error of httpx; `refused` is the address that the guard would not dial."""
    if refused:
        return Refused(refused)
    for theirs, ours in _WORDS:
        if isinstance(error, theirs):
            return ours(_said(error))
    return error


def _said(error: Exception) -> str:
    """What went wrong, in one line; "" where the kind of the error says it all."""
    match error:
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as fault):
            said = fault.verify_message
        case aiohttp.ClientConnectorError(os_error=OSError(errno=int() as number)) if number > 0:
            said = os.strerror(number)
        case aiohttp.ClientConnectorError(os_error=fault):
            said = fault.strerror or str(fault)
        case aiohttp.ClientResponseError(message=message):
            said = message
        case aiohttp.ClientPayloadError():
            said = "the body is cut off or damaged"
        case TimeoutError():
            said = ""
        case _:
            said = str(error) or type(error).__name__
    return " ".join(said.split())[:300]
