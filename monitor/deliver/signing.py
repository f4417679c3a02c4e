"""Signatures by the Standard Webhooks specification (https://github.com/standard-webhooks/standard-webhooks)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable, Sequence
from typing import Final

from monitor.errors import DeliveryRefused

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
_MIN_BYTES: Final = 24  # the specification's limits
_MAX_BYTES: Final = 64


def new_secret(random_bytes: Callable[[int], bytes]) -> str:
    """A new secret of 32 bytes; give it `secrets.token_bytes`."""
    return PREFIX + base64.b64encode(random_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign; raises DeliveryRefused for a secret of the wrong form, without repeating it."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not _MIN_BYTES <= len(key) <= _MAX_BYTES:
        raise DeliveryRefused(
            "this is not a signing secret",
            hint=f"it begins with {PREFIX}, then base64 of {_MIN_BYTES} to {_MAX_BYTES} random bytes",
        )
    return key


def signed_headers(secrets: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; one signature per live secret, so that a receiver may know either during a rotation."""
    to_sign = f"{message_id}.{timestamp}.".encode() + body
    signatures = (
        "v1," + base64.b64encode(hmac.digest(key_of(secret), to_sign, "sha256")).decode() for secret in secrets
    )
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
