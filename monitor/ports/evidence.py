"""What proves a version: raw responses and signed roots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import (
    ArticleId,
    Response,
)


class Originals(Protocol):
    """The raw responses behind versions and suspected changes."""

    async def keep(
        self, article: ArticleId, response: Response, look_id: str, at: datetime, *, beside: Sequence[str] = ()
    ) -> None:
        """Keep the response, the same body of the same article once; what can not be kept stops no look.

        `beside`: hashes of the bodies that are still needed: of the newest version, and of one that is suspected.
        """
        ...

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """Where the response with this body lies, "" if it was not kept."""
        ...

    async def body(self, article: ArticleId, body_sha256: str) -> bytes | None:
        """The body that was kept, None if it was not or can no longer be read."""
        ...


class NoOriginals:
    """The port Originals where nothing is kept."""

    async def keep(
        self, article: ArticleId, response: Response, look_id: str, at: datetime, *, beside: Sequence[str] = ()
    ) -> None:
        """Nothing is kept."""

    async def where(self, article: ArticleId, body_sha256: str) -> str:  # noqa: ARG002 - the port's signature
        """Nothing was kept."""
        return ""

    async def body(self, article: ArticleId, body_sha256: str) -> bytes | None:  # noqa: ARG002 - the port's signature
        """Nothing was kept."""
        return None


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """One entry of the signed log: the root over all chains of records that grew since the entry before."""

    number: int
    at: datetime
    signed: str  # the lines that were signed, see docs/proofs.md
    signature: str  # Ed25519, hex
    key: str  # the public key, hex
