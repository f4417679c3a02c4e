"""The one door to warcio: a response as a WARC record in a gzip member of its own, and back.

The library, and those that it loads, are loaded with the first record.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http.client import responses
from io import BytesIO
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from monitor import __version__
from monitor.errors import DamagedRecord
from monitor.model import Response

if TYPE_CHECKING:
    from warcio.warcwriter import WARCWriter

VERSION: Final = "WARC/1.1"
# The body is kept as decoded, so these no longer hold; tools know the prefix.
_NO_LONGER_TRUE: Final = {"content-encoding", "transfer-encoding", "content-length"}
_PREFIX: Final = "X-Archive-Orig-"
_CERTIFICATE: Final = "Redline-TLS-Certificate-SHA256"
_GZIP_BYTES: Final = 18  # header and trailer of a gzip member (RFC 1952)
_MOST_EXTRA: Final = 60_000  # bytes of its extra field
_EMPTY_BLOCK: Final = b"\x00\x00\x00\xff\xff"  # a stored block of nothing (RFC 1951, 3.2.4)


@dataclass(frozen=True, slots=True)
class Original:
    """A response as it was kept."""

    article: str
    url: str
    at: str  # WARC-Date
    address: str
    status: str  # "200 OK"
    headers: tuple[tuple[str, str], ...]
    body: bytes
    certificate: str = ""  # SHA-256 of the server's certificate, hex


def member(article: str, response: Response, look_id: str, at: datetime) -> bytes:
    """One gzip member with one response record, which names article and look."""
    from warcio.statusandheaders import StatusAndHeaders

    made = BytesIO()
    writer = _writer(made)
    shown = [(_PREFIX + name if name in _NO_LONGER_TRUE else name, value) for name, value in response.headers]
    shown.append(("Content-Length", str(len(response.body))))
    status = f"{response.status} {responses.get(response.status, '')}".strip()
    extra = {
        "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "Redline-Article": article,
        "Redline-Look": look_id,
        "Redline-Body-SHA256": response.body_sha256,
    }
    if response.certificate:
        extra[_CERTIFICATE] = sha256(response.certificate).hexdigest()
    if response.address:
        extra["WARC-IP-Address"] = response.address
    record = writer.create_warc_record(
        response.final_url,
        "response",
        payload=BytesIO(response.body),
        length=len(response.body),  # without it the library opens a temporary file that it never closes
        http_headers=StatusAndHeaders(status, shown, protocol="HTTP/1.1", is_http_request=False),
        warc_headers_dict=extra,
    )
    writer.write_record(record)
    return made.getvalue()


def filler(length: int) -> bytes:
    """A gzip member of just this length with a record that says only that something was erased here.

    It takes the place of a response, so that nothing behind it moves. Raises ValueError for one too short for it.
    """
    made = BytesIO()
    writer = _writer(made, gzip=False)
    said = b"A response was erased here."
    writer.write_record(
        writer.create_warc_record(
            "urn:redline:erased", "metadata", payload=BytesIO(said), length=len(said), warc_content_type="text/plain"
        )
    )
    body = made.getvalue()
    packed = _raw_deflate(body)
    field_bytes = length - _GZIP_BYTES - len(packed) - 2  # of the header's extra field, which readers skip
    if not field_bytes >= 0:
        raise ValueError(f"{length} bytes are too few")
    blocks = b""
    if field_bytes > _MOST_EXTRA:  # empty stored blocks, five bytes each, take what the field has no room for
        count = -(-(field_bytes - _MOST_EXTRA) // len(_EMPTY_BLOCK))
        blocks, field_bytes = _EMPTY_BLOCK * count, field_bytes - count * len(_EMPTY_BLOCK)
    header = b"\x1f\x8b\x08\x04" + bytes(4) + b"\x00\xff" + field_bytes.to_bytes(2, "little") + bytes(field_bytes)
    trailer = zlib.crc32(body).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    return header + blocks + packed + trailer


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def sync(file: IO[bytes]) -> None:
    """What was written to the file is on the disk."""
    os.fsync(file.fileno())


def info_member(name: str) -> bytes:
    """The gzip member that a WARC file begins with."""
    made = BytesIO()
    writer = _writer(made)
    said = {"software": f"Redline {__version__}", "format": VERSION}
    writer.write_record(writer.create_warcinfo_record(name, said))
    return made.getvalue()


def read_member(data: bytes, where: str) -> Original:
    """The response in one gzip member; raises DamagedRecord."""
    found = next(iter(read_all(BytesIO(data), where)), None)
    if found is None:
        raise DamagedRecord(where, "there is no response in it")
    return found[2]


def read_all(stream: BinaryIO, where: str) -> Iterator[tuple[int, int, Original]]:
    """Offset, length and response of each response record of a file; raises DamagedRecord where it breaks off."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = ArchiveIterator(stream, check_digests="raise")
    try:
        for record in records:
            if record.rec_type != "response":
                continue
            body = record.content_stream().read()
            fields, http = record.rec_headers, record.http_headers
            original = Original(
                fields.get_header("Redline-Article") or "",
                fields.get_header("WARC-Target-URI") or "",
                fields.get_header("WARC-Date") or "",
                fields.get_header("WARC-IP-Address") or "",
                http.statusline,
                tuple((name.removeprefix(_PREFIX), value) for name, value in http.headers),
                body,
                fields.get_header(_CERTIFICATE) or "",
            )
            yield records.get_record_offset(), records.get_record_length(), original
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
        raise DamagedRecord(where, f"no WARC record can be read there: {error}") from error


def _writer(out: BinaryIO, *, gzip: bool = True) -> WARCWriter:
    from warcio.warcwriter import WARCWriter

    return WARCWriter(out, gzip=gzip, warc_version=VERSION)
