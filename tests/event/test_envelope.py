from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from delivery_stores import START, a_change, event, subscription
from hostile import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from monitor.diff import compare
from monitor.event import MAX_BYTES, Hunk, draft, envelope, hunks_of
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Event,
    EventId,
    EventType,
    Source,
    SourceId,
    SourceKind,
    Text,
)

BASE = "https://redline.example"
ARTICLE = Article(ArticleId("a" * 16), "https://news.example/1", "news.example", SourceId("s"), (SourceId("s"),), START)
KEYS = {
    "article_id",
    "url",
    "source_ids",
    "sequence",
    "prev_event_id",
    "endpoint_sequence",
    "from_version",
    "to_version",
    "title",
    "kinds",
    "notice",
    "weight",
    "summary",
    "late",
    "interval",
    "stats",
    "hunks",
    "hunks_truncated",
    "content_hash",
    "diff_url",
    "api_url",
}


def article_text(*paragraphs: str) -> Text:
    return Text("A title", tuple(Block(BlockKind.PARAGRAPH, paragraph) for paragraph in paragraphs))


def read(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)
    return found


def test_a_change_is_told_in_schema_1() -> None:
    diff = compare(article_text("The prime minister spoke."), article_text("The former prime minister spoke."))
    body = envelope(event(6), endpoint_sequence=118, article=ARTICLE, diff=diff, base_url=BASE)
    found = read(body)
    assert list(found) == ["id", "type", "timestamp", "schema", "data"]
    assert (found["id"], found["type"], found["schema"]) == ("evt_aaaa6", "article.changed", 1)
    assert found["timestamp"] == "2026-05-04T09:00:00Z"
    data = found["data"]
    assert set(data) == KEYS
    assert (data["sequence"], data["endpoint_sequence"], data["prev_event_id"]) == (6, 118, "evt_aaaa5")
    assert data["interval"] == {"not_before": "2026-05-04T09:00:00Z", "not_after": "2026-05-04T09:10:00Z"}
    assert data["stats"] == {"words_added": 1, "words_removed": 1, "similarity": 0.97}
    assert data["content_hash"] == "sha256:" + "ab" * 32
    assert data["diff_url"] == f"{BASE}/articles/{'a' * 16}/diff/6/7"
    assert data["api_url"] == f"{BASE}/api/v1/articles/{'a' * 16}/diff/6/7"
    assert data["hunks"] == [{"op": "insert", "old": "", "new": "former"}]
    assert data["hunks_truncated"] is False


def test_without_an_address_of_our_own_the_text_of_the_change_stands_in_for_the_links() -> None:
    body = draft(event(1), about=ARTICLE, hunks=[Hunk("replace", "12", "15")]).seal(1)
    data = read(body)["data"]
    assert (data["diff_url"], data["api_url"]) == (None, None)
    assert data["text"] == "[-12-] {+15+}"
    assert b"http://localhost" not in body


def test_sealing_changes_nothing_but_the_number() -> None:
    made = draft(event(1), about=ARTICLE, hunks=[Hunk("insert", "", '"endpoint_sequence":0')])
    one, two = read(made.seal(1)), read(made.seal(123_456_789))
    assert two["data"]["endpoint_sequence"] == 123_456_789
    one["data"]["endpoint_sequence"] = two["data"]["endpoint_sequence"]
    assert one == two


def test_hunks_are_cut_first_and_it_is_said() -> None:
    hunks = [Hunk("replace", "old " * 100, "new " * 100)] * 100
    body = draft(event(1), about=ARTICLE, hunks=hunks, base_url=BASE).seal(10**9)
    data = read(body)["data"]
    assert len(body) < MAX_BYTES
    assert 5 < len(data["hunks"]) < 100
    assert data["hunks_truncated"] is True
    assert data["title"]["old"] == "12 killed in ferry fire"


