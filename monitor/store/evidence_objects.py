"""Raw responses in a store such as S3: one gzip member with one WARC record an object, found by its name.

`originals/7f/ARTICLE-HASH.warc.gz`: any number of them one behind the other are a WARC file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from monitor import log
from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId, Response
from monitor.store import warc
from monitor.store.evidence import Place
from monitor.store.files import Files

_ENDING = ".warc.gz"


class WarcObjects:
    """Behind the port Originals, and what commands ask of raw responses."""

    def __init__(self, files: Files) -> None:
        self._files = files

    async def keep(
        self, article: ArticleId, response: Response, look_id: str, at: datetime, *, beside: Sequence[str] = ()
    ) -> None:
        """The response is in the store when this returns; one that it refuses is logged and left out."""
        del beside  # nothing is replaced
        try:
            await asyncio.to_thread(self._keep, article, response, look_id, at)
        except StoreError as error:
            log.get("evidence").error("original_not_kept", article=article, error=str(error))

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """The name of the object, "" if it was not kept."""
        place = await asyncio.to_thread(self.place, article, body_sha256)
        return place.file if place else ""

    async def body(self, article: ArticleId, body_sha256: str) -> bytes | None:
        """The body that was kept, None if it was not; one that is damaged is logged."""
        with suppress(DamagedRecord):
            found = await asyncio.to_thread(self.original, article, body_sha256)
            return found.body if found else None
        log.get("evidence").error("original_not_read", article=article, body=body_sha256)
        return None

    def _keep(self, article: ArticleId, response: Response, look_id: str, at: datetime) -> None:
        if self.place(article, response.body_sha256) is not None:
            return
        if response.certificate:
            self._files.write(f"certificates/{sha256(response.certificate).hexdigest()}.der", response.certificate)
        self._files.write(_name(article, response.body_sha256), warc.member(article, response, look_id, at))

    def certificate(self, digest: str) -> bytes:
        """The certificate with this hash, DER; b"" if it was not kept or is another one now."""
        found = (self._files.read(f"certificates/{digest}.der") if digest else b"") or b""
        return found if sha256(found).hexdigest() == digest else b""

    def place(self, article: str, body_sha256: str) -> Place | None:
        """Where the response with this body lies, None if it was not kept."""
        data = self._files.read(_name(article, body_sha256)) if body_sha256 else None
        return None if data is None else Place(_name(article, body_sha256), 0, len(data))

    def data(self, place: Place) -> bytes:
        """The gzip member there; raises DamagedRecord."""
        found = self._files.read(place.file)
        if found is None:
            raise DamagedRecord(place.file, "it is not there any more")
        return found

    def original(self, article: str, body_sha256: str) -> warc.Original | None:
        """The response with this body, checked against the hash; None if it was not kept. Raises DamagedRecord."""
        place = self.place(article, body_sha256)
        if place is None:
            return None
        found = warc.read_member(self.data(place), place.file)
        if sha256(found.body).hexdigest() != body_sha256:
            raise DamagedRecord(place.file, "the body is not the one that the version's record names")
        return found

    def of_article(self, article: str, *, only: Collection[str] | None = None) -> list[Place]:
        """Everything kept of an article (`only`: these bodies of it), in the order it was seen."""
        found = []
        for body in self._bodies(article):
            place = self.place(article, body) if only is None or body in only else None
            if place is not None:
                found.append((warc.read_member(self.data(place), place.file).at, place))
        return [place for _, place in sorted(found, key=lambda one: one[0])]

    def purge(self, article: str, keep: Collection[str] = ()) -> int:
        """Remove every response of an article but those with these bodies; how many. Raises StoreError."""
        gone = [body for body in self._bodies(article) if body not in keep]
        for body in gone:
            self._files.remove(_name(article, body))
        return len(gone)

    def _bodies(self, article: str) -> list[str]:
        folder = f"originals/{article[:2]}"
        start = f"{folder}/{article}-"
        return [name[len(start) : -len(_ENDING)] for name in self._files.names(folder) if name.startswith(start)]


def _name(article: str, body_sha256: str) -> str:
    return f"originals/{article[:2]}/{article}-{body_sha256}{_ENDING}"
