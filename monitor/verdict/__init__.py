"""What a look means: from the head and the answer to the one thing that is to be kept. Pure; the pipeline does it."""

from monitor.verdict.article import (
    bare_change,
    begin,
    commit,
    is_false_304,
    known_gate,
    on_answer,
    on_crash,
    on_feed_text,
    on_text,
    proposed,
    request,
    state_after,
)
from monitor.verdict.findings import ToKeep, ToRead
from monitor.verdict.limits import Limits, Look
from monitor.verdict.reading import reading
from monitor.verdict.source import further_request, source_answer, source_request, source_state

__all__ = [
    "Limits",
    "Look",
    "ToKeep",
    "ToRead",
    "bare_change",
    "begin",
    "commit",
    "further_request",
    "is_false_304",
    "known_gate",
    "on_answer",
    "on_crash",
    "on_feed_text",
    "on_text",
    "proposed",
    "reading",
    "request",
    "source_answer",
    "source_request",
    "source_state",
    "state_after",
]
