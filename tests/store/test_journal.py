"""Files of lines: appended to by several processes at once, on a disk that is full, after a crash."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from monitor.model import ArticleId
from monitor.store.chains import Tip
from monitor.store.journal import Journal, Lines
from monitor.store.roots import RootLog
from monitor.store.tombstones import Tombstone, Tombstones

AT = datetime(2026, 5, 5, 3, 0, tzinfo=UTC)
ONE, TWO = ArticleId("a" * 16), ArticleId("b" * 16)
TOGETHER = 12


def test_lines_come_back_in_order_and_each_append_knows_those_before(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "lines")
    assert journal.lines() == []
    journal.append(lambda before: [b"%d" % len(before), b"two"])
    journal.append(lambda before: [b"%d" % len(before)])
    assert journal.lines() == [b"0", b"two", b"2"]
    assert journal.file.stat().st_mode & 0o777 == 0o600


def test_nobody_comes_in_between(tmp_path: Path) -> None:
    start, journal = Barrier(TOGETHER), Journal(tmp_path / "lines")

    def numbered(before: Lines) -> Lines:
        return [b"%d" % len(before)]

    def several(_: int) -> None:
        start.wait()
        for _ in range(20):
            journal.append(numbered)

    with ThreadPoolExecutor(TOGETHER) as threads:
        list(threads.map(several, range(TOGETHER)))
    assert journal.lines() == [b"%d" % number for number in range(20 * TOGETHER)]


@pytest.mark.parametrize("lost", [1, 2, 5])
def test_half_a_line_is_none_and_spoils_no_later_one(tmp_path: Path, lost: int) -> None:
    journal = Journal(tmp_path / "lines")
    journal.append(lambda _: [b"first", b"later"])
    journal.file.write_bytes(journal.file.read_bytes()[:-lost])
    assert journal.lines() == [b"first"]
    journal.append(lambda before: [*before, b"next"])
    assert journal.lines() == [b"first", b"first", b"next"]


def test_a_disk_that_takes_half_a_line_keeps_none_of_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "lines")
    journal.append(lambda _: [b"first"])
    code = f"""
import resource, signal
from pathlib import Path
from monitor.store.journal import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    Journal(Path({str(journal.file)!r})).append(lambda _: [b"a line that is too long"])
except OSError as error:
    print(error.strerror)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "File too large\n"
    assert journal.file.read_bytes() == b"first\n"


def test_an_erasure_that_was_cut_off_was_not_noted_and_can_be_noted_again(tmp_path: Path) -> None:
    stones = Tombstones(tmp_path)
    for article in (ONE, TWO):
        stones.add(Tombstone(article, 2, AT))
    file = tmp_path / "tombstones.jsonl"
    file.write_bytes(file.read_bytes()[:-9])
    assert [stone.article for stone in stones.all()] == [ONE]
    for _ in range(2):
        stones.add(Tombstone(TWO, 2, AT))
    assert [stone.article for stone in stones.all()] == [ONE, TWO]


def test_two_that_sign_the_root_of_the_day_at_the_same_moment_leave_a_whole_log(tmp_path: Path) -> None:
    class Late(Tip):
        """A leaf of one that is overtaken by another, who signs more."""

        def line(self) -> bytes:
            RootLog(tmp_path).append([Tip(ONE, 1, b"1" * 32, AT), Tip(TWO, 1, b"2" * 32, AT)], AT)
            return super().line()

    log = RootLog(tmp_path)
    entry = log.append([Late(ONE, 1, b"1" * 32, AT)], AT)
    assert [one.number for one in log.entries()] == [1, 2]
    assert (entry.number, len(log.leaves(1)), len(log.leaves(2))) == (2, 2, 1)
    assert log.check() == ""
