"""The key that signs roots (Ed25519), and what it signed."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from monitor.store.files import made_once


def sign(file: Path, data: bytes) -> tuple[str, str]:
    """Signature and public key, both in hex; the file's key is made at its first use, readable by its owner only."""
    key = _key(file)
    return key.sign(data).hex(), key.public_key().public_bytes_raw().hex()


def is_signed(data: bytes, *, signature: str, key: str) -> bool:
    """True if it is the signature of these bytes by this key; False also for what is no signature or no key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(file: Path) -> Ed25519PrivateKey:
    line = made_once(file, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(line))
