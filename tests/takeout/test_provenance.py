"""What a data folder knows of who saw what, over a crash in the middle of a line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import ArticleId
from monitor.ports import Claim
from monitor.takeout.provenance import Provenance

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
ONE, TWO = ArticleId("a" * 16), ArticleId("b" * 16)


@pytest.mark.parametrize("lost", [1, 5, 30])
def test_a_line_that_a_crash_cut_off_spoils_no_later_one(tmp_path: Path, lost: int) -> None:
    file = tmp_path / "proofs" / "claims.jsonl"
    Provenance(tmp_path).note(ONE, [Claim(1, 3, "an import", AT)])
    first = file.read_bytes()
    Provenance(tmp_path).note(TWO, [Claim(1, 2, "an import", AT)])
    file.write_bytes(file.read_bytes()[:-lost])
    Provenance(tmp_path).note(TWO, [Claim(1, 2, "an import", AT)])
    again = Provenance(tmp_path)
    again.note(ONE, [Claim(1, 3, "an import", AT)])
    again.note(TWO, [Claim(1, 2, "an import", AT)])
    assert file.read_bytes().startswith(first)
    assert file.read_bytes().count(b"\n") == 2, "both claims are known, each by a line of its own"
