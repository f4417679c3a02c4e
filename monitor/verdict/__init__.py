"""What a look means: from the head and the answer to the one thing that is to be kept. Pure; the pipeline does it."""

from monitor.verdict.aliases import agrees, alias, claimed
from monitor.verdict.article import (
    is_false_304,
    known_gate,
    on_answer,
    on_crash,
    on_feed_text,
    on_text,
    traced,
)
from monitor.verdict.beginning import begin, request
from monitor.verdict.commits import NO_CHANGE, commit, proposed, state_after, with_change
from monitor.verdict.findings import ToKeep, ToRead
from monitor.verdict.limits import Limits, Look
from monitor.verdict.pins import (
    baseline_of,
    candidate_of,
    content_type_of,
    needed_bodies,
    needs_rereading,
    on_baseline,
    reading_of_baseline,
    waits_in_another_reading,
)
from monitor.verdict.reading import reading
from monitor.verdict.source import (
    further_request,
    pushed_response,
    pushed_state,
    source_answer,
    source_request,
    source_state,
)
from monitor.verdict.turning import left_out, turning_places
from monitor.verdict.vigilance import watched_over

__all__ = [
    "NO_CHANGE",
    "Limits",
    "Look",
    "ToKeep",
    "ToRead",
    "agrees",
    "alias",
    "baseline_of",
    "begin",
    "candidate_of",
    "claimed",
    "commit",
    "content_type_of",
    "further_request",
    "is_false_304",
    "known_gate",
    "left_out",
    "needed_bodies",
    "needs_rereading",
    "on_answer",
    "on_baseline",
    "on_crash",
    "on_feed_text",
    "on_text",
    "proposed",
    "pushed_response",
    "pushed_state",
    "reading",
    "reading_of_baseline",
    "request",
    "source_answer",
    "source_request",
    "source_state",
    "state_after",
    "traced",
    "turning_places",
    "waits_in_another_reading",
    "watched_over",
    "with_change",
]
