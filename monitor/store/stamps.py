"""The one door to rfc3161-client: questions to a time-stamping service (RFC 3161), and what its answers say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from monitor.errors import DamagedRecord, StoreError

MAX_BYTES: Final = 100_000  # of an answer; usual ones take 2 to 8 kB
QUERY: Final = "application/timestamp-query"


def question(data: bytes) -> tuple[bytes, int]:
    """What is sent to the service to have these bytes dated, and the number that its answer has to repeat."""
    made = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    return made.as_bytes(), made.nonce or 0


def accepted(answer: bytes, data: bytes, nonce: int) -> datetime:
    """When the service says that it saw these bytes; raises StoreError for an answer that does not say so."""
    try:
        found = decode_timestamp_response(answer)
        if PKIStatus(found.status) not in {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}:
            raise StoreError(f"the time-stamping service refused: {' '.join(found.status_string) or 'no reason given'}")
        if found.tst_info.nonce != nonce:
            raise StoreError("the time-stamping service answered another question")
        if found.tst_info.message_imprint.message != sha256(data).digest():
            raise StoreError("the time-stamping service dated something else")
        return found.tst_info.gen_time
    except (ValueError, TypeError) as error:
        raise StoreError(f"the time-stamping service gave no time stamp: {error}") from error


def checked(answer: bytes, data: bytes, where: str, roots: Sequence[Certificate] = ()) -> datetime:
    """The time of a kept stamp over these bytes; raises DamagedRecord.

    With the service's root certificates its signature is checked too; without them only what it dates.
    """
    try:
        found = decode_timestamp_response(answer)
        if found.tst_info.message_imprint.message != sha256(data).digest():
            raise DamagedRecord(where, "the time stamp is of something else")
        if roots:
            VerifierBuilder(roots=list(roots)).build().verify_message(found, data)
        return found.tst_info.gen_time
    except VerificationError as error:
        raise DamagedRecord(where, f"the time stamp is not signed as it should be: {error}") from error
    except (ValueError, TypeError) as error:
        raise DamagedRecord(where, f"there is no time stamp in it: {error}") from error


def certificates(pem: bytes, where: str) -> list[Certificate]:
    """The certificates in a PEM file; raises DamagedRecord."""
    try:
        return load_pem_x509_certificates(pem)
    except ValueError as error:
        raise DamagedRecord(where, f"there is no certificate in it: {error}") from error
