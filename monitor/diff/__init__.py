"""What changed between two versions of a text, word by word; pure, deterministic, without a clock."""

from typing import TYPE_CHECKING

from monitor.diff.result import Diff, Op, Row, RowKind, Run, Side
from monitor.diff.unlabelled import unlabelled
from monitor.on_demand import on_demand

if TYPE_CHECKING:
    from monitor.diff.comparing import compare, compare_paragraphs
    from monitor.diff.labelling import label

__all__ = ["Diff", "Op", "Row", "RowKind", "Run", "Side", "compare", "compare_paragraphs", "label", "unlabelled"]

__getattr__ = on_demand(__name__, {"compare": "comparing", "compare_paragraphs": "comparing", "label": "labelling"})
