"""The change in one line: strongest words first, then what happened to paragraphs, then whether a note was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from monitor.diff.kinds import ORDER
from monitor.diff.kinds.quotes import MARKS
from monitor.diff.result import Diff, Finding
from monitor.diff.stopwords import STOP_WORDS
from monitor.model import Notice
from monitor.snapshot import fold_signs

MAX_CHARS: Final = 120
SHORT: Final = 14  # characters: a span that short is told with a word beside it
_TOLD: Final = frozenset(ORDER) - {
    kind
    for kind in ORDER
    if kind.startswith("paragraph_") or kind in {"typography", "visible_time", "correction_notice"}
}
_NOTES: Final = {
    Notice.FOUND: "note found",
    Notice.NONE_FOUND: "no note found",
    Notice.TIME_ONLY: "only a new time, no note found",
    Notice.UNKNOWN: "",
    Notice.NOT_ASKED: "",
}
_COUNTED: Final = (
    ("paragraph_removed", "removed"),
    ("paragraph_added", "added"),
    ("paragraph_merged", "merged"),
    ("paragraph_split", "split"),
    ("paragraph_moved", "moved"),
)
_TO_MARK: Final = re.compile(r"[^\"'」』》]+")
_MONTH_BEHIND: Final = re.compile(r"(?:\.\s*|de\s+)?(?:[年月日号]|[^\W\d_]+)")  # 5 June, 5. Juni, 5 de junio, 5日
_FIRST_WORD: Final = re.compile(r"[\w$€£%][\w'.,-]*")


def summary(diff: Diff, *, kinds: Sequence[str] = (), notice: Notice = Notice.UNKNOWN) -> str:
    """One line of at most 120 characters."""
    kinds = kinds or diff.kinds
    tail = [part for part in (_paragraphs(diff), _NOTES[notice]) if part]
    if set(kinds) == {"timestamp_only", "visible_time"}:
        tail = ["only the time on the page changed"]
    room = MAX_CHARS - sum(len(part) + 2 for part in tail)
    head = _head(diff, kinds, room)
    return _clip("; ".join([head, *tail] if head else tail) or "no words changed", MAX_CHARS)


def strongest_span(diff: Diff) -> tuple[str, str]:
    """The words that the summary opens with, old and new, whole; ("", "") if only paragraphs came, went or moved."""
    finding = _strongest(diff)
    return _with_context(finding) if finding else ("", "")


def _head(diff: Diff, kinds: Sequence[str], room: int) -> str:
    if "timestamp_only" in kinds:
        return ""
    prefix = "back to an earlier version: " if "reverted" in kinds else ""
    finding = _strongest(diff)
    if finding is None:
        return prefix.removesuffix(": ") or _without_words(diff, room)
    return prefix + _span(finding, room - len(prefix))


def _strongest(diff: Diff) -> Finding | None:
    rank = {kind: at for at, kind in enumerate(ORDER)}
    told = [f for f in diff.evidence if f.kind in _TOLD and not _is_whole_paragraph(f, diff)]
    return min(told, key=lambda f: (f.place != "title", rank[f.kind], not (f.old and f.new), f.row), default=None)


def _is_whole_paragraph(finding: Finding, diff: Diff) -> bool:
    return finding.place == "body" and not (diff.rows[finding.row].old and diff.rows[finding.row].new)


def _without_words(diff: Diff, room: int) -> str:
    """What to say where no words stand against others: the paragraph that came or went, or typography."""
    for kind, verb in (("paragraph_removed", "removed"), ("paragraph_added", "added")):
        finding = next((f for f in diff.evidence if f.kind == kind), None)
        if finding:
            return f"{verb} {_quoted(finding.old or finding.new, room - len(verb) - 1)}"
    return "only typography changed" if "typography" in diff.kinds and not _paragraphs(diff) else ""


def _span(finding: Finding, room: int) -> str:
    old, new = _with_context(finding)
    if old and new:
        half = (room - 3) // 2
        spare = max(0, half - min(len(old), len(new)) - 2)
        return f"{_quoted(old, half + spare)} → {_quoted(new, half + spare)}"
    if _is_marks(old or new) and finding.kind == "quote":
        verb = "removed" if old else "added"
        words = _TO_MARK.match(finding.after)
        return f"quotation marks {verb}: {_quoted(words.group() if words else finding.after, room - 26)}"
    verb, text = ("removed", old) if old else ("added", new)
    return f"{verb} {_quoted(text, room - len(verb) - 1)}"


def _with_context(finding: Finding) -> tuple[str, str]:
    """Both sides of a span; short ones with the word that they belong to, marks with the word that they stand at."""
    old, new, before, after = finding.old, finding.new, finding.before, finding.after
    if finding.kind == "punctuation" or (_is_marks(old) and _is_marks(new)):
        word = before.split(" ")[-1] if before and not before.endswith(" ") else ""
        return (word + old, word + new) if word else (old, new)
    if not (old and new) or max(len(old), len(new)) > SHORT:
        return old, new
    words = before.split()
    month = _MONTH_BEHIND.match(after.lstrip())
    if finding.kind == "date" and old.isdigit() and month and not (words and words[-1][:1].isupper()):
        gap = "" if month.group()[0] == "." or month.group() > "\u2e80" else " "
        return old + gap + month.group(), new + gap + month.group()
    if words and not before[-1].isspace() and before[-1] < "\u2e80":  # inside a longer word, such as an address
        return words[-1] + old, words[-1] + new
    behind = _FIRST_WORD.match(after.lstrip())
    if behind and finding.kind != "date" and (not words or behind.group().lower() not in STOP_WORDS):
        word = after[: len(after) - len(after.lstrip())] or ("" if behind.group() > "\u2e80" else " ")
        word += behind.group().rstrip(".,")
        return old + word, new + word
    gap = " " if before[-1:].isspace() else ""
    return (f"{words[-1]}{gap}{old}", f"{words[-1]}{gap}{new}") if words else (old, new)


def _is_marks(text: str) -> bool:
    return bool(text) and all(sign in MARKS or sign.isspace() for sign in fold_signs(text))


def _paragraphs(diff: Diff) -> str:
    counts = Counter(finding.kind for finding in diff.evidence)
    parts = [(counts[kind], verb) for kind, verb in _COUNTED if counts[kind]]
    if not parts:
        return ""
    first, *rest = parts
    told = [f"{first[0]} paragraph{'s' if first[0] > 1 else ''} {first[1]}", *(f"{n} {verb}" for n, verb in rest)]
    return ", ".join(told[:3])


def _quoted(text: str, room: int) -> str:
    bare = " ".join(text.split()).strip('“”"')
    return f"“{_clip(bare, max(1, room - 2))}”"


def _clip(text: str, room: int) -> str:
    """The text, or as many whole words of it as fit, and an ellipsis."""
    if len(text) <= room:
        return text
    cut = text[: max(0, room - 1)]
    space = cut.rfind(" ")
    return (cut[:space] if space > room // 2 else cut).rstrip(" ,;:") + "…"
