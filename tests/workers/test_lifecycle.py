"""Starting and stopping."""

from __future__ import annotations

import gc

from workers.lifecycle import settle


def test_what_is_loaded_is_left_alone_by_the_collector_and_what_comes_later_is_not() -> None:
    try:
        settle()
        assert gc.get_freeze_count() > 0
        later: list[object] = []
        later.append(later)
        assert any(one is later for one in gc.get_objects())
    finally:
        gc.unfreeze()
