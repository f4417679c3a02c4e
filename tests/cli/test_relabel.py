"""Labelling changes again, on a store of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from newsdesk import Desk

from monitor.app.opening import open_app
from monitor.cli.relabel import relabelled
from monitor.diff.labelling import RULES_VERSION
from monitor.settings import Settings

pytestmark = pytest.mark.slow


async def test_what_was_published_stays_and_the_new_labelling_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(Settings(data_dir=tmp_path)) as app:
        desk = Desk(app.store, app.world.clock)
        await desk.open()
        article = await desk.write(1)
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules["monitor.diff.labelling"], "RULES_VERSION", "2020-01-01.1")
            published = await desk.edit(article)
        await desk.edit(article)  # by the rules of today: nothing to do
        ((old, new),) = await relabelled(app.store, article)
        assert old == published.change
        assert new.rules_version == RULES_VERSION
        assert await app.store.labellings.of(article) == (new,)
        assert await relabelled(app.store, article) == []
        assert next(e.change for e in await app.store.archive.events(article) if e.change) == published.change
