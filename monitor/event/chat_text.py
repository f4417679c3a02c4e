"""Foreign text made harmless for chats: nobody is called, nothing computed, no link or picture made, nothing hidden."""

from __future__ import annotations

import re
from typing import Final

from monitor.event.plain import ELLIPSIS

_BREAK: Final = "\u200b"  # zero-width space
_SIGNS: Final = re.compile(
    r"@(?=\S)"  # @everyone, @**all**, @"a name"
    r"|<(?=[!@#/\w])"  # <!channel>, <@1>, <users/all>, <https://...|shown>, tags
    r"|\](?=[(\[:])"  # [shown](https://...), ![](...), [shown][1], [1]: ...
    r"|`(?=``)|~(?=~)|\|(?=\|)"  # fences swallow what follows, ~~ strikes out, || hides
)
_FIRST: Final = re.compile(r"^(?=[=+@\-|%#>])", re.MULTILINE)  # formulas, headings, quotes
_MARKDOWN: Final = re.compile(r"(?=[\\`*_{}\[\]()#+\-.!|~<>=&])")


def calm(text: str) -> str:
    r"""The text with a zero-width space in each sign that a chat or a table would obey.

    >>> calm("Hear @everyone [x](y)").encode("ascii", "replace")
    b'Hear @?everyone [x]?(y)'
    """
    return _FIRST.sub(_BREAK, _SIGNS.sub(lambda found: found[0] + _BREAK, text))


def escaped(text: str) -> str:
    r"""The text so that Markdown shows it as it is.

    >>> print(escaped("3.5 *more*"))
    3\.5 \*more\*
    """
    return _MARKDOWN.sub(r"\\", text)


def fit(text: str, limit: int) -> str:
    r"""The text in at most `limit` characters: its beginning up to a line's or word's end, and its last paragraph.

    A last paragraph of more than a quarter (a list that goes on to the end) is no ending and is cut like the rest.

    >>> fit("one\ntwo two two\nthree\n\nlink", 20)
    'one\ntwo two\n…\n\nlink'
    """
    if len(text) <= limit:
        return text
    head, gap, end = text.rstrip().rpartition("\n\n")
    if not gap or len(end) > limit // 4:
        head, gap, end = text, "", ""
    room = limit - len(gap) - len(end) - 2
    cut = head.rfind("\n", room * 3 // 4, room)
    cut = cut if cut > 0 else head.rfind(" ", 0, room)
    return f"{head[: cut if cut > 0 else room].rstrip()}\n{ELLIPSIS}{gap}{end}"
