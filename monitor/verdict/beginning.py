"""How a look begins: what it must find twice, and what it asks for."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Away, Head, Request, SourceRules, Validators
from monitor.poll.closing import TOLERANCE, is_closing_look, last_planned
from monitor.verdict.limits import Limits, Look


def begin(
    head: Head,
    rules: SourceRules,
    look_id: str,
    *,
    now: datetime,
    announced: bool,
    doubted: bool = False,
    away: tuple[Away, ...] = (),
) -> Look:
    """The look that begins now; `announced`: somebody says that the article has changed, so once is enough.

    `doubted`: a 304 of its host is not believed, so the look is unconditional.
    """
    state, end = head.state, last_planned(head.article, rules, head.state)
    return Look(
        look_id,
        now,
        confirm=rules.confirm and not announced,
        unconditional=doubted or is_closing_look(state, head.article, rules, now=now),
        fields=rules.fields,
        last=end is not None and now >= end - TOLERANCE,
        away=away,
    )


def request(head: Head, rules: SourceRules, limits: Limits, look: Look) -> Request:
    """The request of a look; conditional with the validators of record wherever there are any."""
    return Request(
        head.trail.address or head.article.url,
        Validators() if look.unconditional else head.state.validators,
        limits.max_bytes,
        limits.total_s,
        limits.max_redirects,
        limits.networks_of(*head.article.sources),
        rules.ignore_robots,
    )
