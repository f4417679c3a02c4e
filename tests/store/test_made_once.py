"""Keys that the first start makes and files that commands write: whole or not at all, whoever else is at it."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest

from monitor.errors import RedlineError, StoreError
from monitor.store.files import made_once, made_whole
from monitor.store.signing import is_signed, sign

TOGETHER = 12


def test_the_first_one_stays_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "data" / "key"
    assert made_once(file, lambda: "first") == "first"
    assert made_once(file, lambda: "second") == "first"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["key"]


def test_who_comes_while_another_makes_it_wins_for_both(tmp_path: Path) -> None:
    file, inner = tmp_path / "key", []

    def slow() -> str:
        inner.append(made_once(file, lambda: "the faster one"))
        return "the slower one"

    assert made_once(file, slow) == "the faster one"
    assert inner == ["the faster one"]


def test_all_that_start_together_get_the_same_one(tmp_path: Path) -> None:
    for turn in range(20):
        start, file = Barrier(TOGETHER), tmp_path / str(turn)

        def started(mine: int, start: Barrier = start, file: Path = file) -> str:
            start.wait()
            return made_once(file, lambda: str(mine))

        with ThreadPoolExecutor(TOGETHER) as threads:
            assert len(set(threads.map(started, range(TOGETHER)))) == 1


@pytest.mark.parametrize("at", ["os.fsync", "os.link"])
def test_a_kill_while_it_is_made_leaves_no_key_and_the_next_start_makes_one(tmp_path: Path, at: str) -> None:
    file = tmp_path / "key"
    code = f"""
import os, signal
from pathlib import Path
from monitor.store.files import made_once
{at} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
made_once(Path({str(file)!r}), lambda: "never told")
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert not file.exists()
    assert made_once(file, lambda: "told") == "told"


@pytest.mark.parametrize("found", [b"", b"\n", b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_an_error_that_names_it_and_stays(tmp_path: Path, found: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(found)
    with pytest.raises(StoreError, match=str(file)):
        made_once(file, lambda: "another")
    assert file.read_bytes() == found


# ------------------------------------------------ files that a command writes
def test_a_file_gets_its_name_once_it_is_whole_and_what_was_there_stays_until_then(tmp_path: Path) -> None:
    file = tmp_path / "out.gz"
    file.write_text("before")
    with made_whole(file, mode=0o600) as part:
        part.write_text("after")
        assert file.read_text() == "before"
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("after", 0o600)
    with pytest.raises(UnicodeEncodeError), made_whole(file) as part:
        part.write_text("half \ud800")
    assert file.read_text() == "after"
    assert [one.name for one in tmp_path.iterdir()] == ["out.gz"]


def test_two_commands_do_not_write_one_file_at_the_same_moment(tmp_path: Path) -> None:
    file = tmp_path / "backup.gz"
    with made_whole(file) as part:
        part.write_text("the first one's")
        with pytest.raises(RedlineError, match=r"backup.gz is being written by another command"), made_whole(file):
            pass
        part.write_text(part.read_text() + ", whole")
    assert file.read_text() == "the first one's, whole"


def test_one_that_comes_while_the_other_ends_does_not_write_over_what_that_one_made(tmp_path: Path) -> None:
    start, file, wrong = Barrier(TOGETHER), tmp_path / "out", []

    def written(mine: int) -> int:
        start.wait()
        done = 0
        for _ in range(20):
            with suppress(RedlineError), made_whole(file) as part:
                part.write_text(f"{mine} " * 500)
                done += 1
            if file.exists() and len(set(file.read_text().split())) != 1:
                wrong.append(mine)
        return done

    with ThreadPoolExecutor(TOGETHER) as threads:
        assert sum(threads.map(written, range(TOGETHER))) > 0
    assert not wrong


def test_what_a_killed_command_left_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "out"
    code = f"""
import os, signal
from pathlib import Path
from monitor.store.files import made_whole
with made_whole(Path({str(file)!r})) as part:
    part.write_text("much that is of no use any more")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert not file.exists()
    with made_whole(file) as part, part.open("ab") as out:
        out.write(b"new")
    assert [one.read_text() for one in tmp_path.iterdir()] == ["new"]


def test_roots_are_signed_with_one_key_by_all_that_start_together(tmp_path: Path) -> None:
    start, data = Barrier(TOGETHER), b"a root"

    def signed(_: int) -> tuple[str, str]:
        start.wait()
        return sign(tmp_path / "signing-key", data)

    with ThreadPoolExecutor(TOGETHER) as threads:
        found = set(threads.map(signed, range(TOGETHER)))
    ((signature, key),) = found  # Ed25519 signs the same bytes the same way
    assert is_signed(data, signature=signature, key=key)
