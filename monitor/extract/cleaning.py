"""Taking the boxes out of a page, and never an element that holds the body, the headline, a caption or a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree, html

from monitor.extract.characters import tidy
from monitor.extract.correcting import INLINE, holds_correction
from monitor.extract.lines import is_correction
from monitor.extract.names import BOX_ROLES, Says, says
from monitor.extract.trace import Trace

# never read, whatever they are called
UNREAD: Final = (
    *("script", "style", "template", "noscript", "iframe", "svg", "canvas", "input", "select", "textarea", "object"),
    *("embed", "audio", "video", "dialog", "map", "datalist", "progress", "meter"),
)
BOX_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "menu"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HOLDERS: Final = frozenset({"html", "body", "main", "table", "tbody", "tr", "td", "figcaption", "figure", *HEADINGS})
TEXT_PARENTS: Final = frozenset({"p", "li", "figcaption", "td", "th", "blockquote", "dd", "dt", *HEADINGS})
NAMES: Final = ("class", "id", "aria-label", "data-component", "data-testid", "data-module")
MAX_SHARE: Final = 0.3  # a box with more of the page's prose is the body under a misleading name
PARAGRAPH: Final = 60  # characters outside links that make a paragraph of prose
MAX_LABEL: Final = 80  # a likely box with less prose than that is one
MAX_LINKED: Final = 0.4  # or with more of its text in links
FORM_MARK: Final = "data-redline-form"
KEEP_MARK: Final = "data-redline-keep"  # by a site rule
MAX_BOX_CHARS: Final = 3_000  # where a correction may hide in a box


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How much went: characters of prose before, and of those the ones that stood in boxes."""

    prose: int
    gone: int


def without_boxes(root: html.HtmlElement, trace: Trace | None = None, *, hidden: bool = False) -> Cleaned:
    """Takes the boxes out of the tree, in place; with `hidden`, what is only folded away stays (panels, tabs)."""
    for button in list(root.iter("button")):
        parent = button.getparent()
        folds = hidden and (button.get("aria-expanded") is not None or button.get("aria-controls") is not None)
        if parent is not None and (parent.tag in HEADINGS or folds):
            button.drop_tag()  # the heading of an accordion
    if hidden:
        _unfold(root)
    _mark_forms(root)
    etree.strip_elements(root, *UNREAD, "button", with_tail=False)
    amounts = _prose_below(root)
    total = amounts.get(root, 0) or unlinked(root)  # of a page without a long paragraph every word counts
    gone = 0
    stack = [root]
    while stack:
        for child in list(stack.pop()):
            if KEEP_MARK not in child.attrib and _is_box(child, total, amounts):
                gone += amounts.get(child, 0)
                if trace is not None:
                    trace.box(child, _told_by(child))
                child.drop_tree()
            elif len(child):
                stack.append(child)
    return Cleaned(amounts.get(root, 0), gone)


def _unfold(root: html.HtmlElement) -> None:
    """What a reader can fold out is no hidden box."""
    for element in root.iter("div", "section", "dd", "li", "p", "ul", "ol", "table", "article", "span"):
        element.attrib.pop("hidden", None)
        element.attrib.pop("aria-hidden", None)
        if "none" in element.get("style", ""):
            del element.attrib["style"]


def _told_by(element: html.HtmlElement) -> str:
    """In words, what told that this is a box."""
    names = " ".join(str(element.get(name)) for name in NAMES if element.get(name))
    if says(names) in {Says.BOX, Says.MAYBE_BOX}:
        return f"a box by its name: {names[:MAX_LABEL]}"
    role = str(element.get("role") or "").lower()
    if role in BOX_ROLES:
        return f"a box by its role: {role}"
    return f"a <{element.tag}>" if element.tag in BOX_TAGS else "hidden"


def prose(element: html.HtmlElement) -> int:
    """Characters in paragraphs below the element, those in links left out."""
    return sum(size for p in element.iter("p", "div") if (size := _own_prose(p)) >= PARAGRAPH)


def _prose_below(root: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """The same for every element that has any, in one pass."""
    amounts: dict[html.HtmlElement, int] = {}
    for element in root.iter("p", "div"):
        size = _own_prose(element)
        if size >= PARAGRAPH:
            amounts[element] = amounts.get(element, 0) + size
            for above in element.iterancestors():
                amounts[above] = amounts.get(above, 0) + size
    return amounts


def _own_prose(element: html.HtmlElement) -> int:
    """Characters of running text of a <p>, or of a <div> that is used like one."""
    if element.tag == "p":
        return unlinked(element)
    own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
    return own if own >= PARAGRAPH else 0


def unlinked(element: html.HtmlElement) -> int:
    """Characters of the element's text that are in no link."""
    return len(tidy(_text(element))) - sum(len(tidy(_text(a))) for a in element.iter("a"))


def _mark_forms(root: html.HtmlElement) -> None:
    """Leaves a mark where a field to fill in has stood: a box that asks for something is no article."""
    for field in root.iter("input", "select", "textarea"):
        parent = field.getparent()
        if field.get("type") not in {"hidden", "checkbox", "radio"} and parent is not None:
            parent.set(FORM_MARK, "1")


def _text(element: html.HtmlElement) -> str:
    return "".join(element.itertext())


def _is_box(element: html.HtmlElement, total: int, amounts: dict[html.HtmlElement, int]) -> bool:
    tag = element.tag
    if tag in INLINE or tag in HOLDERS:
        return False
    verdict = _verdict(element, str(tag))
    if verdict not in {Says.BOX, Says.MAYBE_BOX}:
        return False
    if tag == "span" and (parent := element.getparent()) is not None and parent.tag in TEXT_PARENTS:
        return False
    if tag == "p" and verdict is Says.MAYBE_BOX:
        return False
    inside = amounts.get(element, 0) if amounts else unlinked(element)
    return not _holds_something(element, total, inside, sure=verdict is Says.BOX)


def _verdict(element: html.HtmlElement, tag: str) -> Says:
    attributes = element.attrib
    names = " ".join([attributes[name] for name in NAMES if name in attributes])
    verdict = says(names) if names else Says.NOTHING
    if verdict not in {Says.NOTHING, Says.MAYBE_BOX}:
        return verdict
    is_box = tag in BOX_TAGS or attributes.get("role", "").lower() in BOX_ROLES or _is_hidden(element)
    return Says.BOX if is_box else verdict


def _is_hidden(element: html.HtmlElement) -> bool:
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style", "")
    return "none" in style and "display:none" in style.replace(" ", "").lower()


def _holds_something(element: html.HtmlElement, total: int, inside: int, *, sure: bool) -> bool:
    """True if the body, the headline, a caption or a correction stands in it; `inside`: its characters of prose."""
    text = tidy(_text(element))
    if inside > MAX_SHARE * total:
        return True
    if element.tag not in {"nav", "footer"} and next(element.iter("h1"), None) is not None:
        return True
    if len(text) < MAX_BOX_CHARS and (is_correction(text) or holds_correction(element)):
        return True
    if sure:
        return False
    free = unlinked(element)
    is_box = free < MAX_LABEL or len(text) - free > MAX_LINKED * len(text)
    return not is_box or next(element.iter("figcaption"), None) is not None
