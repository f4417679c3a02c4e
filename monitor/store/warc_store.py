"""Raw responses as WARC records, wherever they lie: what a place has to know is put and taken in the classes below it.

`evidence.py` has files a day in a folder, `evidence_objects.py` an object each in a store such as S3.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from monitor import log
from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId, Response
from monitor.store import warc

Needed = Callable[[str, str], bool]  # (article, hash of a body)
YOUNG: Final = timedelta(days=2)  # what is no older is kept: it may be of a version that is just being made


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response lies; the whole file where it begins at 0."""

    file: str
    offset: int
    length: int

    def __str__(self) -> str:
        return f"{self.file} at {self.offset}" if self.offset else self.file


class WarcStore(ABC):
    """Behind the port Originals, and what commands ask of raw responses."""

    async def keep(
        self, article: ArticleId, response: Response, look_id: str, at: datetime, *, beside: Sequence[str] = ()
    ) -> None:
        """The response is kept when this returns; one that there is no room for is logged and left out."""
        del beside  # nothing is replaced
        try:
            await asyncio.to_thread(self._keep, article, response, look_id, at)
        except StoreError as error:
            log.get("evidence").error("original_not_kept", article=article, error=str(error))

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """Where the response with this body lies, "" if it was not kept."""
        place = await asyncio.to_thread(self.place, article, body_sha256)
        return str(place) if place else ""

    async def body(self, article: ArticleId, body_sha256: str) -> bytes | None:
        """The body that was kept, None if it was not; one that is damaged is logged."""
        try:
            found = await asyncio.to_thread(self.original, article, body_sha256)
        except (DamagedRecord, StoreError, OSError) as error:
            log.get("evidence").error("original_not_read", article=article, error=str(error))
            return None
        return found.body if found else None

    def _keep(self, article: ArticleId, response: Response, look_id: str, at: datetime) -> None:
        if self.place(article, response.body_sha256) is not None:
            return
        if response.certificate:
            self._put_certificate(sha256(response.certificate).hexdigest(), response.certificate)
        self.put(article, response.body_sha256, at, warc.member(article, response, look_id, at))

    def take(self, article: str, body_sha256: str, member: bytes, certificate: bytes) -> None:
        """Keep a record that was made elsewhere, in today's place: the response is as old as it says."""
        if certificate:
            self._put_certificate(sha256(certificate).hexdigest(), certificate)
        self.put(article, body_sha256, datetime.now(UTC), member)

    def certificate(self, digest: str) -> bytes:
        """The certificate with this hash, DER; b"" if it was not kept or is another one now."""
        found = (self._get_certificate(digest) if digest else b"") or b""
        return found if sha256(found).hexdigest() == digest else b""

    def original(self, article: str, body_sha256: str) -> warc.Original | None:
        """The response with this body, checked against the hash; None if it was not kept. Raises DamagedRecord."""
        place = self.place(article, body_sha256)
        if place is None:
            return None
        found = warc.read_member(self.data(place), str(place))
        if sha256(found.body).hexdigest() != body_sha256:
            raise DamagedRecord(str(place), "the body is not the one that the version's record names")
        return found

    # ------------------------------------------------ what a place knows
    @abstractmethod
    def put(self, article: str, body_sha256: str, at: datetime, member: bytes) -> None:
        """The gzip member of a response is kept, the same body of the same article once; raises StoreError."""

    @abstractmethod
    def place(self, article: str, body_sha256: str) -> Place | None:
        """Where the response with this body lies, None if it was not kept or its file is gone."""

    @abstractmethod
    def data(self, place: Place) -> bytes:
        """The gzip member there; raises DamagedRecord."""

    @abstractmethod
    def of_article(self, article: str, *, only: Collection[str] | None = None) -> list[Place]:
        """Everything kept of an article (`only`: these bodies of it), in the order it was seen."""

    @abstractmethod
    def purge(self, article: str, keep: Collection[str] = ()) -> int:
        """Remove every response of an article but those with these bodies; how many. Raises StoreError."""

    @abstractmethod
    def prune(self, is_needed: Needed, *, now: datetime, enough: int) -> int:
        """Remove what is not needed, oldest first, until `enough` bytes are free; how many are. Raises StoreError.

        What was kept in the last two days stays: it may be of a version that is just being made.
        """

    @abstractmethod
    def _put_certificate(self, digest: str, certificate: bytes) -> None: ...

    @abstractmethod
    def _get_certificate(self, digest: str) -> bytes | None: ...
