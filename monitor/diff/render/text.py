"""The diff as plain text with marks in the manner of wdiff: `[-old-] {+new+}`."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.diff.result import Diff, Op, Run


def wdiff(diff: Diff) -> str:
    """The whole text, a row per line block, deletions as [-...-] and insertions as {+...+}."""
    parts = [marked(runs) for runs in (diff.title, diff.standfirst) if runs]
    parts += [marked(row.runs) for row in diff.rows]
    return "\n".join(parts) + "\n"


def marked(runs: Iterable[Run]) -> str:
    """Runs as one line of text with marks; always a space between a deletion and an insertion."""
    pieces: list[str] = []
    for run in runs:
        text, gap = _split_end(run.new if run.op is not Op.DELETE else run.old)
        if run.op is Op.EQUAL:
            pieces.append(text + gap)
        else:
            spaced = f"[-{text}-]" if run.op is Op.DELETE else f"{{+{text}+}}"
            pieces.append((" " if pieces and not pieces[-1].endswith((" ", "\n")) else "") + spaced + (gap or " "))
    return "".join(pieces).rstrip()


def _split_end(text: str) -> tuple[str, str]:
    bare = text.rstrip()
    return bare, text[len(bare) :]
