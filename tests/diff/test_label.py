from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.diff import compare, label
from monitor.model import ArticleId, Block, BlockKind, Evidence, Notice, Text, Version
from monitor.snapshot import fingerprint

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = (
    "The storm killed 12 people on the northern coast, police said on Monday.",
    "Twelve boats were lost and the landing stage was torn away.",
    "The council will meet on Thursday to discuss repairs to the breakwater.",
)
EVIDENCE = Evidence("look", 200, (), "", 0, "own", "1")


def version(
    number: int,
    body: tuple[str, ...] = BODY,
    *,
    title: str = "Storm on the coast",
    modified: str = "",
    published: str = "",
    language: str = "en",
) -> Version:
    blocks = tuple(Block(BlockKind.PARAGRAPH, one) for one in body)
    text = Text(title, blocks, language=language, modified=modified, published=published)
    seen = NOON + timedelta(hours=number)
    return Version(ArticleId("a"), number, seen, seen + timedelta(minutes=30), text, fingerprint(text), EVIDENCE)


def edited(old: str, new: str) -> tuple[str, ...]:
    return tuple(one.replace(old, new) for one in BODY)


def test_a_change_tells_its_versions_its_interval_and_its_size() -> None:
    change = label(version(1), version(2, edited("12 people", "15 people")))
    assert (change.from_version, change.to_version) == (1, 2)
    assert change.interval.not_before == NOON + timedelta(hours=1, minutes=30)
    assert change.interval.not_after == NOON + timedelta(hours=2)
    assert (change.stats.words_added, change.stats.words_removed) == (1, 1)
    assert change.band == "small"


def test_a_number_without_a_note_says_so() -> None:
    change = label(version(1), version(2, edited("12 people", "15 people")))
    assert change.kinds == ("number",)
    assert change.notice is Notice.NONE_FOUND
    assert change.summary == "“12 people” → “15 people”; no note found"


def test_a_correction_line_is_a_note() -> None:
    note = "Correction: an earlier version of this article gave a wrong number."
    change = label(version(1), version(2, (*edited("12 people", "15 people"), note)))
    assert change.notice is Notice.FOUND
    assert change.summary.endswith("note found")


def test_a_note_that_was_taken_away_is_none() -> None:
    note = "Correction: an earlier version of this article gave a wrong number."
    change = label(version(1, (*BODY, note)), version(2))
    assert change.notice is Notice.NONE_FOUND


def test_a_time_alone_is_no_note() -> None:
    by_machine = label(
        version(1, modified="2026-11-24T10:00Z"), version(2, edited("12", "15"), modified="2026-11-24T11:00Z")
    )
    times = ("Updated 24 November 2026, 10:00", "Updated 24 November 2026, 11:00")
    visible = label(version(1, (times[0], *BODY)), version(2, (times[1], *edited("12", "15"))))
    assert by_machine.notice is visible.notice is Notice.TIME_ONLY
    assert by_machine.notice.value == "time_only"


def test_a_moved_time_and_nothing_else_is_timestamp_only() -> None:
    times = ("Updated 24 November 2026, 10:00", "Updated 24 November 2026, 11:00")
    change = label(version(1, (times[0], *BODY)), version(2, (times[1], *BODY)))
    assert set(change.kinds) == {"timestamp_only", "visible_time"}
    assert change.weight <= 5


def test_a_language_without_a_tested_list_of_notes_leaves_it_unknown() -> None:
    body = ("Myrsky tappoi 12 ihmistä.",)
    change = label(version(1, body, language="fi"), version(2, ("Myrsky tappoi 15 ihmistä.",), language="fi"))
    assert change.notice is Notice.UNKNOWN
    assert "note" not in change.summary


def test_another_extractor_makes_whole_paragraphs_a_matter_of_extraction() -> None:
    other = replace(version(2, BODY[:2]), evidence=replace(EVIDENCE, extractor_version="2"))
    change = label(version(1), other)
    assert change.kinds == ("extraction",)
    assert change.notice is Notice.UNKNOWN


def test_another_extractor_hides_no_change_of_words() -> None:
    other = replace(version(2, edited("12 people", "15 people")[:2]), evidence=replace(EVIDENCE, extractor="other"))
    assert set(label(version(1), other).kinds) == {"number", "extraction"}


def test_an_earlier_text_again_is_reverted() -> None:
    first = version(1)
    change = label(version(2, edited("12", "15")), replace(first, number=3), earlier=(first.fingerprint[:16],))
    assert "reverted" in change.kinds
    assert change.summary.startswith("back to an earlier version")


def test_a_headline_that_returns_is_an_experiment() -> None:
    first = version(1, title="Storm on the coast")
    second = version(2, title="Twelve dead after storm")
    change = label(second, replace(first, number=3), earlier=(first.fingerprint,))
    assert {"headline", "reverted", "ab_test"} <= set(change.kinds)


def test_what_matters_weighs_more_than_what_does_not() -> None:
    weights = [
        label(version(1), version(2, edited(*pair))).weight
        for pair in (("12 people", "15 people"), ("torn away", "ripped away"), ("landing stage", "landing-stage"))
    ]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 3


def test_the_reasons_of_a_weight_are_listed() -> None:
    change = label(version(1, published="2026-11-20T08:00:00Z"), version(2, edited("12 people", "15 people")))
    assert change.reasons == (
        "number (+40)",
        "in the headline or the lead (+8)",
        "no note found (+10)",
        "more than a day after publication (+8)",
    )
    assert change.weight == 66


def test_a_wrong_publication_time_is_left_out() -> None:
    change = label(version(1), version(2, edited("12", "15")), published="last Tuesday")
    assert all("publication" not in reason for reason in change.reasons)


def test_the_same_versions_are_labelled_alike() -> None:
    pair = version(1), version(2, edited("12", "15"))
    assert label(*pair) == label(*pair)


@pytest.mark.parametrize(("keep", "band"), [(200, "minor"), (40, "small"), (8, "medium"), (2, "large"), (0, "rewrite")])
def test_the_size_has_five_bands(keep: int, band: str) -> None:
    same = tuple(f"Paragraph number {n} tells of the harbour and its boats at length." for n in range(keep))
    old = (*same, "The old mill on the hill burnt to the ground before anyone could call for help.")
    new = (*same, "Nobody has yet been able to say which of both brothers signed that final contract.")
    assert label(version(1, old), version(2, new)).band == band


def test_a_diff_that_fails_its_check_is_shown_by_position_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.diff.check.fault", lambda *_: "the new text was not rebuilt")
    old, new = version(1), version(2, edited("12 people", "15 people"))
    diff = compare(old.text, new.text)
    assert ["".join(run.new for run in row.runs) for row in diff.rows if row.new] == list(
        edited("12 people", "15 people")
    )
    change = label(old, new)
    assert "paragraphs compared by position: the new text was not rebuilt" in change.reasons
