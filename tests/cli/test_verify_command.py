"""`redline verify`, `root` and `proof` as commands on a real store."""

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
        await keep_many(store.archive, ["Twelve were hurt.", "Fifteen were hurt."])


async def damage(folder: Path) -> None:
    async with open_store(folder) as store:
        assert store.client is not None
        assert store.keys is not None
        key = store.keys.versions(store.keys.archive_tag(FERRY.id), FERRY.id)
        element = await store.client.do("LINDEX", key, 0)
        await store.client.do("LSET", key, 0, element[:-1] + b"!")


def test_verify_root_and_proof_work_together_and_name_what_is_broken(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path))
    assert redline(tmp_path, "verify") == (0, "1 articles, 2 versions checked, 0 signed roots: nothing broken\n")
    code, said = redline(tmp_path, "proof", FERRY.id[:8], "1")
    assert code == 1
    assert "redline root" in said
    assert redline(tmp_path, "root")[0] == 0
    assert redline(tmp_path, "root")[1] == "nothing new since the last root\n"
    assert redline(tmp_path, "proof", FERRY.id[:8], "2", "--output", str(tmp_path / "proof.json"))[0] == 0
    assert json.loads((tmp_path / "proof.json").read_text())["version"] == 2
    assert redline(tmp_path, "verify", FERRY.id[:8])[0] == 0
    asyncio.run(damage(tmp_path))
    code, said = redline(tmp_path, "verify")
    assert code == 1
    assert f"BROKEN version 1 of article {FERRY.id}: the checksum is wrong" in said
