"""When to look again: decided from values, explained in words. Pure."""

from monitor.poll.articles import next_look
from monitor.poll.away import AwayLog
from monitor.poll.backlog import seconds_ago
from monitor.poll.closing import is_closing_look, is_finished, last_planned
from monitor.poll.hosts import DOUBT_S, Sign, pace_s, retry_after_s, sign_of
from monitor.poll.learner import Learner, watched
from monitor.poll.options import PollOptions
from monitor.poll.policy import Policy
from monitor.poll.reach import Reach
from monitor.poll.sources import next_poll

__all__ = [
    "DOUBT_S",
    "AwayLog",
    "Learner",
    "Policy",
    "PollOptions",
    "Reach",
    "Sign",
    "is_closing_look",
    "is_finished",
    "last_planned",
    "next_look",
    "next_poll",
    "pace_s",
    "retry_after_s",
    "seconds_ago",
    "sign_of",
    "watched",
]
