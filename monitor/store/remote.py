"""The one door to fsspec: files in a store such as S3, named by an address from the settings file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.errors import SettingsError, StoreError
from monitor.store.files import Listed

_WRITTEN = ("LastModified", "last_modified", "updated", "mtime", "created")
_HINT = "install the extra `redline[s3]`, or `redline[remote]` and the driver for that address"


class RemoteFiles:
    """Files under an address such as "s3://bucket/redline"; an object is replaced whole or not at all."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._fs, self._root = _opened(self._url)

    def read(self, name: str) -> bytes | None:
        """The whole file, None if there is none."""
        try:
            data: bytes = self._fs.cat_file(self._path(name))
            return data
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._failed(name, "read", error) from error

    def write(self, name: str, data: bytes) -> None:
        """The file is durable when this returns."""
        try:
            self._fs.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
            self._fs.pipe_file(self._path(name), data)
        except Exception as error:
            raise self._failed(name, "written", error) from error

    def remove(self, name: str) -> None:
        """There is no such file any more."""
        try:
            self._fs.rm_file(self._path(name))
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._failed(name, "removed", error) from error

    def names(self, under: str = "") -> Iterator[str]:
        """All files, or those in this folder, sorted."""
        yield from (one.name for one in self.listed(under))

    def listed(self, under: str = "") -> Iterator[Listed]:
        """The same with size and age, as far as the driver tells them."""
        try:
            self._fs.invalidate_cache()  # other processes write, too
            found = self._fs.find(self._path(under) if under else self._root, detail=True)
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._failed("", "listed", error) from error
        start = len(str(self._fs._strip_protocol(self._root)).rstrip("/")) + 1  # noqa: SLF001 - what drivers list by
        for path, said in sorted(found.items()):
            yield Listed(str(path)[start:], int(said.get("size") or 0), _written(said))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _failed(self, name: str, what: str, error: Exception) -> StoreError:
        """Drivers raise whatever their service's library raises."""
        return StoreError(f"{self._url}/{name} can not be {what}: {error}")


def _written(said: Mapping[str, Any]) -> datetime | None:
    """When a driver says that a file was written: each has another name for it."""
    found = next((said[name] for name in _WRITTEN if said.get(name)), None)
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found, UTC)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _opened(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise SettingsError("archive.store", f"{url} needs fsspec", hint=_HINT) from error
    try:
        fs, root = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise SettingsError("archive.store", f"{url} can not be opened: {error}", hint=_HINT) from error
    return fs, str(root)
