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
# a template is read here, though it is no text: a parser ends one where a tag around it ends, and what follows is text
_OPENS: Final = re.compile(rb"(?i)<(?:!--|script\b|style\b)")
_ENDS: Final = {
    b"<sc": re.compile(rb"(?i)</script\s*>"),
    b"<st": re.compile(rb"(?i)</style\s*>"),
    b"<!-": re.compile(rb"-->"),
}
_DATA: Final = re.compile(rb"(?i)[^<>]*ld\+json")
# a tag with "<" in an attribute is taken for words: each pattern reads a page once, whatever stands in it
# tags by their names alone: attributes are churn, but for those of the few that say something themselves
_TAG: Final = re.compile(rb"(<(?:/?[a-zA-Z!?][a-zA-Z0-9]*))[^<>]*>")
_SAYING: Final = (
    rb"(?i)<(?:time\b|html\b|base\b|meta\b(?=[^<>]*(?:title|descr|author|creator|byl|date|time|publ|modif|section|"
    rb"locale|lang|og:url))|link\b(?=[^<>]*canonical)"
)
_SAID: Final = re.compile(_SAYING + rb")[^<>]*>")
_SAID_BY_PAGES: Final = re.compile(_SAYING + rb"|(?:a|ol|li|button|summary)\b)[^<>]*>")  # targets and numbers count
_HIDING: Final = (b"hidden", b"display:none", b"display: none")


def gate(body: bytes, reading: Reading = Reading()) -> str:
    """Hex hash; equal ones mean that extraction, in this way of reading, would give the same text."""
    body = _read(body)
    hiding = ",".join(str(body.count(word)) for word in _HIDING).encode()
    found = hashlib.sha256(hiding)
    if reading.rule is None:  # a rule's selectors may ask for any attribute
        said = _SAID_BY_PAGES if reading.type is PageType.PAGE or reading.targets else _SAID
        for tag in said.findall(body):
            found.update(tag)
        body = b"\0".join(_TAG.split(body))  # no space: one that comes or goes beside a tag can part a word
    found.update(b" ".join(body.split()))
    return found.hexdigest()[:DIGITS]


def _read(body: bytes) -> bytes:
    """The page without what is never read."""
    parts: list[bytes] = []
    unclosed: set[bytes] = set()  # kinds that have no end any more: never searched for again
    at = 0
    while opening := _OPENS.search(body, at):
        start, inside = opening.span()
        kind = opening[0][:3].lower()
        # the dashes of a comment's beginning may be those of its end
        end = None if kind in unclosed else _ENDS[kind].search(body, start + 2 if kind == b"<!-" else inside)
        if end is None:
            unclosed.add(kind)
            parts.append(body[at:inside])
            at = inside
            continue
        is_data = kind == b"<sc" and _DATA.match(body, inside)
        parts.append(body[at : end.end()] if is_data else body[at:start] + b"\0")
        at = end.end()
    return b"".join((*parts, body[at:]))
