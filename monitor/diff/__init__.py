"""What changed between two versions of a text, word by word; pure, deterministic, without a clock."""

from monitor.diff.compare import compare, compare_paragraphs
from monitor.diff.label import label
from monitor.diff.result import Diff, Op, Row, RowKind, Run, Side

__all__ = ["Diff", "Op", "Row", "RowKind", "Run", "Side", "compare", "compare_paragraphs", "label"]
