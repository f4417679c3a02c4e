"""Reading a page by its site's rule; a rule that matches nothing any more says so, and the generic chain takes over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from lxml import html

from monitor.errors import SettingsError
from monitor.extract import selectors
from monitor.extract.blocks import Found
from monitor.extract.cleaning import KEEP_MARK
from monitor.extract.metadata import Metadata, moment
from monitor.extract.trace import Trace
from monitor.model import Block, BlockKind, SiteRule

MASK: Final = "[…]"
_PATTERN_LISTS: Final = ("ignore_text", "mask_text")
_SELECTOR_LISTS: Final = ("content", "remove", "keep", "title", "published", "modified")


@dataclass(slots=True)
class Ruled:
    """What a rule found on a page."""

    content: list[html.HtmlElement] = field(default_factory=list)  # [] where the rule names none
    failed: str = ""  # why the rule does not hold here any more


def check(rule: SiteRule) -> None:
    """Raises SettingsError, naming the key, if a selector or pattern is none."""
    for name in _SELECTOR_LISTS:
        for selector in getattr(rule, name):
            _checked(name, selector)
    for name, selector in rule.fields:
        _checked(f"fields.{name}", selector)
    for name in _PATTERN_LISTS:
        for pattern in getattr(rule, name):
            try:
                re.compile(pattern)
            except re.error as error:
                raise SettingsError(name, f"{pattern!r} is no regular expression: {error}") from error


def _checked(name: str, selector: str) -> None:
    try:
        selectors.compiled(selector)
    except SettingsError as error:
        raise SettingsError(name, f"{selector!r} is neither CSS nor XPath 1.0: {error.__cause__}") from error


def apply(rule: SiteRule, tree: html.HtmlElement, facts: Metadata, trace: Trace | None) -> Ruled:
    """Finds the content, takes out what is to be removed, marks what is to be kept; one that fails alters nothing."""
    told = {name: selectors.value(tree, getattr(rule, name)) for name in ("title", "published", "modified")}
    content = selectors.elements(tree, rule.content)
    asked = [name for name in told if getattr(rule, name)]
    if rule.content and not content:
        return Ruled(failed="content matches nothing")
    if asked and not rule.content and not any(told[name] for name in asked):
        return Ruled(failed=f"{', '.join(asked)}: nothing is matched")
    facts.title = told["title"] or facts.title
    facts.published = moment(told["published"]) or facts.published
    facts.modified = moment(told["modified"]) or facts.modified
    for element in selectors.every(tree, rule.keep):
        for near in (*element.iter(), *element.iterancestors()):
            near.set(KEEP_MARK, "1")
    for element in selectors.every(tree, rule.remove):
        if element.getparent() is not None and element not in content:
            if trace is not None:
                trace.box(element, f"removed by the site rule {rule.name}")
            element.drop_tree()
    return Ruled(content)


def field_blocks(rule: SiteRule, tree: html.HtmlElement) -> list[Block]:
    """The rule's own fields, a line each, so that a change in one is a change of the text."""
    lines = ((name, "; ".join(selectors.values(tree, selector))) for name, selector in rule.fields)
    return [Block(BlockKind.PARAGRAPH, f"{name}: {value}") for name, value in lines if value]


def ignored(rule: SiteRule | None, blocks: Sequence[Found], whys: Sequence[str]) -> list[str]:
    """The reasons, with one for each block that is nothing but ignored text."""
    if rule is None or not rule.ignore_text:
        return list(whys)
    patterns = [_compiled(pattern) for pattern in rule.ignore_text]
    return [
        why or (f"ignored by the site rule {rule.name}" if any(p.fullmatch(b.text) for p in patterns) else "")
        for b, why in zip(blocks, whys, strict=True)
    ]


def masked(rule: SiteRule | None, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with all that the rule masks as "[…]"."""
    if rule is None or not rule.mask_text:
        return tuple(blocks)
    found = []
    for block in blocks:
        text = block.text
        for pattern in rule.mask_text:
            text = _compiled(pattern).sub(MASK, text)
        found.append(replace(block, text=text))
    return tuple(found)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
