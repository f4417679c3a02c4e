"""The newest body of each article on disk, compressed: what the newest version is read from when reading changes.

For those who keep no originals. `newest/AB/ARTICLE-HASH.zst` is written whole or not at all; the next one replaces it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from monitor import log
from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId, Response
from monitor.store.codec import compress, decompress
from monitor.store.files import keep_first
from monitor.store.wire import Reader, put_number

_NAME_CHARS: Final = 16  # of the hash


class NewestBodies:
    """Behind the port Originals: the folder `newest` of one data folder, one file an article, two while one waits."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "newest"

    async def keep(
        self, article: ArticleId, response: Response, look_id: str, at: datetime, *, beside: Sequence[str] = ()
    ) -> None:
        """The body is on disk when this returns, and no other of the article but those with a hash in `beside`."""
        del look_id, at
        try:
            await asyncio.to_thread(self._keep, article, response, beside)
        except OSError as error:
            log.get("bodies").error("body_not_kept", article=article, error=str(error))

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """The file of the body, "" if it is not kept."""
        if not body_sha256:
            return ""
        file = self._file(article, body_sha256)
        is_there = await asyncio.to_thread(file.is_file)
        return str(file.relative_to(self.folder)) if is_there else ""

    async def body(self, article: ArticleId, body_sha256: str) -> bytes | None:
        """The body, None if it is not kept or damaged."""
        if not body_sha256:
            return None
        try:
            return await asyncio.to_thread(self._read, self._file(article, body_sha256), body_sha256)
        except FileNotFoundError:
            return None
        except (DamagedRecord, ValueError, OSError) as error:
            log.get("bodies").error("body_not_read", article=article, error=str(error))
            return None

    def purge(self, article: str, keep: Collection[str] = ()) -> int:
        """Remove every body of an article but these; how many. Raises StoreError."""
        stay = {self._file(article, one).stem for one in keep if one}
        gone = [file for file in (self.folder / article[:2]).glob(f"{article}-*") if file.stem not in stay]
        try:
            for file in gone:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder}: a body can not be removed: {error.strerror}") from error
        return len(gone)

    def _keep(self, article: ArticleId, response: Response, beside: Sequence[str]) -> None:
        file = self._file(article, response.body_sha256)
        if not file.exists():
            data = bytearray()
            put_number(data, len(response.body))
            keep_first(file, bytes(data) + compress(response.body))
        stay = {file, *(self._file(article, one) for one in beside)}
        for other in file.parent.glob(f"{article}-*.zst"):
            if other not in stay:
                with suppress(FileNotFoundError):
                    other.unlink()

    @staticmethod
    def _read(file: Path, body_sha256: str) -> bytes:
        reader = Reader(file.read_bytes())
        size = reader.number()
        body = decompress(reader.rest(), size, str(file))
        if sha256(body).hexdigest() != body_sha256:
            raise DamagedRecord(str(file), "the body is not the one that its name says")
        return body

    def _file(self, article: str, body_sha256: str) -> Path:
        return self.folder / article[:2] / f"{article}-{body_sha256[:_NAME_CHARS]}.zst"
