"""Who answered: the address really dialled, and the certificate that was shown there."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final

MAX_PEERS: Final = 10_000  # hosts that are remembered


@dataclass(frozen=True, slots=True)
class Peer:
    """Who answered."""

    address: str = ""
    certificate: bytes = b""


def noting(shown: dict[str, bytes]) -> type[ssl.SSLObject]:
    """A connection's TLS that notes the certificate of the host, once it is accepted."""

    class Noting(ssl.SSLObject):
        """Notes the certificate at the end of its handshake."""

        def do_handshake(self) -> None:
            super().do_handshake()
            if len(shown) > MAX_PEERS:
                shown.clear()
            shown[self.server_hostname or ""] = self.getpeercert(binary_form=True) or b""

    return Noting
