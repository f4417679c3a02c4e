"""Asking for more looks, and why the next one is when it is: as a user types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import redline, served
from looking import WORDS

pytestmark = pytest.mark.slow


def test_boosting_weighing_and_explaining(tmp_path: Path) -> None:
    with served() as site:
        (tmp_path / "contact").write_text("desk@example.org\n", encoding="utf-8")  # without one: every 30 minutes
        site.says("/a", *WORDS)
        redline("add", f"{site.url}/a", "--allow", "127.0.0.0/8", data=tmp_path)
        redline("look", f"{site.url}/a", data=tmp_path)
        explained = json.loads(redline("schedule", f"{site.url}/a", "--json", data=tmp_path))
        assert explained["last"] is None  # a single page is watched for ever
        assert "to be expected" in explained["why"]
        said = redline("weight", "4", f"{site.url}/a", data=tmp_path)
        assert "watch weight 4; next check" in said
        said = redline("boost", f"{site.url}/a", "--for", "3h", data=tmp_path)
        assert "boosted: every 2 minutes until" in said
        redline("look", f"{site.url}/a", data=tmp_path)
        explained = json.loads(redline("schedule", f"{site.url}/a", "--json", data=tmp_path))
        assert explained["why"].startswith("boosted: every 2 minutes until")
        assert datetime.fromisoformat(explained["due"]) < datetime.now(UTC) + timedelta(seconds=121)
        assert dict(explained["facts"])["watch weight"] == "4 (source 1, article 4)"
        assert "boosted: checked closely until" in redline("show", f"{site.url}/a", data=tmp_path)
        assert "boosted no more" in redline("boost", f"{site.url}/a", "--off", data=tmp_path)
        assert "12h is the longest" in redline("boost", f"{site.url}/a", "--for", "13h", data=tmp_path, expect=2)
        assert "is not watched" in redline("schedule", f"{site.url}/b", data=tmp_path, expect=1)
