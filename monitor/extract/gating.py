"""A cheap hash over all that a version can draw from: the words, what the head says, and the names of tags.

It errs to one side only: an edit always changes it; a box that turned may change it, too, and costs a full reading.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from monitor.model import PageType, Reading

DIGITS: Final = 32  # of the hex hash
# never read: scripts without data, styles, comments (an empty one, `<!-->`, ends at once)
_UNREAD: Final = re.compile(
    rb"(?is)(?P<data><script\b[^>]*ld\+json.*?</script\s*>)|<(script|style|template)\b.*?</\2\s*>|<!--(?:-?>|.*?-->)"
)
# tags by their names alone: attributes are churn, but for those of the few that say something themselves
_SAYING: Final = rb"(?i)<(?!time\b|html\b|base\b)"
_META: Final = (
    rb"(?!meta\b[^>]*(?:title|descr|author|creator|byl|date|time|publ|modif|section|locale|lang|og:url))"
    rb"(?!link\b[^>]*canonical)(/?[a-z!?][a-z0-9]*)[^>]*>"
)
_TAGS: Final = re.compile(_SAYING + _META)
_TAGS_OF_PAGES: Final = re.compile(_SAYING + rb"(?!(?:a|ol|li|button|summary)\b)" + _META)  # targets and numbers count
_HIDING: Final = (b"hidden", b"display:none", b"display: none")


def gate(body: bytes, reading: Reading = Reading()) -> str:
    """Hex hash; equal ones mean that extraction, in this way of reading, would give the same text."""
    body = _UNREAD.sub(lambda found: found["data"] or b" ", body)
    hiding = ",".join(str(body.count(word)) for word in _HIDING)
    if reading.rule is None:  # a rule's selectors may ask for any attribute
        tags = _TAGS_OF_PAGES if reading.type is PageType.PAGE or reading.targets else _TAGS
        body = tags.sub(rb" <\1> ", body)
    words = b" ".join(body.split())
    return hashlib.sha256(words + hiding.encode()).hexdigest()[:DIGITS]
