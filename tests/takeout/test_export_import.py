"""`redline export` and `redline import` as processes on real stores."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from archive_stores import commit, keep
from commands import ENVIRONMENT, ROOT, RUN, redline
from taking_out import filled, real_article, run_here

from monitor.store import open_store
from monitor.store.roots import RootLog
from monitor.takeout import importing
from monitor.takeout.reading import lines_in

pytestmark = pytest.mark.slow
TAKING_IN: Final = 2  # the pass over the lines that keeps what they hold; the first one checks them


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three articles."""
    folder = tmp_path_factory.mktemp("old")
    asyncio.run(filled(folder))
    return folder


def exported(folder: Path, file: Path) -> bytes:
    redline("export", "--to", str(file), data=folder)
    return file.read_bytes()


def test_what_went_out_and_came_in_goes_out_as_the_same_bytes(old: Path, tmp_path: Path) -> None:
    lines = exported(old, tmp_path / "old.jsonl")
    assert lines.count(b"\n") == 3
    ids = [json.loads(line)["article"]["id"] for line in lines.splitlines()]
    assert ids == sorted(ids)
    said = redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new")
    assert "3 articles: 3 new" in said
    assert "9 versions taken in, 9 of them as claims" in said
    assert "1 sources are new here and paused" in said
    assert exported(tmp_path / "new", tmp_path / "new.jsonl") == lines
    assert "9 versions checked" in redline("verify", data=tmp_path / "new")
    again = redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new")
    assert "0 new, 0 longer than before, 3 known as they are, 0 left alone" in again
    assert redline("root", data=tmp_path / "new").strip() == "nothing new since the last root"


def test_standard_output_and_standard_input_will_do(old: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*RUN, "export", "--data", str(old)], capture_output=True, env=ENVIRONMENT, cwd=ROOT, check=True, timeout=120
    )
    assert done.stdout == exported(old, tmp_path / "old.jsonl")
    assert done.stderr == b"3 articles written\n"
    taken = subprocess.run(
        [*RUN, "import", "-", "--data", str(tmp_path / "new")],
        input=done.stdout, capture_output=True, env=ENVIRONMENT, cwd=ROOT, check=True, timeout=120,
    )  # fmt: skip
    assert b"3 articles: 3 new" in taken.stdout


@pytest.mark.parametrize("target", ["out.sqlite", "out"])
def test_a_sqlite_file_and_a_folder_hold_the_same(old: Path, tmp_path: Path, target: str) -> None:
    lines = exported(old, tmp_path / "old.jsonl")
    redline("export", "--to", str(tmp_path / target), data=old)
    redline("import", str(tmp_path / target), data=tmp_path / "new")
    assert exported(tmp_path / "new", tmp_path / "new.jsonl") == lines


def test_the_sqlite_file_can_be_searched_and_has_views(old: Path, tmp_path: Path) -> None:
    redline("export", "--to", str(tmp_path / "out.sqlite"), data=old)
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as base:
        ask = base.execute
        assert ask("select count(*) from versions").fetchone() == (9,)
        assert ask("select count(*) from changes").fetchone() == (6,)
        assert ask("select count(*) from latest_changes").fetchone() == (5,)
        assert ask("select withdrawn from changes where withdrawn is not null").fetchall() == [("no",)]
        assert ask("select host, changes, without_a_note from notices_by_host").fetchall() == [
            ("news.example.org", 5, 5)
        ]
        found = ask("select count(*) from versions_fts where versions_fts match 'northern harbour'").fetchone()
        assert found == (9,)
        assert ask("select count(*) from most_changed").fetchone() == (3,)
        assert ask("select text from annotations where kind = 'tag'").fetchall() == [("sea",)]
        assert ask("pragma integrity_check").fetchone() == ("ok",)
        assert ask("pragma foreign_key_check").fetchall() == []


