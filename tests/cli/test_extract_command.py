"""`redline extract` as its user runs it: an address or a file, and why each block stays or goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands import redline, served
from looking import WORDS, page
from publisher import Publisher

from monitor.cli import main

NOISY = page(*WORDS).replace(b"</article>", b"<div class='newsletter'><p>Sign up for our letter</p></div></article>")


@pytest.fixture
def site() -> Iterator[Publisher]:
    with served() as made:
        yield made


def test_it_says_of_each_block_why_it_stays_or_goes(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(NOISY)
    out = CliRunner().invoke(main, ["extract", str(file), "--explain"]).output
    assert f"+ {WORDS[0]}" in out
    assert "box, left out: a box by its name: newsletter" in out
    assert "3 blocks kept" in out
    told = json.loads(CliRunner().invoke(main, ["extract", str(file), "--explain", "--format", "json"]).output)
    assert [one["text"] for one in told["decisions"] if one["kept"]] == [block["text"] for block in told["blocks"]]


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["extract", str(tmp_path / "none.html")])
    assert done.exit_code == 1
    assert done.output.startswith("redline: ")
    assert done.output.count("\n") == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body></body></html>",
        b"\x00\x01\x02" * 100,
        b"%PDF-1.7 and no more",
        page("Please log in."),
    ],
    ids=["empty", "nothing", "binary", "broken pdf", "a wall"],
)
def test_a_page_without_an_article_is_one_line_and_no_success(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(body)
    done = CliRunner().invoke(main, ["extract", str(file)])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"redline: {file}: no article can be read: ")
    assert done.stderr.count("\n") == 1
    explained = CliRunner().invoke(main, ["extract", str(file), "--explain"])
    assert explained.exit_code == 1
    assert "could not read the whole page" in explained.stdout
    told = CliRunner().invoke(main, ["extract", str(file), "--format", "json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["degraded"]


@pytest.mark.slow
def test_an_address_is_asked_politely_and_read(site: Publisher, tmp_path: Path) -> None:
    site.says("/a", *WORDS)
    out = redline("extract", f"{site.url}/a", "--explain", "--allow", "127.0.0.0/8", data=tmp_path)
    assert f"+ {WORDS[0]}" in out
    assert "/robots.txt" in [path for path, _ in site.asked]
