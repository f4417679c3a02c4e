"""Since when a document says that it holds. The one door to dateparser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

MAX_BLOCKS: Final = 60  # from either end among which a document says it
MAX_CHARS: Final = 1_500  # of a block
MAX_TRIES: Final = 5
WINDOW: Final = 40  # characters behind the words in which the date stands
# the words for "in force since" and, second best, "last changed on", in the languages of the reader
_HOLDS: Final = re.compile(
    r"""(?ix)(?:effective\s*(?:date|as\s+of|from|since|on|:|(?=\w+\s+\d))|(?:in\s+force|valid|applicable|applies)\s+(?:as\s+)?(?:from|since|of)|
    takes?\s+effect\s+on|comes?\s+into\s+(?:force|effect)\s+on|date\s+of\s+entry\s+into\s+force|g(?:ü|ue)ltig\s+(?:ab|seit|vom)|
    in\s+kraft\s+(?:seit|ab|getreten\s+am)|wirksam\s+(?:ab|seit)|en\s+vigueur\s+(?:depuis|à\s+compter|au|le|à\s+partir)|
    entr[ée]e?\s+en\s+vigueur|applicables?\s+(?:au|depuis|à\s+(?:compter|partir)\s+du)|vigentes?\s+(?:desde|a\s+partir)|
    entrada\s+en\s+vigor|en\s+vigor\s+(?:desde|a\s+partir)|em\s+vigor\s+(?:desde|a\s+partir)|vig[êe]ncia|in\s+vigore\s+(?:dal|da)|
    (?:geldig|van\s+kracht)\s+(?:vanaf|sinds|per)|ingangsdatum|g(?:ä|a)ller\s+(?:från|fr\.?\s*o\.?\s*m\.?)|gjelder\s+fra|g(?:æ|a)lder\s+fra|
    voimassa\s+alkaen|obowi(?:ą|a)zuje\s+od|platn(?:é|ost)\s+od|(?:действует|вступает\s+в\s+силу)\s+с|施行日?|生效日期|自|시행일자?|発効日)"""
)
_CHANGED: Final = re.compile(
    r"""(?ix)(?:(?:last|date)\s+(?:updated|revised|modified|amended|changed|of\s+last\s+revision)|last\s+(?:update|revision|modification)|
    (?:updated|revised|amended|version)\s*(?:on|of|dated|:)|stand\s*[:(]?|(?:zuletzt|letzte)\s+\w*(?:aktualisier|änder)\w*|
    (?:dernière|date\s+de)\s+(?:mise\s+à\s+jour|modification)|mis\s+à\s+jour\s+le|última\s+(?:actualización|modificación|revisión)|
    última\s+atualização|ultimo\s+aggiornamento|laatst\s+(?:bijgewerkt|gewijzigd)|senast\s+(?:uppdaterad|ändrad)|sist\s+oppdatert|
    senest\s+opdateret|päivitetty|ostatnia\s+aktualizacja|последнее\s+обновление|最終更新日?|最終改定日?|更新日期|최종\s*(?:수정|개정)일?)"""
)
_ISO: Final = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})(?!\d)")
_DAY_FIRST: Final = re.compile(r"(?<!\d)(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(\d{4})(?!\d)")
_WRITTEN: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?\s+(?:de\s+|of\s+)?[^\W\d_]{3,14}\.?,?\s+(?:de\s+|del\s+)?\d{4}|"
    r"[^\W\d_]{3,14}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}/\d{1,2}/\d{4})(?!\d)"
)


def date_of(blocks: Sequence[str], language: str) -> str:
    """The day in ISO 8601 from which a document holds, else on which it was last changed; "" if it says neither.

    >>> date_of(["Terms of use", "Effective date: 3 May 2026"], "en")
    '2026-05-03'
    """
    near = [
        b[:MAX_CHARS]
        for b in (blocks if len(blocks) <= 2 * MAX_BLOCKS else (*blocks[:MAX_BLOCKS], *blocks[-MAX_BLOCKS:]))
    ]
    return _first(_HOLDS, near, language) or _first(_CHANGED, near, language)


def _first(words: re.Pattern[str], blocks: Sequence[str], language: str) -> str:
    tries = 0
    for block in blocks:
        for said in words.finditer(block):
            window = block[said.end() : said.end() + WINDOW]
            found = _date(window, language)
            tries += 1
            if found or tries >= MAX_TRIES:
                return found
    return ""


def _date(text: str, language: str) -> str:
    iso, day_first = _ISO.search(text), _DAY_FIRST.search(text)
    if iso:
        return _checked(iso[1], iso[2], iso[3])
    if day_first:
        return _checked(day_first[3], day_first[2], day_first[1])
    written = _WRITTEN.search(text)
    return _parsed(written[0], language) if written else ""


def _checked(year: str, month: str, day: str) -> str:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC).date().isoformat()
    except ValueError:
        return ""


def _parsed(text: str, language: str) -> str:
    """A date with the name of its month, in the page's language or in English."""
    import dateparser  # slow to import, and hardly any page needs it

    known = [language[:2].lower()] if language else []
    for languages in ([*known, *(["en"] if "en" not in known else [])], None):
        try:
            found = dateparser.parse(text, languages=languages, settings={"STRICT_PARSING": True})
        except (ValueError, OverflowError, RecursionError):
            continue
        if found:
            return str(found.date().isoformat())
    return ""
