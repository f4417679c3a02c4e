from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.diff import Diff, compare_paragraphs

DATA = Path(os.environ.get("REDLINE_DATA", Path(__file__).parents[2] / "../shared/data"))
RT = DATA / "rt-410107"
PAIRS = DATA / "pairs" / "pairs.jsonl"
needs_rt = pytest.mark.skipif(not RT.exists(), reason=f"no {RT.name} in the data folder (REDLINE_DATA)")
needs_pairs = pytest.mark.skipif(not PAIRS.exists(), reason="no pairs.jsonl in the data folder (REDLINE_DATA)")


@cache
def rt() -> tuple[Diff, dict[str, Any]]:
    old, new = ((RT / name).read_text("utf-8").rstrip("\n").split("\n") for name in ("v5.txt", "v6.txt"))
    diff = compare_paragraphs(old[1:], new[1:], old_title=old[0], new_title=new[0])
    return diff, json.loads((RT / "answers.json").read_text("utf-8"))


def links(diff: Diff) -> set[tuple[int, int]]:
    return {(i + 1, j + 1) for row in diff.rows for i in row.old for j in row.new}


@needs_rt
def test_the_known_links_of_the_real_article_are_found_and_no_others() -> None:
    diff, answers = rt()
    known = {(link[0], link[1]) for link in answers["links"]}
    assert len(links(diff) & known) >= 21
    assert not links(diff) - known


@needs_rt
def test_the_paragraph_that_moved_in_the_real_article_is_flagged() -> None:
    diff, _ = rt()
    assert any(row.moved for row in diff.rows if (row.old, row.new) == ((21,), (12,)))


@needs_rt
def test_paragraphs_that_came_and_went_in_the_real_article_stand_alone() -> None:
    diff, answers = rt()
    assert {j + 1 for row in diff.rows if not row.old for j in row.new} == set(answers["added"])
    assert set(answers["removed"]) <= {i + 1 for row in diff.rows if not row.new for i in row.old}


@needs_rt
def test_few_words_of_the_real_article_are_marked() -> None:
    stats = rt()[0].stats
    assert stats.words_removed <= 362
    assert stats.words_added <= 193


@needs_pairs
@pytest.mark.slow
def test_every_real_pair_gives_both_texts_back_without_the_fallback() -> None:
    for pair in map(json.loads, PAIRS.read_text("utf-8").splitlines()):
        old, new = pair["old"].split("\n"), pair["new"].split("\n")
        diff = compare_paragraphs(old, new)
        assert diff.fallback == "", pair["id"]
        for row in diff.rows:
            assert "".join(run.old for run in row.runs) == "\n".join(old[i] for i in row.old), pair["id"]
            assert "".join(run.new for run in row.runs) == "\n".join(new[j] for j in row.new), pair["id"]
