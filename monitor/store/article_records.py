"""What the archive keeps of an article beside its versions: the article, its state, pins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

from monitor.errors import DamagedRecord
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Health,
    Pin,
    SourceId,
    Validators,
    Watch,
)
from monitor.snapshot import HEADLINE_DIGITS
from monitor.store.headers import put_value, read_value
from monitor.store.wire import Reader, put_number, put_text, put_texts, to_moment, to_ms

SCHEMA: Final = 1
PIN_BYTES: Final = 8
DECODED: Final = 512  # parts of records that are kept decoded: a look reads a state twice, a site's articles share pins
MAX_SHORT: Final = 64  # bytes of a value that leaves a hash packed (hash-max-listpack-value)
_FEED, _BASELINE, _OTHER_HOST, _OTHER_OWNER, _CAPTURES = 1, 2, 4, 8, 16
_WATCHES: Final = {0: Watch.ARTICLE, _FEED: Watch.FEED, _CAPTURES: Watch.CAPTURES}
# Letters are what is stored: never change one.
HEALTH_LETTERS: Final = {
    Health.NEW: "n",
    Health.OK: "o",
    Health.FAILING: "f",
    Health.DEGRADED: "d",
    Health.BLOCKED: "b",
    Health.ACCESS_CHANGED: "a",
    Health.OTHER_FORM: "v",
    Health.UNAVAILABLE: "u",
    Health.QUARANTINED: "q",
    Health.FINISHED: "e",
}
_HEALTHS: Final = {letter.encode(): health for health, letter in HEALTH_LETTERS.items()}


def short(text: str) -> bytes:
    """An id or a hash as the value of a field; the same text always gives the same bytes."""
    out = bytearray()
    put_text(out, text)
    return bytes(out)


def plain(text: str) -> bytes:
    """A text as it is, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=DECODED)
def _long(value: bytes | None) -> str:
    return Reader(value).text() if value else ""


# ------------------------------------------------ articles
def pack_article(article: Article) -> bytes:
    """The article without its sources, which the script keeps before it."""
    out = bytearray((SCHEMA, 0))
    other_host = article.host != _host(article.url)
    other_owner = article.source != next(iter(article.sources), "")
    put_text(out, article.url)
    if other_host:
        put_text(out, article.host)
    if other_owner:
        put_text(out, article.source)
    put_number(out, to_ms(article.added))
    put_text(out, article.listed_title)
    put_text(out, article.published)
    watch = next(flag for flag, kind in _WATCHES.items() if kind is article.watch)
    out[1] = watch | _BASELINE * article.baseline | _OTHER_HOST * other_host | _OTHER_OWNER * other_owner
    return bytes(out)


def unpack_article(article: ArticleId, data: bytes) -> Article:
    """The article in `SOURCE,SOURCE,...`, a line feed, and the rest; raises DamagedRecord."""
    names, _, rest = data.partition(b"\n")
    sources = tuple(SourceId(name) for name in names.decode().split(",") if name)
    try:
        reader = Reader(rest)
        reader.schema(SCHEMA)
        flags = reader.take(1)[0]
        url = reader.text()
        host = reader.text() if flags & _OTHER_HOST else _host(url)
        source = SourceId(reader.text()) if flags & _OTHER_OWNER else sources[0]
        return Article(
            id=article,
            url=url,
            host=host,
            source=source,
            sources=sources,
            added=reader.moment(),
            listed_title=reader.text(),
            published=reader.text(),
            watch=_WATCHES[flags & (_FEED | _CAPTURES)],
            baseline=bool(flags & _BASELINE),
        )
    except (ValueError, LookupError, OverflowError, OSError) as error:
        raise DamagedRecord(f"article {article}", f"it can not be read: {error}") from error


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0]


# ------------------------------------------------ states
def pack_newest(title: str, earlier: Sequence[str], titles: Sequence[str] = ()) -> bytes:
    """What is kept of the newest version where lists can reach it without its text.

    Fingerprints of texts and hashes of headlines are one list; their lengths tell them apart.
    """
    out = bytearray()
    put_texts(out, (*earlier, *titles))
    out += plain(title)
    return bytes(out)


