"""The zip of `redline evidence`: what was seen of one change, and how to check it with `sha256sum` alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Final

from cryptography.x509 import load_der_x509_certificate

from monitor import diff
from monitor.diff.render import html
from monitor.model import Article, ArticleState, Event, Sighting, Version
from monitor.store.warc import Original, info_member

_NOTHING: Final = "nothing was recorded: no other text, and no word that the page was gone"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # files carry no times of their own
_STYLE: Final = (
    "body{font:16px/1.5 serif;max-width:60rem;margin:2rem auto}del{background:#fdd}ins{background:#dfd}"
    ".flag,.sign,.fold-count{color:#555;font-size:.8em}table{width:100%;border-collapse:collapse}"
    "td{vertical-align:top;width:50%;padding:.3rem .6rem}@page{margin:2cm}@media print{body{margin:0;max-width:none}"
    "del{background:none;text-decoration:line-through}ins{background:none;text-decoration:underline}tr{break-inside:avoid}}"
)
_ABOUT: Final = """\
What this is
============
Redline looked at {url} again and again and kept every text that it found.
This zip holds two of them, version {a} and version {b}, and what differs.

What it shows
-------------
- When Redline asked for the address, the site answered with the bodies in this zip (body-{a}.bin, body-{b}.bin).
  The texts in diff.html were read from them.
- The text was changed after {not_before} (the last time the text of version {a} was still found)
  and by {not_after} (the first time that of version {b} was). What was seen between these two moments is listed
  in facts.txt under "In between".
- Where a proof file is included, the text is the one that Redline wrote into its chain of records at the time, and
  the chain is the one under the signed root inside the proof.

What it does not show
---------------------
- Why the text was changed, or by whom.
- What other readers saw: sites may answer differently by place, time or device.
- The time, to somebody who does not trust the machine that ran Redline. Compare signed roots for that (docs/proofs.md).
- That the server was the outlet's: facts.txt names the network address that answered, and certificate-N.der is the
  certificate that it showed and that was accepted then; whoever held its key can have answered.

How to check it
---------------
1. `sha256sum -c SHA256SUMS` says whether any file was changed since the zip was made.
2. `sha256sum body-{a}.bin body-{b}.bin` must give the two hashes that facts.txt calls "SHA-256 of the page". The same
   hashes are part of the records inside proof-{a}.json and proof-{b}.json, which docs/proofs.md says how to check.
3. originals.warc.gz opens in any tool that replays web archives.
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One version and what is kept of how it was seen."""

    version: Version
    original: Original | None
    member: bytes  # of its WARC file
    missing: str  # why there is no original
    proof: bytes  # b"" = no signed root covers it yet
    certificate: bytes = b""  # that the server showed, DER
    claim: str = ""  # who says that this version was there, where we did not see it ourselves


@dataclass(frozen=True, slots=True)
class Between:
    """What was seen from the one version to the other."""

    versions: tuple[Version, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    events: tuple[Event, ...] = ()


def pack(article: Article, state: ArticleState, sides: tuple[Side, Side], between: Between = Between()) -> bytes:
    """The zip."""
    old, new = (side.version for side in sides)
    files = {
        "README.txt": _ABOUT.format(
            url=article.url,
            a=old.number,
            b=new.number,
            not_before=old.last_confirmed.isoformat(),
            not_after=new.first_seen.isoformat(),
        ).encode(),
        "diff.html": _page(article, old, new).encode(),
        "facts.txt": "\n".join([_whole(article, state), *map(_facts, sides), _between(between)]).encode(),
    }
    for side in sides:
        files |= _files(side)
    members = [side.member for side in sides if side.member]
    if members:
        files["originals.warc.gz"] = info_member("originals.warc.gz") + b"".join(members)
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return _zipped(files | {"SHA256SUMS": sums.encode()})


def _files(side: Side) -> dict[str, bytes]:
    number, found = side.version.number, {}
    if side.original:
        lines = [f"HTTP {side.original.status}", *(f"{name}: {value}" for name, value in side.original.headers)]
        found[f"body-{number}.bin"] = side.original.body
        found[f"headers-{number}.txt"] = "\n".join([*lines, ""]).encode()
    if side.certificate:
        found[f"certificate-{number}.der"] = side.certificate
    if side.proof:
        found[f"proof-{number}.json"] = side.proof
    return found


def _page(article: Article, old: Version, new: Version) -> str:
    result = diff.compare(old.text, new.text)
    title = f"{escape(article.url)}: version {old.number} | version {new.number}"
    interval = f"Edited between {old.last_confirmed.isoformat()} and {new.first_seen.isoformat()}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"</head><body><p>{title}</p><p>{interval}</p>"
        f"<h1>{html.title(result)}</h1>{html.side_by_side(result)}</body></html>\n"
    )


def _whole(article: Article, state: ArticleState) -> str:
    return (
        f"Address: {article.url}\nArticle: {article.id}\nFirst seen by us: {article.added.isoformat()}\n"
        f"Checks so far: {state.looks}, versions so far: {state.versions}\n"
    )


def _facts(side: Side) -> str:
    version, seen = side.version, side.version.evidence
    original = side.original
    facts = {
        "First seen": version.first_seen.isoformat(),
        "Last seen unchanged": version.last_confirmed.isoformat(),
        "Answer": f"HTTP {seen.status}",
        "Address after redirects": seen.final_url,
        "Network address": original.address if original else "",
        "Certificate shown": _certificate(side),
        "Not seen by us": f"{side.claim} says that it was there" if side.claim else "",
        "Response received": original.at if original else "",
        "SHA-256 of the page": seen.raw_sha256,
        "Bytes of the page": str(seen.raw_bytes),
        "Original": side.missing or f"body-{version.number}.bin",
        "Proof": f"proof-{version.number}.json" if side.proof else "no signed root covers this version yet",
        "Read by": f"{seen.extractor} {seen.extractor_version}",
        "Check": seen.look_id,
        "Seen again by check": seen.confirmed_by,
        "Fingerprint of the text": version.fingerprint,
        "Hash of the record": version.record_hash,
        "Hash of the record before": version.prev_hash,
    }
    lines = [f"  {name}: {value}" for name, value in facts.items() if value]
    return "\n".join([f"Version {version.number}", *lines, ""])


def _certificate(side: Side) -> str:
    """Whose certificate it is, who issued it and until when, in a line."""
    if not side.certificate:
        return ""
    read = load_der_x509_certificate(side.certificate)
    names = f"for {read.subject.rfc4514_string() or 'no name'}, issued by {read.issuer.rfc4514_string()}"
    return f"certificate-{side.version.number}.der, {names}, valid until {read.not_valid_after_utc:%Y-%m-%d}"


def _between(between: Between) -> str:
    """What was seen in between, in order."""
    lines = [(one.at, one.type.value.partition(".")[2]) for one in between.events]
    for version in between.versions:
        said = f"version {version.number} was first found, and last on {version.last_confirmed.isoformat()}"
        lines.append((version.first_seen, said))
    lines += [
        (one.seen, f"another text was found once and was gone by {one.gone_by.isoformat()}")
        for one in between.sightings
    ]
    told = [f"  {at.isoformat()}: {what}" for at, what in sorted(lines)]
    return "\n".join(["In between", *(told or [f"  {_NOTHING}"]), ""])


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in sorted(files.items()):
            out.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
