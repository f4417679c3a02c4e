"""How a page is to be read: what type of page it is taken for, and the rule that its site has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class PageType(StrEnum):
    """What a page is read as."""

    AUTO = "auto"  # guessed at the first look, and kept from then on
    NEWS = "news"  # an article: what turns around it is left out, changes get the labels of news
    PAGE = "page"  # terms, laws, registers: the whole main content with numbers and link targets
    LIVE = "live"  # entries that are added one by one; new ones are no edits


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What one site needs to be read well, as data; selectors are CSS or XPath 1.0, patterns regular expressions."""

    name: str
    match: tuple[str, ...]  # addresses with * for anything, or a bare host for all of its pages
    type: PageType = PageType.AUTO
    content: tuple[str, ...] = ()  # the elements that hold the article, in this order
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()  # never taken for a box
    ignore_text: tuple[str, ...] = ()  # blocks that are nothing but this are left out
    mask_text: tuple[str, ...] = ()  # matches stand as "[…]" in the text
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()  # name -> selector; further lines of the text, "name: value"
    min_chars: int = 0  # with less text than that the rule counts as not matching

    @property
    def hash(self) -> str:
        """Twelve hex digits over all that the rule says."""
        said = json.dumps({k: v for k, v in asdict(self).items() if k != "name"}, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Pin:
    """How an article's page was read: kept per article, so that two looks differ only where their pages do.

    Two texts that were read under different pins are compared only after one of the pages was read again.
    """

    step: str = ""  # of the chain that gave the blocks
    version: str = ""  # of the extractor
    container: str = ""  # path of the element that holds the text, see extract.containers
    encoding: str = ""
    variant: str = ""  # "amp" where the page is the outlet's short form for phones
    rule: str = ""  # hash of the site rule, "" = none
    masks: str = ""  # hash of the tag paths that are left out for its source, "" = none


def masks_hash(places: tuple[str, ...]) -> str:
    """What a pin calls the places that are left out; "" for none."""
    return hashlib.sha256("\n".join(sorted(places)).encode("utf-8", "replace")).hexdigest()[:12] if places else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one page is to be read."""

    type: PageType = PageType.AUTO
    rule: SiteRule | None = None
    targets: bool = False  # where its links lead counts as a change
    left_out: tuple[str, ...] = ()  # places of boxes that turn, see extract.turning
    pin: Pin = Pin()  # how it was read before; it is read the same way for as long as that gives its text
