"""Raw responses in a store such as S3: one gzip member with one WARC record an object, found by its name.

`originals/7f/ARTICLE-HASH.warc.gz`: any number of them one behind the other are a WARC file.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from monitor.errors import DamagedRecord
from monitor.store import warc
from monitor.store.files import Files
from monitor.store.warc_store import YOUNG, Needed, Place, WarcStore

_ENDING = ".warc.gz"


class WarcObjects(WarcStore):
    """Objects in one store."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def put(self, article: str, body_sha256: str, at: datetime, member: bytes) -> None:
        """The member is an object."""
        del at
        self._files.write(_name(article, body_sha256), member)

    def _put_certificate(self, digest: str, certificate: bytes) -> None:
        self._files.write(f"certificates/{digest}.der", certificate)

    def _get_certificate(self, digest: str) -> bytes | None:
        return self._files.read(f"certificates/{digest}.der")

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

    def prune(self, is_needed: Needed, *, now: datetime, enough: int) -> int:
        """Remove what is not needed, the object that was written first first; one of unknown age stays."""
        old = now - YOUNG
        dated = [(one.written, one) for one in self._files.listed("originals") if one.written and one.written < old]
        freed = 0
        for _, one in sorted(dated, key=lambda pair: pair[0]):
            if freed >= enough:
                break
            article, _, body = one.name.rpartition("/")[2].removesuffix(_ENDING).partition("-")
            if not is_needed(article, body):
                self._files.remove(one.name)
                freed += one.size
        return freed

    def used_bytes(self) -> int:
        """Bytes of everything that lies in the store."""
        return sum(one.size for one in self._files.listed())

    def _bodies(self, article: str) -> list[str]:
        folder = f"originals/{article[:2]}"
        start = f"{folder}/{article}-"
        return [name[len(start) : -len(_ENDING)] for name in self._files.names(folder) if name.startswith(start)]


def _name(article: str, body_sha256: str) -> str:
    return f"originals/{article[:2]}/{article}-{body_sha256}{_ENDING}"
