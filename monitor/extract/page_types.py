"""What a page is: news, a live blog, or a document such as terms, laws and registers. Guessed where nobody says."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml import html

from monitor.extract import live
from monitor.extract.metadata import Metadata
from monitor.model import PageType

LISTED_SHARE: Final = 0.5  # of the text in list items, cells and definitions: a register, a list of clauses
MIN_LISTED: Final = 1_500  # characters of it
_WORDS: Final = re.compile(
    r"""(?ix)(?:^|[\W_\d])(?:
    terms|tos|terms?[\W_]?(?:of[\W_]?(?:use|service|sale)|and[\W_]?conditions)|conditions|privacy|
    (?:cookie|privacy|refund|returns?|usage|community|content|fair[\W_]?use|acceptable[\W_]?use|data)[\W_]?polic(?:y|ies)|
    policies|legal[\W_]?(?:notice|information)?|imprint|impressum|disclaimer|eula|licen[cs]e[\W_]?agreement|
    (?:community[\W_]?)?guidelines|code[\W_]?of[\W_]?conduct|statutes?|regulations?|directive|bylaws?|ordinance|
    agb|nutzungsbedingungen|geschaeftsbedingungen|geschäftsbedingungen|datenschutz(?:erkl(?:ä|ae)rung|hinweise)?|gesetz|
    verordnung|satzung|cgu|cgv|mentions[\W_]?l(?:é|e)gales|conditions[\W_]?(?:g(?:é|e)n(?:é|e)rales|d.utilisation)|
    confidentialit(?:é|e)|loi|d(?:é|e)cret|t(?:é|e)rminos|condiciones|aviso[\W_]?legal|pol(?:í|i)tica[\W_]?de[\W_]?\w+|
    privacidad|privacidade|termos|termini|condizioni|informativa|voorwaarden|privacyverklaring|privacybeleid|
    villkor|vilk(?:å|a)r|integritetspolicy|personvern|ehdot|tietosuoja\w*|regulamin|polityka|podm(?:í|i)nky|
    условия|политика|закон|利用規約|プライバシーポリシー|服务条款|隐私政策|이용약관|개인정보
    )(?:$|[\W_\d])"""
)


def page_type(told: PageType, tree: html.HtmlElement, facts: Metadata, url: str) -> PageType:
    """What to read the page as: as told, but news that has become a live blog is read as one."""
    if told in {PageType.PAGE, PageType.LIVE}:
        return told
    if live.is_declared(facts):
        return PageType.LIVE
    if told is PageType.NEWS:
        return told
    if live.entries_of(tree):
        return PageType.LIVE
    return PageType.PAGE if _is_document(tree, facts, url) else PageType.NEWS


def _is_document(tree: html.HtmlElement, facts: Metadata, url: str) -> bool:
    """True for a page that does not call itself news and is named, or built, like a document."""
    if facts.calls_itself_news:
        return False
    path = unquote(urlsplit(url).path)
    return bool(_WORDS.search(path) or _WORDS.search(facts.title[:120])) or _is_listed(tree)


def _is_listed(tree: html.HtmlElement) -> bool:
    """True if most of the main text stands in list items, cells and definitions, hardly any of it linked."""
    for main in tree.iter("main"):
        whole = _size(main)
        listed = sum(_size(one) for one in main.iter("li", "td", "dd", "dt") if not _is_below_another(one))
        linked = sum(_size(one) for one in main.iter("a"))
        return listed >= MIN_LISTED and listed >= LISTED_SHARE * whole and linked <= whole / 4
    return False


def _is_below_another(element: html.HtmlElement) -> bool:
    return any(above.tag in {"li", "td", "dd"} for above in element.iterancestors())


def _size(element: html.HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())
