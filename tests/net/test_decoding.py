"""Content codings: in bounded pieces, whole or not at all."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.decoding import PIECE_BYTES, BrokenCoding, decoder_for


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "plain": ("", bytes),
    "identity": ("identity", bytes),
    "two": ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
}


def decode(header: str, data: bytes, *, step: int = 1_000, room: int = 10**9) -> bytes:
    decoder = decoder_for(header)
    pieces: list[bytes] = []
    for at in range(0, len(data), step):
        pieces += decoder.feed(data[at : at + step], room)
    assert decoder.is_complete()
    return b"".join(pieces)


@pytest.mark.parametrize("name", PACKERS)
@given(data=st.binary(max_size=5_000), step=st.integers(1, 3_000))
def test_what_was_packed_comes_out_however_it_was_cut(name: str, data: bytes, step: int) -> None:
    header, pack = PACKERS[name]
    assert decode(header, pack(data * 3), step=step) == data * 3


def test_members_one_after_another_are_one_body() -> None:
    assert decode("gzip", gzip.compress(b"one ") + gzip.compress(b"two")) == b"one two"
    assert decode("zstd", zstd.compress(b"one ") + zstd.compress(b"two")) == b"one two"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_comes_in_small_pieces_and_stops_at_the_cap(name: str) -> None:
    header, pack = PACKERS[name]
    bomb = pack(bytes(50_000_000))
    decoder = decoder_for(header)
    room, total = 1_000_000, 0
    for at in range(0, len(bomb), 65_536):
        for piece in decoder.feed(bomb[at : at + 65_536], room - total):
            assert len(piece) <= 4 * PIECE_BYTES
            total += len(piece)
        if total >= room:
            break
    assert room <= total <= room + 4 * PIECE_BYTES


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_cut_off_is_not_complete(name: str) -> None:
    header, pack = PACKERS[name]
    packed = pack(b"words and more words " * 500)
    decoder = decoder_for(header)
    decoder.feed(packed[: len(packed) // 2], 10**9)
    assert not decoder.is_complete()


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_garbage_is_told(name: str) -> None:
    with pytest.raises(BrokenCoding):
        decoder_for(PACKERS[name][0]).feed(b"\xff\xfe garbage that is no such coding" * 20, 10**9)


@pytest.mark.parametrize("header", ["compress", "exi", "gzip, gzip, gzip", "br;q=1"])
def test_codings_that_nobody_asked_for_are_refused(header: str) -> None:
    with pytest.raises(BrokenCoding):
        decoder_for(header)


def test_a_frame_that_needs_a_window_of_more_than_8_mib_is_refused() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 24})
    frame = packer.compress(bytes(1_000_000)) + packer.flush()  # its size is not said, so the window counts
    with pytest.raises(BrokenCoding):
        decode("zstd", frame)