def test_one_article_or_those_with_a_tag_go_out(old: Path, tmp_path: Path) -> None:
    redline("export", real_article("boat1").url, "--to", str(tmp_path / "one.jsonl"), data=old)
    assert b"boat1" in (tmp_path / "one.jsonl").read_bytes()
    redline("export", "--tag", "sea", "--to", str(tmp_path / "sea.jsonl"), data=old)
    lines = (tmp_path / "sea.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["article"]["url"] for line in lines] == [real_article("boat2").url]


def damaged(lines: bytes) -> dict[str, tuple[bytes, str]]:
    """Files that must not be taken in, and what is said of them."""
    first, second, third = lines.splitlines(keepends=True)
    other = json.loads(second)
    other["versions"][1]["text"]["title"] = "Another title"
    said = json.loads(second)
    said["versions"][1]["first_seen"] = "2001-01-01T00:00:00.000Z"
    moved = json.loads(second)
    moved["article"]["url"] = "https://evil.example.org/"
    newer = json.loads(second) | {"redline": 99}
    short = json.loads(second)
    del short["versions"][0]["record"]
    events = json.loads(second)
    events["events"][1]["change"]["to_version"] = 9

    def with_second(fields: object) -> bytes:
        return first + json.dumps(fields).encode() + b"\n" + third

    return {
        "cut off in the middle": (lines[:-40], "line 3: the line is cut off"),
        "another title": (with_second(other), "line 2: version 2 of article"),
        "another time": (with_second(said), "line 2: 'versions.1.first_seen' is not what the records beside it say"),
        "another address": (with_second(moved), "line 2: article"),
        "a newer schema": (with_second(newer), "line 2: it was written by a newer Redline (schema 99)"),
        "no record": (with_second(short), "line 2: version 1: 'record' is missing"),
        "a change to nowhere": (with_second(events), "line 2: event 2 of article"),
        "not JSON": (first + b"{oops}\n", "line 2: this is no JSON"),
        "NaN": (first + second.replace(b'"redline":1', b'"redline":NaN'), "line 2: this is no JSON: NaN"),
        "deep": (first + b'{"redline":' + b"[" * 100_000 + b"\n", "line 2: this is no JSON"),
        "twice": (lines + first, "line 4: article"),
        "foreign": (
            first + b'{"id": 7, "name": "of another program"}\n',
            "line 2: this is no line of a Redline export",
        ),
        "a number for a title": (with_second(json.loads(second) | {"events": 7}), "line 2: 'events"),
    }


def test_what_is_damaged_is_named_by_its_line_and_nothing_is_kept(old: Path, tmp_path: Path) -> None:
    for number, (why, (lines, said)) in enumerate(damaged(exported(old, tmp_path / "old.jsonl")).items()):
        file = tmp_path / f"{number}.jsonl"
        file.write_bytes(lines)
        told = redline("import", str(file), data=tmp_path / "new", expect=1)
        assert said in told, why
        assert told.count("\n") == 1, why
        assert "nothing was taken in" in told, why
    assert exported(tmp_path / "new", tmp_path / "new.jsonl") == b""


async def _go_on(folder: Path, words: str, expected: int) -> None:
    async with open_store(folder) as store:
        from dataclasses import replace

        one = real_article("boat0")
        await store.archive.create([one])
        new = replace(commit(expected, words), article=one.id, change=None)
        await keep(store.archive, new)


def test_a_history_that_parts_ways_is_left_alone_and_the_rest_is_taken(old: Path, tmp_path: Path) -> None:
    lines = exported(old, tmp_path / "old.jsonl")
    asyncio.run(_go_on(tmp_path / "new", "Nobody was hurt.", 0))
    told = redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new", expect=1)
    assert "not the same from number 1 on; nothing of it was taken" in told
    assert "3 articles: 2 new, 0 longer than before, 0 known as they are, 1 left alone" in told
    assert exported(tmp_path / "new", tmp_path / "new.jsonl").count(b"\n") == lines.count(b"\n")


def test_what_our_own_log_has_signed_comes_back_as_ours(old: Path, tmp_path: Path) -> None:
    exported(old, tmp_path / "old.jsonl")
    redline("root", data=old)
    (tmp_path / "new").mkdir()
    for name in ("proofs", "proof-key"):
        (old / name).rename(tmp_path / "new" / name)
    said = redline("import", str(tmp_path / "old.jsonl"), data=tmp_path / "new")
    assert "9 versions taken in, 0 of them as claims" in said
    assert "1 signed roots: nothing broken" in redline("verify", data=tmp_path / "new")
    assert len(RootLog(tmp_path / "new").entries()) == 1


async def import_until_killed(file: Path, folder: Path, step: int) -> None:
    """Take in until so many articles are in, and the next one is about to be."""
    passes = 0

    def lines() -> Iterator[tuple[str, bytes]]:
        nonlocal passes
        passes += 1
        for number, line in enumerate(lines_in(file)):
            if passes == TAKING_IN and number == step:
                os.kill(os.getpid(), signal.SIGKILL)
            yield line

    async with open_store(folder) as store:
        await importing.take_in(lines, store, folder, name=file.name, now=datetime.now(UTC))


@pytest.mark.parametrize("step", [0, 1, 11])
def test_an_import_that_is_killed_is_finished_by_the_next_one(step: int, tmp_path: Path) -> None:
    asyncio.run(filled(tmp_path / "old", count=12))
    lines = exported(tmp_path / "old", tmp_path / "old.jsonl")
    new = tmp_path / "new"
    ended = run_here(import_until_killed, tmp_path / "old.jsonl", new, step)
    assert ended == -signal.SIGKILL
    said = redline("import", str(tmp_path / "old.jsonl"), data=new)
    assert f"12 articles: {12 - step} new, 0 longer than before, {step} known as they are" in said
    assert exported(new, tmp_path / "new.jsonl") == lines
    assert "12 articles, 36 versions checked" in redline("verify", data=new)


def test_hidden_words_stay_here_and_chains_still_verify_there(tmp_path: Path) -> None:
    asyncio.run(filled(tmp_path / "old"))
    shown = exported(tmp_path / "old", tmp_path / "all.jsonl")
    assert b"13 were hurt on https://news.example.org/2026/boat1" in shown
    redline("hide", real_article("boat1").url, "2", "--reason", "asked for", data=tmp_path / "old")
    redline("hide", real_article("boat0").url, "--reason", "asked for", data=tmp_path / "old")
    lines = exported(tmp_path / "old", tmp_path / "some.jsonl")
    assert b"13 were hurt on https://news.example.org/2026/boat1" not in lines
    assert b"boat0" not in lines
    assert lines.count(b"\n") == 2
    redline("import", str(tmp_path / "some.jsonl"), data=tmp_path / "new")
    assert exported(tmp_path / "new", tmp_path / "again.jsonl") == lines, "without the words the bytes are the same"
    assert "2 articles, 6 versions checked" in redline("verify", data=tmp_path / "new")
    for target in ("some.sqlite", "some"):
        redline("export", "--to", str(tmp_path / target), data=tmp_path / "old")
    written = [file.read_bytes() for file in tmp_path.rglob("some*") if file.is_file()]
    written += [file.read_bytes() for file in (tmp_path / "some").rglob("*") if file.is_file()]
    assert all(b"13 were hurt on https://news.example.org/2026/boat1" not in data for data in written)


def test_every_entry_of_a_job_file_is_answered_and_its_sources_come_back_from_opml(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.yaml"
    jobs.write_text(
        "url: https://shop.example/terms\nname: Terms\n---\ncommand: ls\n---\nurl: https://x.example/\nenabled: false\n"
    )
    said = redline("import", str(jobs), "--as", "page", data=tmp_path / "new")
    assert "job 1: https://shop.example/terms: watching as page" in said
    assert "job 2: not watched: it is a shell command, and Redline runs none" in said
    assert "paused as it was there" in said
    redline("export", "--opml", "--to", str(tmp_path / "list.opml"), data=tmp_path / "new")
    assert "2 watched, 0 not" in redline("import", str(tmp_path / "list.opml"), data=tmp_path / "new")
