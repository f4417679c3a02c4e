"""CPU time of the codec and of commits, the best of some rounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from bench.archive.world import commits, new_article
from monitor.model import Article, Text
from monitor.ports import Commit, Committed
from monitor.store import codec
from monitor.store.archive import RedisArchive
from monitor.store.client import Call, StoreClient
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.texts import text_hash

ROUNDS = 5


def _us(work: Callable[[], object]) -> float:
    """Microseconds of CPU of the cheapest of some runs."""
    best = float("inf")
    for _ in range(ROUNDS):
        before = time.process_time_ns()
        work()
        best = min(best, time.process_time_ns() - before)
    return best / 1000


def decoding(histories: Sequence[Sequence[bytes]], lists: Sequence[Sequence[bytes]]) -> dict[str, float]:
    """Median microseconds for the newest, for the oldest, and for encoding one version more."""
    newest, oldest, encode = [], [], []
    for texts, list_ in zip(histories, lists, strict=True):
        said = [(len(text), text_hash(text)) for text in texts]  # a record holds both
        newest.append(_us(lambda a=said, b=list_: _read(a[-1:], b[-1:])))  # type: ignore[misc]
        oldest.append(_us(lambda a=said, b=list_: _read(a, b)))  # type: ignore[misc]
        encode.append(_us(lambda a=texts: _encode(a)))  # type: ignore[misc]
    return {"newest_us": median(newest), "oldest_of_5_us": median(oldest), "encode_us": median(encode)}


def _read(said: Sequence[tuple[int, bytes]], elements: Sequence[bytes]) -> None:
    newer: bytes | None = None
    for (size, digest), element in zip(reversed(said), reversed(elements), strict=True):
        parts = codec.split(element, "bench")
        newer = codec.unpack(parts, newer, size=size, digest=digest, where="bench")


def _encode(texts: Sequence[bytes]) -> None:
    """What a commit encodes: the new text, and the former one against it."""
    codec.pack_whole(b"", texts[-1])
    codec.pack_delta(b"", texts[-2], texts[-1])


async def committing(archive: RedisArchive, histories: Sequence[Sequence[Text]]) -> tuple[float, float]:
    """Microseconds of client CPU of a commit, one call at a time and many at once; second versions of articles."""
    half = len(histories) // 2
    made = [(new_article(10**9 + at), texts[:2]) for at, texts in enumerate(histories)]
    await archive.create([article for article, _ in made])
    firsts, seconds = zip(*(_pair(article, texts) for article, texts in made), strict=True)
    await asyncio.gather(*map(archive.commit, firsts))
    start = time.process_time()
    for one in seconds[:half]:
        _is_kept(await archive.commit(one))
    alone = (time.process_time() - start) / half * 1e6
    start = time.process_time()
    for done in await asyncio.gather(*map(archive.commit, seconds[half:])):
        _is_kept(done)
    return alone, (time.process_time() - start) / (len(seconds) - half) * 1e6


async def calling(client: StoreClient, keys: Sequence[str], calls: int = 4_096) -> tuple[float, float]:
    """Microseconds of client CPU of a script's call with a record's bytes, one at a time and many at once."""
    script = load("archive_versions")
    payload: list[Arg] = [0, 0, b"x" * 400]
    start = time.process_time()
    for _ in range(calls):
        await client.run(script, keys, payload)
    alone = (time.process_time() - start) / calls * 1e6
    start = time.process_time()
    await client.all([Call(script, keys, payload)] * calls)
    return alone, (time.process_time() - start) / calls * 1e6


def _pair(article: Article, texts: Sequence[Text]) -> tuple[Commit, Commit]:
    first, second = (replace(one, article=article.id) for one in commits(article, texts))
    return first, second


def _is_kept(done: object) -> None:
    if not isinstance(done, Committed):
        raise TypeError(f"a commit was refused: {done}")
