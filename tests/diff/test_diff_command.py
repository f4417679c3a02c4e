from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli.diff import diff

OLD = "Storm\nIt killed 12 people.\n"
NEW = "Storm\nIt killed 15 people.\n"


def call(folder: Path, *options: str, old: str = OLD, new: str = NEW) -> Result:
    (folder / "old").write_text(old, encoding="utf-8")
    (folder / "new").write_text(new, encoding="utf-8")
    return CliRunner().invoke(diff, [str(folder / "old"), str(folder / "new"), *options])


def test_text_is_the_form_for_pipes(tmp_path: Path) -> None:
    assert call(tmp_path).output == "Storm\nIt killed [-12-] {+15+} people.\n"


def test_the_first_line_is_the_title_unless_told_otherwise(tmp_path: Path) -> None:
    with_title = json.loads(call(tmp_path, "--format", "json").output)
    without = json.loads(call(tmp_path, "--format", "json", "--no-title").output)
    assert (len(with_title["rows"]), with_title["title"][0]["old"]) == (1, "Storm")
    assert (len(without["rows"]), without["title"]) == (2, [])


@pytest.mark.parametrize("form", ["text", "json", "html", "patch"])
def test_every_form_takes_empty_files(tmp_path: Path, form: str) -> None:
    assert call(tmp_path, "--format", form, old="", new="").exit_code == 0


def test_many_pairs_come_one_a_line_with_their_ids(tmp_path: Path) -> None:
    pairs = [{"id": "a", "old": "x\ny", "new": "x\nz"}, {"id": "b", "old": "", "new": ""}]
    (tmp_path / "pairs").write_text("".join(json.dumps(pair) + "\n" for pair in pairs), encoding="utf-8")
    result = CliRunner().invoke(diff, ["--pairs", str(tmp_path / "pairs")])
    found = [json.loads(line) for line in result.output.splitlines()]
    assert [(one["id"], one["schema"]) for one in found] == [("a", 1), ("b", 1)]
    assert {"title", "rows", "kinds", "stats"} <= set(found[0])


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "pairs").write_text('{"id": 1}\n', encoding="utf-8")
    result = CliRunner().invoke(diff, ["--pairs", str(tmp_path / "pairs")])
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_no_files_is_an_error_that_says_what_to_give() -> None:
    result = CliRunner().invoke(diff, [])
    assert result.exit_code == 2
    assert "--pairs" in result.output
