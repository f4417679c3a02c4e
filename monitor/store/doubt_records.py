"""What the archive keeps of texts that are no version: a candidate that waits for a second look, and sightings."""

from __future__ import annotations

from typing import Final

from monitor.errors import DamagedRecord
from monitor.model import ArticleId, Candidate, Doubt, Glimpse, Sighting
from monitor.store.codec import compress, decompress
from monitor.store.records import put_evidence, read_evidence
from monitor.store.texts import pack_text, unpack_text
from monitor.store.wire import Reader, put_number, put_text, to_moment, to_ms

_SCHEMA: Final = 1
_CANDIDATE_SCHEMA: Final = 2


def pack_candidate(candidate: Candidate) -> bytes:
    """The candidate without the time it was first seen, which the script puts before it."""
    out = bytearray((_CANDIDATE_SCHEMA,))
    put_text(out, candidate.why.value)
    put_number(out, candidate.looks)
    put_text(out, candidate.fingerprint)
    put_evidence(out, candidate.evidence)
    text = pack_text(candidate.text)
    put_number(out, len(text))
    out += compress(text)
    return bytes(out)


def unpack_candidate(article: ArticleId, data: bytes) -> Candidate:
    """The candidate in `MS:` and the packed rest; raises DamagedRecord."""
    where = f"candidate of article {article}"
    ms, _, rest = data.partition(b":")
    try:
        reader = Reader(rest)
        schema = reader.take(1)[0]
        why = Doubt(reader.text()) if schema == _CANDIDATE_SCHEMA else Doubt.NONE  # the schema before had none
        looks, fingerprint, evidence, size = reader.number(), reader.text(), read_evidence(reader), reader.number()
        text = unpack_text(decompress(reader.rest(), size, where), where)
        return Candidate(text, fingerprint, evidence, to_moment(int(ms)), looks, why)
    except (ValueError, IndexError, OverflowError, OSError) as error:
        raise DamagedRecord(where, f"it can not be read: {error}") from error


def pack_sighting(sighting: Sighting) -> bytes:
    """The sighting without the time it was gone by, which the script puts before it."""
    out = bytearray((_SCHEMA,))
    put_number(out, to_ms(sighting.seen))
    put_text(out, sighting.fingerprint)
    put_text(out, sighting.title)
    put_text(out, sighting.summary)
    if sighting.kind is not Glimpse.TRANSIENT:
        put_text(out, sighting.kind.value)
    return bytes(out)


def unpack_sighting(article: ArticleId, data: bytes) -> Sighting:
    """The sighting in `MS:` and the packed rest; raises DamagedRecord."""
    ms, _, rest = data.partition(b":")
    try:
        reader = Reader(rest)
        reader.schema(_SCHEMA)
        seen, fingerprint = reader.moment(), reader.text()
        title, summary, rest = reader.text(), reader.text(), reader.rest()
        kind = Glimpse(Reader(rest).text()) if rest else Glimpse.TRANSIENT
        return Sighting(seen, to_moment(int(ms)), title, summary, fingerprint, kind)
    except (ValueError, IndexError, OverflowError, OSError) as error:
        raise DamagedRecord(f"sightings of article {article}", f"one can not be read: {error}") from error