def without_title(packed: bytes) -> bytes:
    """What `pack_newest` made, without the headline."""
    reader = Reader(packed)
    out = bytearray()
    put_texts(out, reader.texts())
    return bytes(out)


def pack_validators(validators: Validators) -> tuple[bytes, bytes, bytes, bytes]:
    """ETag, Last-Modified and body hash as fields of the state, and the first two together where one is too long."""
    etag, last_modified = bytearray(), bytearray()
    put_value(etag, validators.etag)
    put_value(last_modified, validators.last_modified)
    body = short(validators.body_sha256) + (short(validators.gate) if validators.gate else b"")
    if len(etag) <= MAX_SHORT and len(last_modified) <= MAX_SHORT:
        return bytes(etag), bytes(last_modified), body, b""
    return b"", b"", body, bytes(etag + last_modified)


def unpack_state(
    fields: Mapping[bytes, bytes], newest: bytes | None, reason: bytes | None, validators: bytes | None
) -> ArticleState:
    """The state in the fields of an article's hash and in what is too long for it."""
    get = fields.get
    earlier, titles, title = _hashes_and_title(newest or b"\0")
    versions, rereads = int(get(b"n") or 0), int(get(b"y") or 0)
    confirmed, changed, looked = get(b"t"), get(b"w"), get(b"a")
    return ArticleState(
        health=_HEALTHS[get(b"h", b"n")],
        versions=versions,
        changes=max(0, versions - 1 - rereads),
        fingerprint=_long(get(b"f")),
        last_confirmed=to_moment(int(confirmed)) if confirmed else None,
        last_change=to_moment(int(changed)) if changed else None,
        looked=to_moment(int(looked)) if looked else None,
        looks=int(get(b"o") or 0),
        failures=int(get(b"x") or 0),
        crashes=int(get(b"z") or 0),
        reason=reason.decode("utf-8", "surrogatepass") if reason else "",
        validators=_validators(fields, validators),
        sequence=int(get(b"q") or 0),
        title=title,
        earlier=earlier,
        rereads=rereads,
        titles=titles,
    )


@lru_cache(maxsize=DECODED)
def _hashes_and_title(newest: bytes) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Fingerprints of texts, hashes of headlines, and the headline."""
    reader = Reader(newest)
    hashes = reader.texts()
    texts = tuple(one for one in hashes if len(one) != HEADLINE_DIGITS)
    titles = tuple(one for one in hashes if len(one) == HEADLINE_DIGITS)
    return texts, titles, reader.rest().decode("utf-8", "surrogatepass")


def _validators(fields: Mapping[bytes, bytes], long: bytes | None) -> Validators:
    return _read_validators(long or fields[b"e"] + fields[b"m"], fields[b"b"]) if b"b" in fields else Validators()


@lru_cache(maxsize=DECODED)
def _read_validators(packed: bytes, packed_hashes: bytes) -> Validators:
    reader, hashes = Reader(packed), Reader(packed_hashes)
    body, rest = hashes.text(), hashes.rest()
    return Validators(read_value(reader), read_value(reader), body, _long(rest))


# ------------------------------------------------ pins
def pack_pin(pin: Pin) -> tuple[bytes, bytes]:
    """What a state calls a pin, and the pin."""
    out = bytearray((SCHEMA,))
    put_texts(out, (pin.step, pin.version, pin.container, pin.encoding, pin.variant, pin.rule, pin.masks))
    return sha256(out).digest()[:PIN_BYTES], bytes(out)


@lru_cache(maxsize=DECODED)
def _read_pin(data: bytes) -> Pin:
    reader = Reader(data)
    reader.schema(SCHEMA)
    return Pin(*reader.texts())


def unpack_pin(article: ArticleId, data: bytes) -> Pin:
    """The pin in these bytes; raises DamagedRecord."""
    try:
        return _read_pin(data)
    except (ValueError, IndexError, TypeError) as error:
        raise DamagedRecord(f"pin of article {article}", f"it can not be read: {error}") from error
