"""Content codings in bounded pieces: a bomb is noticed when it passes the cap, not when it fills the memory."""

from __future__ import annotations

import sys
import zlib
from typing import Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE_BYTES: Final = 96 * 1024
ACCEPTED: Final = "gzip, deflate, br, zstd"
MAX_CODINGS: Final = 2
MAX_WINDOW_LOG: Final = 23  # 8 MiB, what browsers allow for zstd (RFC 9659)


class BrokenCoding(ValueError):
    """The body is not in the coding that its header names."""


class Decoder(Protocol):
    """Decodes a body piece by piece."""

    def feed(self, data: bytes, room: int) -> list[bytes]:
        """What these bytes decode to, in pieces; stops soon after `room` bytes were given."""
        ...

    def is_complete(self) -> bool:
        """True if the body ended where its coding says."""
        ...


class Plain:
    """No coding."""

    def feed(self, data: bytes, room: int) -> list[bytes]:  # noqa: ARG002 - the port's signature
        """The bytes themselves."""
        return [data]

    def is_complete(self) -> bool:
        """A plain body ends anywhere."""
        return True


class Zlib:
    """gzip (members one after another too) and deflate, with or without a zlib header."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._unpacker = zlib.decompressobj(wbits=31) if gzip else None
        self._start = b""

    def feed(self, data: bytes, room: int) -> list[bytes]:
        """What these bytes decode to."""
        if self._unpacker is None:
            data = self._start + data
            if len(data) < 2:  # noqa: PLR2004 - a zlib header
                self._start = data
                return []
            self._unpacker = zlib.decompressobj(wbits=15 if _has_zlib_header(data) else -15)
        pieces: list[bytes] = []
        while data and room > 0:
            if self._unpacker.eof:
                if not self._gzip or not data.startswith(b"\x1f\x8b"):
                    break  # what follows the last member is padding
                self._unpacker = zlib.decompressobj(wbits=31)
            try:
                piece = self._unpacker.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise BrokenCoding(str(error)) from error
            self._start = b"begun"
            pieces.append(piece)
            room -= len(piece)
            data = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
        return pieces

    def is_complete(self) -> bool:
        """True at the end of a member, and for no body at all."""
        return not self._start if self._unpacker is None else self._unpacker.eof or not self._start


def _has_zlib_header(data: bytes) -> bool:
    """True for the two bytes of RFC 1950; some servers send deflate without them."""
    return data[0] & 0x0F == 8 and (data[0] * 256 + data[1]) % 31 == 0  # noqa: PLR2004 - RFC 1950, 2.2


class Brotli:
    """br. Output may be pending even where the decoder says that it accepts more, so it is asked until it is empty."""

    def __init__(self) -> None:
        self._unpacker = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes, room: int) -> list[bytes]:
        """What these bytes decode to."""
        pieces: list[bytes] = []
        self._begun = self._begun or bool(data)
        while room > 0:
            try:
                piece = self._unpacker.process(data, output_buffer_limit=PIECE_BYTES)
            except brotli.error as error:
                raise BrokenCoding(str(error)) from error
            data = b""
            if not piece:
                break
            pieces.append(piece)
            room -= len(piece)
        return pieces

    def is_complete(self) -> bool:
        """True at the end of the stream."""
        return not self._begun or bool(self._unpacker.is_finished())


class Zstd:
    """zstd with a window of at most 8 MiB."""

    def __init__(self) -> None:
        self._unpacker = self._new()
        self._begun = False

    @staticmethod
    def _new() -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: MAX_WINDOW_LOG})

    def feed(self, data: bytes, room: int) -> list[bytes]:
        """What these bytes decode to."""
        pieces: list[bytes] = []
        self._begun = self._begun or bool(data)
        try:
            while room > 0:
                if self._unpacker.eof:
                    data = self._unpacker.unused_data
                    if not data:
                        break
                    self._unpacker = self._new()
                piece = self._unpacker.decompress(data, PIECE_BYTES)
                data = b""
                pieces.append(piece)
                room -= len(piece)
                if self._unpacker.needs_input:
                    break
        except zstd.ZstdError as error:
            raise BrokenCoding(str(error)) from error
        return pieces

    def is_complete(self) -> bool:
        """True at the end of a frame."""
        return not self._begun or self._unpacker.eof


class Chain:
    """Codings applied one after another; undone from the last to the first."""

    def __init__(self, decoders: list[Decoder]) -> None:
        self._decoders = decoders

    def feed(self, data: bytes, room: int) -> list[bytes]:
        """What these bytes decode to."""
        pieces = [data]
        for decoder in self._decoders:
            pieces = [out for piece in pieces for out in decoder.feed(piece, room)]
        return pieces

    def is_complete(self) -> bool:
        """True if all of them are."""
        return all(decoder.is_complete() for decoder in self._decoders)


def decoder_for(header: str) -> Decoder:
    """The decoder of a Content-Encoding header; raises BrokenCoding for codings that we did not ask for."""
    names = [name.strip().lower() for name in header.split(",") if name.strip().lower() not in {"", "identity"}]
    if len(names) > MAX_CODINGS:
        raise BrokenCoding(f"{len(names)} content codings")
    decoders: list[Decoder] = []
    for name in reversed(names):
        if name in {"gzip", "x-gzip", "deflate"}:
            decoders.append(Zlib(gzip=name != "deflate"))
        elif name == "br":
            decoders.append(Brotli())
        elif name == "zstd":
            decoders.append(Zstd())
        else:
            raise BrokenCoding(f"an unknown content coding {name[:40]!r}")
    if not decoders:
        return Plain()
    return decoders[0] if len(decoders) == 1 else Chain(decoders)
