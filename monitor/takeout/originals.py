"""The raw responses that the versions of an export stand on, with their servers' certificates: out, checked, and in."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from monitor.errors import DamagedRecord, ParseError
from monitor.model import Standing
from monitor.ports import History
from monitor.store import chaining, warc
from monitor.store.warc_store import WarcStore
from monitor.takeout.lines import Originals


def of_history(history: History, store: WarcStore) -> Originals:
    """What the store holds of the bodies of versions that can be read; what is damaged there is left out."""
    members, certificates = [], {}
    for body in bodies(history):
        try:
            place = store.place(history.article.id, body)
            member = store.data(place) if place else b""
            found = _checked(history.article.id, body, member) if member else None
        except DamagedRecord:
            continue
        if found is not None:
            members.append(member)
            certificates[found.certificate] = store.certificate(found.certificate)
    return Originals(tuple(members), tuple(one for one in certificates.values() if one))


def bodies(history: History, standing: Standing | None = None) -> list[str]:
    """Hashes of the bodies that may be given out, in the order of their versions, each once."""
    named = [record.evidence.raw_sha256 for record in chaining.links(history).records]
    pairs = [
        (body, kept.text is not None and not (standing and standing.absence(number)))
        for number, (body, kept) in enumerate(zip(named, history.versions, strict=True), 1)
    ]
    withheld = {body for body, is_readable in pairs if not is_readable}
    return [body for body in dict.fromkeys(named) if body and body not in withheld]


def check(history: History, originals: Originals) -> None:
    """Raise ParseError for a response that no version names, that is another one, or that is out of order."""
    left = iter(bodies(history))
    for number, member in enumerate(originals.members, 1):
        try:
            found = warc.read_member(member, f"original {number}")
        except DamagedRecord as error:
            raise ParseError(str(error)) from error
        body = sha256(found.body).hexdigest()
        if found.article != history.article.id or not any(one == body for one in left):
            raise ParseError(f"original {number} is none that the versions beside it name, in their order")


def take_in(history: History, originals: Originals, store: WarcStore, standing: Standing) -> int:
    """Keep those that are not kept here and are of no version that was erased here; how many. Raises StoreError."""
    wanted = set(bodies(history, standing))
    done = 0
    certificates = {sha256(one).hexdigest(): one for one in originals.certificates}
    for member, found in _read(originals):
        body = sha256(found.body).hexdigest()
        if body in wanted and store.place(history.article.id, body) is None:
            store.take(history.article.id, body, member, certificates.get(found.certificate, b""))
            done += 1
    return done


def _checked(article: str, body: str, member: bytes) -> warc.Original | None:
    found = warc.read_member(member, f"original of article {article}")
    return found if sha256(found.body).hexdigest() == body else None


def _read(originals: Originals) -> Iterator[tuple[bytes, warc.Original]]:
    for number, member in enumerate(originals.members, 1):
        yield member, warc.read_member(member, f"original {number}")
