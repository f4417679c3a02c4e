"""The proof of one version: all that somebody needs to check it without us. docs/proofs.md says how."""

from __future__ import annotations

import base64
import json
from typing import Final

from monitor.errors import NotFound
from monitor.model import Version
from monitor.ports import SignedRoot
from monitor.store.chains import RedisChains
from monitor.store.merkle import leaf_hash, path_of
from monitor.store.roots import RootLog
from monitor.store.texts import pack_text

SCHEMA: Final = 1
_NOT_YET: Final = "a root is signed once a day by `redline run`, or now by `redline root`"


async def proof_of(version: Version, chains: RedisChains, log: RootLog) -> bytes:
    """The proof as JSON; raises NotFound while no root covers the version."""
    article, number = version.article, version.number
    for entry in log.entries():
        lines = log.leaves(entry.number)
        index = _leaf(lines, article, number)
        if index is not None:
            tip = int(lines[index].split()[1])
            records = (await chains.records(article, number))[: tip - number + 1]
            return _document(version, records, lines, index, entry, log.stamp(entry.number))
    raise NotFound(f"no signed root covers version {number} of article {article} yet", hint=_NOT_YET)


def _leaf(lines: list[bytes], article: str, number: int) -> int | None:
    """The place of the article's leaf, if it covers this version."""
    start = article.encode() + b" "
    for index, line in enumerate(lines):
        if line.startswith(start) and int(line.split()[1]) >= number:
            return index
    return None


def _document(
    version: Version, records: list[bytes], lines: list[bytes], index: int, entry: SignedRoot, stamp: bytes
) -> bytes:
    hashes = [leaf_hash(line) for line in lines]
    data = {
        "schema": SCHEMA,
        "article": version.article,
        "version": version.number,
        "text": base64.b64encode(pack_text(version.text)).decode(),
        "records": [record.hex() for record in records],
        "leaf": lines[index].decode(),
        "leaf_index": index,
        "leaves": len(lines),
        "path": [step.hex() for step in path_of(hashes, index)],
        "timestamp": base64.b64encode(stamp).decode(),  # RFC 3161 answer over `signed`, "" = none was asked for
        "root": {"signed": entry.signed, "signature": entry.signature, "key": entry.key},
    }
    return json.dumps(data, indent=1).encode() + b"\n"
