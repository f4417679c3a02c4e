"""`redline hide` and its kin as commands on a real store."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from archive_stores import article, keep_many
from click.testing import CliRunner

from monitor.cli import main
from monitor.store import open_store

pytestmark = pytest.mark.slow

FERRY = article("ferry")


def redline(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [words[0], "--data", str(folder), *words[1:]])
    return done.exit_code, done.output


async def fill(folder: Path) -> None:
    async with open_store(folder) as store:
        await keep_many(store.archive, ["Twelve were hurt.", "Fifteen SECRETWORD were hurt.", "Sixteen were hurt."])


def test_a_version_is_hidden_with_a_reason_that_is_logged_and_shown_again(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path))
    assert redline(tmp_path, "hide", FERRY.id, "2")[0] == 2, "a reason is needed"
    code, said = redline(tmp_path, "hide", FERRY.id, "2", "--reason", "a court order")
    assert (code, said.split(";")[0]) == (0, f"version 2 of article {FERRY.id} can no longer be read")
    code, said = redline(tmp_path, "show", FERRY.id, "--version", "2")
    assert (code, said) == (1, "redline: the text of version 2 can not be shown\n")
    assert redline(tmp_path, "show", FERRY.id, "--diff", "1..2")[0] == 1
    assert redline(tmp_path, "evidence", FERRY.id, "1..2")[0] == 1
    assert redline(tmp_path, "proof", FERRY.id, "2")[0] == 1
    code, said = redline(tmp_path, "show", FERRY.id, "--json")
    assert code == 0
    assert "SECRETWORD" not in said
    code, said = redline(tmp_path, "marks", "--json")
    assert [json.loads(line)["reason"] for line in said.splitlines()] == ["a court order"]
    assert redline(tmp_path, "verify")[0] == 0
    assert redline(tmp_path, "unhide", FERRY.id, "2")[0] == 0
    assert "SECRETWORD" in redline(tmp_path, "show", FERRY.id, "--version", "2")[1]


def test_a_hidden_article_is_named_as_such_and_a_wrong_version_is_one_line(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path))
    assert redline(tmp_path, "hide", FERRY.id[:8], "--reason", "a court order")[0] == 0
    for name in (FERRY.id, FERRY.id[:8]):
        assert redline(tmp_path, "show", name) == (1, "redline: this article can not be shown\n")
    assert FERRY.url not in redline(tmp_path, "changes")[1]
    code, said = redline(tmp_path, "hold", FERRY.id, "9")
    assert (code, said) == (1, "redline: there is no version 9 (`redline show` lists them)\n")
    assert redline(tmp_path, "hold", FERRY.id, "2")[0] == 0
    assert "hold" in redline(tmp_path, "marks", FERRY.id)[1]
