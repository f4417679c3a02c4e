"""Chains, roots and proofs: what was tampered with is named, and a proof is checked by docs/proofs.md alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from archive_stores import article, keep_many
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import DamagedRecord, NotFound, StoreError
from monitor.store import Store, codec
from monitor.store.chains import RedisChains
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.merkle import leaf_hash, path_of, root_of
from monitor.store.on_redis import redis_parts
from monitor.store.proofs import proof_of
from monitor.store.records import Record, pack_record, unpack_record
from monitor.store.roots import RootLog

WORDS = ["Twelve were hurt.", "Fifteen were hurt.", "Twenty were hurt.", "Nobody was hurt."]
AT = datetime(2026, 5, 5, 3, 0, tzinfo=UTC)
FERRY = article("ferry").id


@pytest.fixture
async def store(store_client: StoreClient, store_keys: Keys) -> Store:
    parts = redis_parts(store_client, store_keys)
    await keep_many(parts.archive, WORDS)
    for name in ("mayor", "storm", "bakery", "bank"):
        await keep_many(parts.archive, WORDS[:2], name)
    return parts


def chains(store: Store) -> RedisChains:
    assert store.chains is not None
    return store.chains


def list_key(store: Store) -> str:
    assert store.keys is not None
    return store.keys.versions(store.keys.archive_tag(FERRY), FERRY)


# ------------------------------------------------ an independent check, after docs/proofs.md
def number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at


def parts(record: bytes) -> tuple[int, bytes, bytes]:
    """Number, hash of the record before, hash of the text."""
    assert record[0] == 1
    version, at = number(record, 1)
    before, at = record[at + 1 : at + 1 + record[at]], at + 1 + record[at]
    for _ in range(3):
        _, at = number(record, at)
    return version, before, record[at : at + 32]


def check(proof: dict[str, Any]) -> str:
    """The text, if all five steps agree; raises otherwise."""
    text = base64.b64decode(proof["text"])
    records = [bytes.fromhex(record) for record in proof["records"]]
    assert parts(records[0])[0] == proof["version"]
    assert parts(records[0])[2] == sha256(text).digest()
    digest = b""
    for place, record in enumerate(records):
        assert place == 0 or parts(record)[1] == digest
        digest = sha256(proof["article"].encode() + b"\n" + record).digest()
    assert proof["leaf"] == f"{proof['article']} {parts(records[-1])[0]} {digest.hex()}\n"
    node, index, size = sha256(b"\0" + proof["leaf"].encode()).digest(), proof["leaf_index"], proof["leaves"]
    path = [bytes.fromhex(step) for step in proof["path"]]
    while size > 1:
        if index % 2:
            node = sha256(b"\1" + path.pop(0) + node).digest()
        elif index + 1 < size:
            node = sha256(b"\1" + node + path.pop(0)).digest()
        index, size = index // 2, (size + 1) // 2
    assert not path
    signed = proof["root"]["signed"]
    assert f"\nroot {node.hex()}\n" in signed
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(proof["root"]["key"]))
    key.verify(bytes.fromhex(proof["root"]["signature"]), signed.encode())
    return text.decode()


@pytest.mark.parametrize("wanted", [1, 2, 4])
async def test_a_proof_is_checked_by_the_documented_steps_alone(store: Store, tmp_path: Path, wanted: int) -> None:
    log = RootLog(tmp_path)
    log.append(await chains(store).tips(None), AT)
    version = await store.archive.version(FERRY, wanted)
    assert version is not None
    proof = json.loads(await proof_of(version, chains(store), log))
    assert WORDS[wanted - 1] in check(proof)
    assert len(json.dumps(proof)) < 8_000


@pytest.mark.parametrize("part", ["text", "records", "leaf", "path", "signed", "signature"])
async def test_a_proof_with_any_part_changed_does_not_pass(store: Store, tmp_path: Path, part: str) -> None:
    log = RootLog(tmp_path)
    log.append(await chains(store).tips(None), AT)
    version = await store.archive.version(FERRY, 2)
    assert version is not None
    proof = json.loads(await proof_of(version, chains(store), log))
    where, name = (proof["root"], part) if part in proof["root"] else (proof, part)
    where[name] = tampered(where[name])
    with pytest.raises((AssertionError, InvalidSignature)):
        check(proof)


def tampered(value: Any) -> Any:
    if isinstance(value, list):
        return [tampered(value[0]), *value[1:]]
    middle = len(value) // 2
    return value[:middle] + ("1" if value[middle] == "0" else "0") + value[middle + 1 :]


# ------------------------------------------------ chains
async def test_a_whole_archive_has_no_fault(store: Store) -> None:
    checked = await chains(store).check(FERRY)
    assert (checked.versions, checked.fault) == (4, "")


def flipped(element: bytes) -> bytes:
    return element[:40] + bytes((element[40] ^ 1,)) + element[41:]


def rewritten(element: bytes) -> bytes:
    """Another record with a right checksum: somebody who knows the format changed what was seen."""
    taken = codec.split(element, "")
    record = unpack_record(taken.record, "")
    other = pack_record(Record(record.link, "0" * 64, record.evidence))
    body = element.replace(taken.record, other)[:-4]
    import zlib

    return body + zlib.crc32(body).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("tamper", "place", "fault"),
    [
        (flipped, 1, "version 2 of article {}: the checksum is wrong"),
        (rewritten, 1, "version 3 of article {}: does not follow the version before"),
        (rewritten, 3, "version 4 of article {}: it is not what its event told"),
    ],
)
async def test_the_first_broken_link_is_named(
    store: Store, tamper: Callable[[bytes], bytes], place: int, fault: str
) -> None:
    assert store.client is not None
    element = await store.client.do("LINDEX", list_key(store), place)
    await store.client.do("LSET", list_key(store), place, tamper(element))
    assert (await chains(store).check(FERRY)).fault == fault.format(FERRY)
    assert not (await chains(store).check(article("mayor").id)).fault, "the rest stays readable"


async def test_a_version_that_was_cut_off_is_missed(store: Store) -> None:
    assert store.client is not None
    await store.client.do("RPOP", list_key(store))
    assert "version 4" in (await chains(store).check(FERRY)).fault


# ------------------------------------------------ roots
async def test_a_root_covers_only_chains_that_grew_since_the_last_one(store: Store, tmp_path: Path) -> None:
    log = RootLog(tmp_path)
    first = await chains(store).tips(None)
    log.append(first, await chains(store).now())
    await keep_many(store.archive, WORDS[:1], "museum")
    second = await chains(store).tips(log.entries()[-1].at)
    assert (len(first), [tip.article for tip in second]) == (5, [article("museum").id])
    log.append(second, AT + timedelta(days=1))
    assert not log.check()


Spoil = Callable[[Path], object]


def replace_line(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda d: replace_line(d / "log.jsonl", "leaves 5", "leaves 6"), "entry 1 of the log of roots: the signature"),
        (lambda d: replace_line(d / "leaves-2.txt", FERRY, "0" * 16), "entry 2 of the log of roots: its leaves do not"),
        (lambda d: (d / "leaves-1.txt").unlink(), "leaves-1.txt"),
        (
            lambda d: (d / "log.jsonl").write_text((d / "log.jsonl").read_text().partition("\n")[2]),
            "entry 2 of the log of roots: it does not follow",
        ),
        (lambda d: (d / "log.jsonl").write_text('{"schema": 1, "num'), "log.jsonl, line 1"),
    ],
)
async def test_a_log_that_was_touched_names_the_entry(store: Store, tmp_path: Path, spoil: Spoil, fault: str) -> None:
    log = RootLog(tmp_path)
    for days in range(2):
        log.append(await chains(store).tips(None), AT + timedelta(days=days))
    spoil(tmp_path / "proofs")
    assert fault in log.check()


async def test_without_a_root_a_proof_says_what_to_do(store: Store, tmp_path: Path) -> None:
    version = await store.archive.version(FERRY, 1)
    assert version is not None
    with pytest.raises(NotFound, match="redline root"):
        await proof_of(version, chains(store), RootLog(tmp_path))


async def test_a_root_that_can_not_be_written_names_the_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "proofs").write_text("a file where the folder should be")
    with pytest.raises((StoreError, DamagedRecord), match="proofs"):
        RootLog(tmp_path).append(await chains(store).tips(None), AT)


def climb(node: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    for _ in range(size.bit_length() + 1):
        if index % 2:
            node = sha256(b"\1" + path.pop(0) + node).digest()
        elif index + 1 < size:
            node = sha256(b"\1" + node + path.pop(0)).digest()
        index, size = index // 2, (size + 1) // 2
    return node


@given(st.integers(1, 70), st.data())
def test_every_leaf_of_every_tree_has_a_path_to_its_root(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(at).encode()) for at in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = path_of(leaves, index)
    assert climb(leaves[index], index, size, path) == root_of(leaves)
    assert len(path) <= 7
