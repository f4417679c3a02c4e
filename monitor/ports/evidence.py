"""What proves a version: raw responses and signed roots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import (
    ArticleId,
    Response,
)


class Originals(Protocol):
    """The raw responses behind versions and suspected changes."""

    async def keep(self, article: ArticleId, response: Response, look_id: str, at: datetime) -> None:
        """Keep the response, the same body of the same article once; what can not be kept stops no look."""
        ...

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """Where the response with this body lies, "" if it was not kept."""
        ...


class NoOriginals:
    """The port Originals where nothing is kept."""

    async def keep(self, article: ArticleId, response: Response, look_id: str, at: datetime) -> None:
        """Nothing is kept."""

    async def where(self, article: ArticleId, body_sha256: str) -> str:  # noqa: ARG002 - the port's signature
        """Nothing was kept."""
        return ""


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """One entry of the signed log: the root over all chains of records that grew since the entry before."""

    number: int
    at: datetime
    signed: str  # the lines that were signed, see docs/proofs.md
    signature: str  # Ed25519, hex
    key: str  # the public key, hex
