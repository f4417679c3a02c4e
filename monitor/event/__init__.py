"""What leaves Redline about a change: the envelope of a webhook, filters, feeds. Pure: values in, bytes out."""

from monitor.event.envelope import MAX_BYTES, SCHEMA, Draft, draft, envelope
from monitor.event.filters import Facts, matches
from monitor.event.hunks import Hunk, hunks_of
from monitor.event.matcher import Matcher

__all__ = ["MAX_BYTES", "SCHEMA", "Draft", "Facts", "Hunk", "Matcher", "draft", "envelope", "hunks_of", "matches"]
