"""Where the text of a page stands, told so that churn does not change it: tags with those names that people gave."""

from __future__ import annotations

import re
from typing import Final

from lxml import html

MAX_PATH: Final = 200  # characters, the innermost ones
MAX_NAMES: Final = 3  # of one element
_GIVEN: Final = re.compile(
    r"[a-z]{2,}(?:[-_]+[a-z]{2,}){0,2}\Z"
)  # build tools' have digits or capitals, titles more words


def path(element: html.HtmlElement | None) -> str:
    """The path of an element from the root of its page, "" for none.

    >>> page = html.document_fromstring("<div class='css-1x story'><p id='lead'>Text</p></div>")
    >>> path(page.find(".//p"))
    'html>body>div.story>p#lead'
    """
    if element is None:
        return ""
    steps = [_step(above) for above in (element, *element.iterancestors())]
    return ">".join(steps[::-1])[-MAX_PATH:]


def variant(page: html.HtmlElement) -> str:
    """Which form of the article the page says it is: "amp", or "" for the usual one."""
    return "amp" if "amp" in page.attrib or "\u26a1" in page.attrib else ""


def _step(element: html.HtmlElement) -> str:
    if element.tag in {"html", "body"}:  # their names say what the page is about
        return str(element.tag)
    name = element.get("id", "")
    identity = f"#{name}" if _GIVEN.match(name) else ""
    classes = sorted({one for one in element.get("class", "").split() if _GIVEN.match(one)})[:MAX_NAMES]
    return f"{element.tag}{identity}{''.join(f'.{one}' for one in classes)}"
