"""The diff as a document for programs; its shape is public and carries a schema number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from monitor.diff.result import Diff, Run


def document(diff: Diff) -> dict[str, Any]:
    """The diff as JSON values; indexes count from 0."""
    return {
        "schema": 1,
        "title": _runs(diff.title),
        "standfirst": _runs(diff.standfirst),
        "rows": [
            {
                "kind": row.kind.value,
                "moved": row.moved,
                "typography": row.typography,
                "old": list(row.old),
                "new": list(row.new),
                "runs": _runs(row.runs),
            }
            for row in diff.rows
        ],
        "kinds": list(diff.kinds),
        "stats": {
            "words_removed": diff.stats.words_removed,
            "words_added": diff.stats.words_added,
            "similarity": diff.stats.similarity,
        },
    }


def _runs(runs: Iterable[Run]) -> list[dict[str, str]]:
    return [{"op": run.op.value, "old": run.old, "new": run.new} for run in runs]
