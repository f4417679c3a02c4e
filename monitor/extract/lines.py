"""Lines that turn and are no part of the article (promotion, counters, relative times), and lines that correct it."""

from __future__ import annotations

import re
from typing import Final

MAX_LINE_CHARS: Final = 240
_RELATIVE = re.compile(
    r"""^\W*(?:updated|published|posted|aktualisiert|vor|il\s+y\s+a|hace|há|fa|geleden|för|for|sitten|temu|назад|обновлено)?\W*
    \d{1,3}\s*(?:second|minute|min|hour|hr|day|week|month|sekunde|minute|stunde|tag|woche|heure|jour|semaine|segundo|minuto|
    hora|día|dia|semana|ora|giorno|uur|dag|minuut|minut|timm|tim|time|dagar|minuutti|tunti|godzin|minut|минут|час|дн|день)\w*
    \s*(?:ago|her|geleden|sedan|siden|sitten|temu|назад|atrás|fa)?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_RELATIVE_CJK = re.compile(r"^\W*\d{1,3}\s*(?:秒|分|分钟|分鐘|小时|小時|時間|天|日|초|분|시간|일)\s*(?:前|전)\W*$")
_COUNTER = re.compile(
    r"""^\W*[\d.,  ]+\s*[kKmM]?\s*(?:comments?|shares?|likes?|views?|reads?|votes?|reactions?|
    people\s+are\s+reading\b.{0,20}|
    kommentare?|mal\s+geteilt|leser|commentaires?|partages?|vues|comentarios?|compartidos?|visitas|commenti|condivisioni|reacties|
    kommentarer|delningar|komentarz\w*|комментари\w*|просмотр\w*|评论|閲覧|댓글|コメント)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_PROMO = re.compile(
    r"""^\W*(?:sign\s+up\s+(?:for|to)|subscribe\s+(?:to|now|for)|get\s+the\s+\w+\s+letter|download\s+our\s+app|follow\s+us\s+on|
    read\s+more\s*[:>]|read\s+also\s*[:>]|also\s+read\s*[:>]|see\s+also\s*[:>]|you\s+(?:may|might)\s+also\s+like|share\s+this|
    advertisement\W*$|story\s+continues\s+below|you\s+have\s+read\s+\d+\s+of|newsletter\W*$|jetzt\s+abonnieren|lesen\s+sie\s+auch|
    mehr\s+zum\s+thema|anzeige\W*$|abonnez-vous|lire\s+aussi|à\s+lire\s+aussi|publicité\W*$|suscríb|lea\s+también|lee\s+también|
    publicidad\W*$|leia\s+também|publicidade\W*$|leggi\s+anche|iscriviti|lees\s+ook|abonneer|läs\s+också|annons\W*$|les\s+også|
    annonse\W*$|lue\s+myös|czytaj\s+(?:też|także)|reklama\W*$|читайте\s+также|подпишитесь|реклама\W*$|相关阅读|延伸阅读|関連記事|관련기사)""",
    re.IGNORECASE | re.VERBOSE,
)
_CORRECTION = re.compile(
    r"""^\W*(?:corrections?\b|clarifications?\b|corrected\s+on|editor[’']?s?[’']?\s+note|editors[’']\s+note|erratum|
    this\s+(?:article|story|post|report|piece)\s+(?:was|has\s+been)\s+(?:amended|corrected|updated|clarified|changed)|
    an\s+earlier\s+version\s+of\s+this|a\s+previous\s+version\s+of\s+this|
    korrektur|berichtigung|anmerkung\s+der\s+redaktion|in\s+einer\s+(?:früheren|ersten)\s+version|hinweis\s+der\s+redaktion|
    rectificatif|correction\s*:|note\s+de\s+la\s+rédaction|une\s+(?:version\s+précédente|première\s+version)\s+de\s+cet|erratum|
    fe\s+de\s+errat|corrección|nota\s+(?:del\s+editor|de\s+la\s+redacción)|una\s+versión\s+anterior|correção|errata|errata\s+corrige|
    rettelse|rättelse|oikaisu|sprostowanie|исправление|уточнение|更正|订正|訂正|お詫び|정정|바로잡습니다)""",
    re.IGNORECASE | re.VERBOSE,
)


def is_noise(text: str) -> bool:
    """True for a whole line of promotion, a counter or a relative time."""
    if len(text) > MAX_LINE_CHARS:
        return False
    return any(p.match(text) for p in (_RELATIVE, _RELATIVE_CJK, _COUNTER, _PROMO))


def is_correction(text: str) -> bool:
    """True if the line begins as correction notes do in one of about fifteen languages."""
    return _CORRECTION.match(text[:200]) is not None
