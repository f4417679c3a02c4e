"""Lines that turn and are no part of the article (promotion, counters, relative times), and lines that correct it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.extract import phrases

MAX_LINE_CHARS: Final = 220  # a longer one is a paragraph
MAX_CREDIT: Final = 60
MAX_CALL: Final = 60
MIN_CAPTION: Final = 12
MAX_START: Final = 160  # where a correction note has said that it is one
_FOLD: Final = str.maketrans("\u2018\u2019\u02bc\u00a0\u202f", "'''  ")


def _spaced(phrase: str) -> str:
    return phrase.replace(" ", r"\s+")


def _beginnings(table: dict[str, str]) -> str:
    """One alternation of plain phrases: of a single word the line must consist, or a colon or dash must follow it."""
    found = []
    for phrase in (one for line in table.values() for one in line.split("|")):
        words = phrase.rstrip("$").split(" ")
        pattern = r"\s+".join(map(re.escape, words))
        if phrase.endswith("$"):
            pattern += r"\W*$"
        elif len(words) == 1 and words[0][-1].isalnum():
            pattern += r"(?:\W*$|\s*[:–—|›»>：])"
        elif words[-1][-1].isalnum():
            pattern += r"(?!\w)" if words[-1][-1].isascii() else ""
        found.append(pattern)
    return "|".join(found)


_PROMOTION: Final = re.compile(rf"\W*(?:{_beginnings(phrases.PROMOTION)})", re.IGNORECASE)
_COUNTED: Final = "|".join(_spaced(line) for line in phrases.COUNTED.values())
_COUNTER: Final = re.compile(
    rf"\W*(?:[\d.,\s]+\s*(?:k|m|tsd|mio|万|тыс)?\.?\s*(?:{_COUNTED}|{_spaced(phrases.COUNTED_SENTENCES)})|"
    rf"(?:{_COUNTED})\s*[:(]?\s*[\d.,\s]+[km]?)\W*$",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(
    rf"\W*(?:(?:{_spaced(phrases.RELATIVE_STARTS)})\W*)?(?:"
    rf"(?:an?|one|eine[rm]?|une?|un[ao]?)?\s*\d{{0,3}}\s*(?:{phrases.RELATIVE_UNITS})\.?\s*(?:{_spaced(phrases.RELATIVE_ENDS)})?|"
    rf"{phrases.RELATIVE_CJK}|{_spaced(phrases.RELATIVE_WORDS)})\W*$",
    re.IGNORECASE,
)
# how much of a text is behind a paywall
_REMAINDER: Final = re.compile(
    r"\W*(?:il vous reste|you have|noch|te quedan?|resta|ti rimane)\s+[\d.,]+\s?%\s+(?:de|of|des|del|do|di)\b",
    re.IGNORECASE,
)
_COUNT: Final = r"(?:\d{1,2}:\d{2}:\d{2}|\d[\d.,]*\s?(?:k|mio?|min|mins?|sec|h|hrs?|std|sek|tsd|万|分|秒|분|초)\b\.?)"
_BARE_COUNT: Final = re.compile(rf"\W*{_COUNT}(?:\s*[·|/•–-]?\s*(?:{_COUNT}|\d[\d.,:]*))*\W*", re.IGNORECASE)
_POINTER: Final = re.compile(r"\W*[^:：]{3,40}[:：]\s*\S.{19,}")
_CORRECTION: Final = re.compile(
    rf"\W*(?:{'|'.join(_spaced(line) for line in phrases.CORRECTION.values())})", re.IGNORECASE
)

_CALL: Final = re.compile(rf"(?:\W|^)(?:{_spaced(phrases.CALLS)})(?!\w)", re.IGNORECASE)

_CREDIT: Final = re.compile(
    r"\W*(?:©|\(c\)|copyright\b|(?:photos?|fotos?|fotografias?|image|images|bild(?:er)?|picture|photograph|kuva|zdjęcie|фото|illustration|"
    r"video|grafik|graphic|courtesy|credits?|crédits?|quelle|source|bron|fuente|fonte)\b\s*(?:[:/|by©]|credit|courtesy|via\b)|courtesy\b|"
    r"写真|撮影|[圖图]片?来源|사진\s*[=:])",
    re.IGNORECASE,
)


_CREDIT_AT_END: Final = re.compile(
    r"[(（\[](?:photos?|fotos?|image|bild|picture|kuva|zdjęcie|фото|credits?|crédits?|사진)\s*(?:출처)?\s*[:=/|][^()（）\[\]]{2,60}[)）\]]\W*$|"
    r"[(（](?:AP|AFP|Getty|Reuters)(?: (?:photo|images))?\s*/[^()（）]{2,60}[)）]\W*$",
    re.IGNORECASE,
)
# "Ana Prado/Scanpix", "Lee Chan / Reuters": names in capitals on either side of a stroke
_NAME_AND_AGENCY: Final = re.compile(
    r"(?:[A-ZÀ-ÞŠŽ][\w.'’-]*\s?){1,4}\s?/\s?(?:(?:via )?[A-ZÀ-ÞŠŽ][\w.'’-]*[\s/]?){1,4}",
)


def is_credit(text: str) -> bool:
    """True for a caption that only says whose picture it is.

    >>> [is_credit(text) for text in ("Foto: Ana Prado", "Lee Chan / Pool via Scanpix", "The bridge. Photo: Ana Prado")]
    [True, True, False]
    """
    if len(text) > MAX_CREDIT:
        return False
    return len(text) < MIN_CAPTION or _CREDIT.match(text) is not None or _NAME_AND_AGENCY.fullmatch(text) is not None


def ends_in_credit(text: str) -> bool:
    """True for a line that ends as captions do, in brackets that say whose picture it is.

    >>> ends_in_credit("The bridge on Monday (Image: Getty)"), ends_in_credit("The bridge (built in 1904)")
    (True, False)
    """
    return len(text) <= MAX_LINE_CHARS and _CREDIT_AT_END.search(text) is not None


def is_call(text: str) -> bool:
    """True for a short line that asks the reader to subscribe, as buttons and headlines of boxes do.

    >>> is_call("Der Morgen: jetzt abonnieren"), is_call("They asked him to sign it")
    (True, False)
    """
    return len(text) <= MAX_CALL and _CALL.search(text.translate(_FOLD)) is not None


@lru_cache(maxsize=2_048)
def is_noise(text: str) -> bool:
    """True for a whole line of promotion, a counter or a relative time.

    >>> is_noise("1,204 comments"), is_noise("Updated 5 minutes ago"), is_noise("12 people were hurt")
    (True, True, False)
    """
    if not text or len(text) > MAX_LINE_CHARS or is_correction(text):
        return False
    text = text.translate(_FOLD)
    return any(pattern.match(text) for pattern in (_PROMOTION, _COUNTER, _RELATIVE, _REMAINDER))


def is_counter(text: str) -> bool:
    """True for a line that counts votes, readers, minutes: nothing else on the page tells so sure of a box.

    >>> is_counter("1,204 votes"), is_counter("1,204 people voted for the bridge")
    (True, False)
    """
    return len(text) <= MAX_LINE_CHARS and (is_bare_count(text) or _COUNTER.match(text.translate(_FOLD)) is not None)


def is_bare_count(text: str) -> bool:
    """True for a line of nothing but numbers and their units: how long a recording is, how often it was heard.

    >>> [is_bare_count(text) for text in ("7 min · 12.3k", "02:13:44", "3:1", "Two were hurt.", "2024")]
    [True, True, False, False, False]
    """
    return len(text) <= MAX_CALL and _BARE_COUNT.fullmatch(text) is not None


def is_pointer(text: str) -> bool:
    """True for a line that names another text: noise where it is a link, part of the article where it is none.

    >>> is_pointer("READ MORE: Ministers meet over the harbour again"), is_pointer("Read more: here")
    (True, False)
    """
    return _POINTER.match(text) is not None


def is_correction(text: str) -> bool:
    """True if the line begins as correction notes do in one of more than twenty languages.

    >>> is_correction("Correction: an earlier version of this article gave a wrong year.")
    True
    """
    return _CORRECTION.match(text[:MAX_START].translate(_FOLD)) is not None
