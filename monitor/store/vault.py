"""Signing secrets at rest: encrypted with a key that is not in the store, each bound to its subscription."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from monitor.errors import StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing secret and the end of its life in ms (0 = none)."""

    value: str
    until_ms: int = 0

    def is_live(self, at: datetime) -> bool:
        """True until its end."""
        return not self.until_ms or self.until_ms > at.timestamp() * 1000


@dataclass(frozen=True, slots=True)
class Vault:
    """Locks with the first key, opens with any: a key is changed by putting the new one in front."""

    keys: Sequence[str] = field(repr=False)

    def lock(self, subscription: str, secrets: Sequence[Secret]) -> bytes:
        """The secrets as bytes that say nothing without the key."""
        plain = json.dumps([[secret.value, secret.until_ms] for secret in secrets]).encode()
        nonce = os.urandom(_NONCE_BYTES)
        return (
            _VERSION + nonce + _cipher(self.keys[0] if self.keys else "").encrypt(nonce, plain, subscription.encode())
        )

    def open(self, subscription: str, locked: bytes) -> tuple[Secret, ...]:
        """The secrets again; raises StoreError if no key fits."""
        if not locked:
            return ()
        nonce, sealed = locked[1 : 1 + _NONCE_BYTES], locked[1 + _NONCE_BYTES :]
        for key in self.keys:
            plain = _opened(key, nonce, sealed, subscription.encode())
            if plain is not None:
                return tuple(Secret(value, until) for value, until in json.loads(plain))
        raise StoreError(
            f"the secrets of {subscription} were locked with another key",
            hint="set REDLINE_SECRET_KEY to the former key, or give the subscription a new secret",
        )


def _opened(key: str, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
    """What was sealed, None if it was not with this key."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(key).decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        return None


def _cipher(key: str) -> AESGCM:
    # loaded by who has secrets to lock: the library takes 8 MB
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    if not key:
        raise StoreError("there is no key for signing secrets", hint="set REDLINE_SECRET_KEY")
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"redline signing secrets").derive(key.encode()))
