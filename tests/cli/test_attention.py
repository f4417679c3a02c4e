"""Asking for more looks, and why the next one is when it is: as a user types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import behind, redline, served
from looking import WORDS

pytestmark = pytest.mark.slow

STORY = "http://outlet.example/a"


def test_boosting_weighing_and_explaining(tmp_path: Path) -> None:
    with served() as site:
        (tmp_path / "contact").write_text("desk@example.org\n", encoding="utf-8")  # without one: every 30 minutes
        site.says("/a", *WORDS)
        proxy = behind(site, tmp_path)
        redline("add", STORY, *proxy, data=tmp_path)
        redline("look", STORY, *proxy, data=tmp_path)
        explained = json.loads(redline("schedule", STORY, "--json", data=tmp_path))
        assert explained["last"] is None  # a single page is watched for ever
        assert "to be expected" in explained["why"]
        said = redline("weight", "4", STORY, data=tmp_path)
        assert "watch weight 4; next check" in said
        said = redline("boost", STORY, "--for", "3h", data=tmp_path)
        assert "boosted: every 2 minutes until" in said
        redline("look", STORY, *proxy, data=tmp_path)
        explained = json.loads(redline("schedule", STORY, "--json", data=tmp_path))
        assert explained["why"].startswith("boosted: every 2 minutes until")
        assert datetime.fromisoformat(explained["due"]) < datetime.now(UTC) + timedelta(seconds=121)
        assert dict(explained["facts"])["watch weight"] == "4 (source 1, article 4)"
        assert "boosted: checked closely until" in redline("show", STORY, data=tmp_path)
        assert "boosted no more" in redline("boost", STORY, "--off", data=tmp_path)
        assert "12h is the longest" in redline("boost", STORY, "--for", "13h", data=tmp_path, expect=2)
        assert "is not watched" in redline("schedule", f"{STORY}/other", data=tmp_path, expect=1)
