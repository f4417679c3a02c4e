"""A cheap hash over all that a version can draw from: the words, what the head says, and the names of tags.

It errs to one side only: an edit always changes it; a box that turned may change it, too, and costs a full reading.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

DIGITS: Final = 32  # of the hex hash
# never read: scripts without data, styles, comments (an empty one, `<!-->`, ends at once)
_UNREAD: Final = re.compile(
    rb"(?is)(?P<data><script\b[^>]*ld\+json.*?</script\s*>)|<(script|style|template)\b.*?</\2\s*>|<!--(?:-?>|.*?-->)"
)
# tags by their names alone: attributes are churn, but for those of the few that say something themselves
_TAGS: Final = re.compile(
    rb"(?i)<(?!time\b|html\b|base\b)"
    rb"(?!meta\b[^>]*(?:title|descr|author|creator|byl|date|time|publ|modif|section|locale|lang|og:url))"
    rb"(?!link\b[^>]*canonical)(/?[a-z!?][a-z0-9]*)[^>]*>"
)
_HIDING: Final = (b"hidden", b"display:none", b"display: none")


def gate(body: bytes) -> str:
    """Hex hash; equal ones mean that extraction would give the same text."""
    body = _UNREAD.sub(lambda found: found["data"] or b" ", body)
    hiding = ",".join(str(body.count(word)) for word in _HIDING)
    words = b" ".join(_TAGS.sub(rb" <\1> ", body).split())
    return hashlib.sha256(words + hiding.encode()).hexdigest()[:DIGITS]
