"""Texts that go from a history: every other text stays, every record stays, and no delta hangs in the air."""

from __future__ import annotations

from hashlib import sha256

import pytest
from archive_stores import article, evidence, look_id
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import DamagedRecord
from monitor.model import Block, BlockKind, Text
from monitor.store import codec
from monitor.store.history import read_versions, texts_of
from monitor.store.records import Link, Record, pack_record, record_hash
from monitor.store.texts import pack_text, text_hash
from monitor.store.trimming import whole_at, without_texts

FERRY = article().id


def history(count: int) -> list[bytes]:
    """Elements of one article as commits leave them."""
    made: list[bytes] = []
    before, newest = b"", b""
    for number in range(1, count + 1):
        words = "A fire broke out on a ferry near the northern harbour. " * 5 + str(number % 7)
        text = pack_text(Text(f"Fire {number}", (Block(BlockKind.PARAGRAPH, words),)))
        link = Link(number, number * 1000, number * 1000, (number - 1) * 1000, before, text_hash(text), len(text))
        record = pack_record(Record(link, sha256(text).hexdigest(), evidence(look_id(number))))
        if made:
            made[-1] = codec.supersede(made[-1], number - 1, newest, text, "test")
        made.append(codec.pack_whole(record, text))
        before, newest = record_hash(FERRY, record), text
    return made


@pytest.mark.slow
@given(st.integers(1, 70), st.data())
def test_whatever_goes_the_rest_can_be_read_and_the_chain_holds(count: int, data: st.DataObject) -> None:
    elements = history(count)
    drop = data.draw(st.sets(st.integers(1, count)))
    texts = texts_of(FERRY, elements)
    trimmed = without_texts(FERRY, elements, drop)
    assert texts_of(FERRY, trimmed) == [None if n in drop else text for n, text in enumerate(texts, 1)]
    before, after = read_versions(FERRY, elements, 1), read_versions(FERRY, trimmed, 1)
    assert [one.record_hash for one in after] == [one.record_hash for one in before]
    assert {one.number for one in after if one.absence} == drop
    again = data.draw(st.sets(st.integers(1, count)))
    assert without_texts(FERRY, trimmed, again) == without_texts(FERRY, without_texts(FERRY, elements, again), drop)


def test_a_version_leans_on_no_other_where_that_is_asked_for() -> None:
    elements = history(5)
    for number in range(1, 6):
        alone = whole_at(FERRY, elements, number)
        assert texts_of(FERRY, [alone], number) == [texts_of(FERRY, elements)[number - 1]]


def test_a_damaged_text_stops_the_trimming_and_is_named() -> None:
    elements = history(4)
    elements[2] = elements[2][:-1] + bytes([elements[2][-1] ^ 1])
    with pytest.raises(DamagedRecord, match="version 3"):
        without_texts(FERRY, elements, {2})
