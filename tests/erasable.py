"""An article whose second version says a word that is to be erased, and everything that can quote it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from archive_stores import SOURCE, START, article, change, commit, evidence, keep, look_id, note, text
from delivery_stores import subscription
from warcio.archiveiterator import ArchiveIterator

from monitor import snapshot
from monitor.app.opening import App
from monitor.model import (
    Attempt,
    Candidate,
    Delivery,
    Item,
    ItemKind,
    Pushed,
    Remark,
    RemarkKind,
    Response,
    Sighting,
    Source,
    SourceKind,
)
from monitor.store.evidence import WarcFolder

SECRET = "Mxyzptlk"
FERRY = article(listed_title=f"About {SECRET}")
SAID = ["Twelve were hurt.", f"Fifteen, {SECRET} too, were hurt.", "Sixteen were hurt.", "Seventeen were hurt."]
HOOK = subscription()


async def fill(app: App) -> None:
    """Write the article, with remarks, suspicions, copies elsewhere and messages about it."""
    store, folder = app.store, WarcFolder(app.settings.data_dir)
    await store.book.put(Source(SOURCE, "https://news.example.org/feed.xml", SourceKind.FEED, "News", START))
    await store.archive.create([FERRY])
    await store.frontier.put([Item(ItemKind.ARTICLE, FERRY.id, FERRY.host)])
    for number, words in enumerate(SAID):
        body = f"<p>{words}</p>".encode()
        digest = sha256(body).hexdigest()
        look = look_id(number + 1)
        await folder.keep(FERRY.id, Response(FERRY.url, FERRY.url, 200, (), body, digest, 0.1), look, START)
        quoted = f"“{words}”"
        told = replace(change(number), old_title=quoted, new_title=quoted, summary=quoted) if number else None
        seen = evidence(look, raw_sha256=digest)
        new = text(words, title=words)
        await keep(
            store.archive,
            replace(commit(number, words), text=new, fingerprint=snapshot.fingerprint(new), evidence=seen, change=told),
        )
    other = f"<p>Fourteen and {SECRET}</p>".encode()
    answer = Response(FERRY.url, FERRY.url, 200, (), other, sha256(other).hexdigest(), 0.1)
    await folder.keep(FERRY.id, answer, "c1", START)
    suspected = text(f"Fourteen and {SECRET}")
    maybe = Candidate(suspected, snapshot.fingerprint(suspected), evidence("c1"), START)
    sighting = Sighting(START, START, SECRET, SECRET, "ab" * 32)
    await store.archive.record(note(4, "c1", candidate=maybe, sighting=sighting))
    await store.annotations.add(Remark(FERRY.id, 2, RemarkKind.NOTE, "me", f"{SECRET} again"))
    await store.annotations.add(Remark(FERRY.id, 4, RemarkKind.NOTE, "me", "harmless"))
    await store.annotations.add(Remark(FERRY.id, 2, RemarkKind.TAG, "me", f"{SECRET} case"))
    await store.annotations.add(Remark(FERRY.id, 4, RemarkKind.TAG, "me", "harmless"))
    await store.labellings.put(replace(change(1), summary=SECRET, rules_version="later"))
    await store.copies.put(FERRY.id, 2, f"https://web.archive.example/web/2026/{FERRY.url}?{SECRET}")
    await store.pushes.keep(SOURCE, Pushed(f"<title>About {SECRET}</title>".encode(), "text/xml", START))
    await _failed_messages(app)


async def _failed_messages(app: App) -> None:
    """Two messages that were refused: one about the article, one that it shared with another."""
    store = app.store
    await store.subscriptions.put(HOOK, secret="whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
    told = (await store.own_archive.events(FERRY.id))[1]
    own = Delivery(HOOK.id, told.id, FERRY.id, told.sequence, 1, START, type=told.type)
    shared = replace(own, subject="b" * 16)
    failed = Attempt(own, START, ok=False, status=500, body=f"what is {SECRET}?", sent=f'{{"summary":"{SECRET}"}}')
    for one in (failed, replace(failed, delivery=shared, joined=(FERRY.id,))):
        await store.outbox.settle(one, retry_after_s=None)


async def lies(app: App) -> list[str]:
    """Places under the store and the data folder where it still can be read, compressed texts taken apart."""
    store = app.store
    assert store.client is not None
    keys = await store.client.do("KEYS", "*")
    found = [key.decode() for key in keys if _says(key, await _value(app, key))]
    if SECRET in str(await store.own_archive.head(FERRY.id)):
        found.append("the head")
    if SECRET in str([await store.own_archive.versions(FERRY.id), await store.own_archive.events(FERRY.id)]):
        found.append("versions or events")
    for file in sorted(app.settings.data_dir.rglob("*")):
        if not file.is_file():
            continue
        if _says(file.read_bytes()):
            found.append(file.name)
        if file.name.endswith(".warc.gz"):
            with file.open("rb") as stream:
                bodies = [one.content_stream().read() for one in ArchiveIterator(stream, check_digests="raise")]
            found += [file.name for body in bodies if _says(body)]
    return found


async def _value(app: App, key: bytes) -> bytes:
    """Everything in a key of whatever type."""
    assert app.store.client is not None
    read = {
        "list": ("LRANGE", key, 0, -1),
        "hash": ("HGETALL", key),
        "string": ("GET", key),
        "set": ("SMEMBERS", key),
        "zset": ("ZRANGE", key, 0, -1),
        "stream": ("XRANGE", key, "-", "+"),
    }
    kind = (await app.store.client.do("TYPE", key)).decode()
    return b"\n".join(_parts(await app.store.client.do(*read[kind])))


def _parts(reply: object) -> Iterator[bytes]:
    if isinstance(reply, bytes):
        yield reply
        with suppress(zlib.error):  # what a hub sent lies behind a line of JSON
            yield zlib.decompress(reply.partition(b"\n")[2])
    elif isinstance(reply, list | tuple):
        for one in reply:
            yield from _parts(one)


def _says(*data: bytes) -> bool:
    return any(SECRET.lower().encode() in one.lower() for one in data)


def says(data: bytes) -> bool:
    """True if the word is in what was given out, compressed as it may be."""
    with suppress(OSError, EOFError, zlib.error):
        data = gzip.decompress(data)
    return _says(data)