def test_titles_are_shortened_when_cutting_hunks_is_not_enough() -> None:
    change = a_change(old_title="ю" * 10_000, new_title="я" * 10_000)
    body = draft(event(1, change=change), about=ARTICLE, hunks=[Hunk("insert", "", "x")], base_url=BASE).seal(1)
    data = read(body)["data"]
    assert len(body) < MAX_BYTES
    assert len(data["title"]["new"]) == 500
    assert data["hunks"] == [{"op": "insert", "old": "", "new": "x"}]


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_arrive_as_they_are_and_the_raw_json_is_harmless(name: str) -> None:
    text = TEXTS[name]
    change = a_change(old_title=text, new_title=text, summary=text)
    one = replace(event(1, change=change), detail=text)
    article = replace(ARTICLE, url="https://news.example/" + text)
    body = draft(one, about=article, hunks=[Hunk("replace", text[:2_000], "b")]).seal(7)
    assert len(body) < MAX_BYTES
    raw = body.decode()
    assert not re.search(r"[\x00-\x1f<>&\x7f-\x9f\u2028-\u202e\u2066-\u2069\u061c]", raw)
    found = read(body)
    assert found["data"]["endpoint_sequence"] == 7
    assert found["type"] == "article.changed"
    if len(text) < 500:
        assert found["data"]["title"]["new"] == re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    assert "\n" not in found["data"]["summary"]


@given(st.text(max_size=3_000), st.lists(st.tuples(st.text(max_size=3_000), st.text(max_size=300)), max_size=30))
def test_every_envelope_is_json_below_the_limit(title: str, pieces: list[tuple[str, str]]) -> None:
    change = a_change(old_title=title, new_title=title * 3)
    hunks = [Hunk("replace", old, new) for old, new in pieces]
    for base in ("", BASE):
        body = draft(event(1, change=change), about=ARTICLE, hunks=hunks, base_url=base).seal(10**15)
        assert len(body) < MAX_BYTES
        assert read(body)["data"]["hunks_truncated"] is (len(read(body)["data"]["hunks"]) < len(hunks))


def test_an_address_that_is_too_long_is_left_out_rather_than_cut() -> None:
    article = replace(ARTICLE, url="https://news.example/" + "a" * 10_000)
    assert read(draft(event(1), about=article).seal(1))["data"]["url"] is None


def test_a_source_and_an_endpoint_tell_who_they_are_without_their_secrets() -> None:
    source = Source(SourceId("s1"), "https://news.example/feed", SourceKind.FEED, "News", START)
    failing = Event(EventId("evt_2"), EventType.SOURCE_FAILING, "s1", 1, None, START, detail="HTTP 500 for a day")
    found = read(envelope(failing, endpoint_sequence=1, source=source, base_url=BASE))
    assert (found["data"]["source_id"], found["data"]["detail"]) == ("s1", "HTTP 500 for a day")
    to = subscription("sub_one", target="https://hooks.example/T000/B000/secret", name="Team chat")
    disabled = Event(EventId("evt_3"), EventType.ENDPOINT_DISABLED, "sub_one", 1, None, START, detail="410")
    body = envelope(disabled, endpoint_sequence=1, subscription=to, base_url=BASE)
    assert read(body)["data"]["name"] == "Team chat"
    assert b"secret" not in body


def test_an_event_without_its_subject_still_has_an_envelope() -> None:
    gone = Event(EventId("evt_4"), EventType.UNAVAILABLE, "a" * 16, 3, None, START, detail="410")
    assert read(envelope(gone, endpoint_sequence=1))["data"]["subject_id"] == "a" * 16


def test_hunks_join_what_touches_and_name_moves() -> None:
    old = article_text("One stays here as it is.", "Two goes to the end of the page.", "The mayor said 12 people died.")
    new = article_text("One stays here as it is.", "The mayor said 15 people died.", "Two goes to the end of the page.")
    found = hunks_of(compare(old, new))
    assert Hunk("replace", "12", "15") in found
    assert {hunk.op for hunk in found} <= {"replace", "move", "insert", "delete"}


def test_a_hunk_too_long_to_tell_says_so() -> None:
    [hunk] = hunks_of(compare(article_text("Stays."), article_text("Stays.", "word " * 1_000)))
    assert hunk.cut
    assert len(hunk.new) == 2_000
    data = read(draft(event(1), about=ARTICLE, hunks=[hunk], base_url=BASE).seal(1))["data"]
    assert data["hunks_truncated"] is True
