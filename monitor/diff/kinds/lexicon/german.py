"""German."""

from __future__ import annotations

import re
from typing import Final

from monitor.diff.kinds.lexicon.entry import Lexicon, words

_MONTH: Final = r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)"

LEXICON: Final = Lexicon(
    code="de",
    hedges=words(
        """angeblich(?:e|en|er|es)? | mutmaßlich(?:e|en|er|es)? | offenbar | anscheinend | vermutlich | wohl
        | womöglich | möglicherweise | vielleicht | wahrscheinlich | könnte | könnten | dürfte | dürften
        | soll | sollen | mögliche[nrs]? | scheint | scheinen | verdächtig(?:e|en|er|t)?
        | vermeintlich(?:e|en|er|es)? | etwa | rund | knapp | fast | mindestens | bis zu | circa | ca
        | laut Vorwürfen"""
    ),
    negations=words(
        """nicht | nie | niemals | niemand | nichts | kein | keine | keinen | keinem | keiner | keines | ohne
        | weder | bestreitet | bestritt | dementiert | dementierte | ablehnt | lehnt | lehnte | verweigert
        | verweigerte"""
    ),
    attributions=words(
        """sagte | sagt | sagten | erklärte | erklärt | teilte | laut | zufolge | nach Angaben | Angaben
        | berichtet | berichtete | berichten | betonte | betont | behauptet | behauptete | kündigte | warnte
        | warnt | fügte | gab an | räumte | bestätigte | bestätigt | schrieb | kritisierte | wirft | warf
        | Sprecher | Sprecherin | hieß es | so der | so die"""
    ),
    dates=re.compile(
        rf"\b\d{{1,2}}\.\s*{_MONTH}(?:\s+(?:19|20)\d\d)?\b|\b{_MONTH}(?:\s+(?:19|20)\d\d)?\b"
        r"|\b(?:mon|diens|donners|frei|sams|sonn)tags?\b|\b(?:mittwoch|sonnabend)s?\b|\b(?:gestern|heute|morgen)\b"
        r"|\b\d{1,2}(?:[.:]\d\d)?\s+uhr\b",
        re.IGNORECASE,
    ),
    number_words=words(
        """zwei | drei | vier | fünf | sechs | sieben | acht | neun | zehn | elf | zwölf | dreizehn | zwanzig
        | dreißig | vierzig | fünfzig | hundert(?:e|en)? | tausend(?:e|en)? | Million(?:en)? | Milliarden?
        | Dutzend(?:e)? | Hälfte | Drittel | Viertel | doppelt | Prozent | erste[nrs]? | zweite[nrs]?
        | dritte[nrs]?"""
    ),
    notices=re.compile(
        r"^\W*(?:korrektur(?:hinweis)?|berichtigung|richtigstellung|anmerkung der redaktion|anm\. ?d\. ?red|"
        r"hinweis der redaktion|aktualisierung|update|transparenzhinweis|klarstellung)\b(?:\W*$|\s*[:.(\-]|\s+vom\b)"
        r"|\b(?:früheren|vorherigen|ursprünglichen|ersten|älteren) (?:version|fassung)\b"
        r"|\bin einer (?:früheren|vorherigen|ersten) (?:version|fassung)\b"
        r"|\b(?:artikel|text|beitrag|bericht|meldung|überschrift|passage|stelle|angabe|fehler)\b.{0,60}\b"
        r"(?:korrigiert|berichtigt|aktualisiert|präzisiert|angepasst|richtiggestellt)\b"
        r"|\bwir (?:haben|hatten) .{0,60}(?:korrigiert|berichtigt|richtiggestellt|präzisiert)\b"
        r"|\bwir bitten (?:um entschuldigung|den fehler zu entschuldigen|dies zu entschuldigen)",
        re.IGNORECASE,
    ),
    time_lines=re.compile(
        r"^\W*(?:stand|aktualisiert|zuletzt aktualisiert|letzte aktualisierung|veröffentlicht|geändert|erschienen)"
        r"(?: am| um)?\b|\bvor \d+ (?:minuten?|stunden?|tagen?)\b",
        re.IGNORECASE,
    ),
    bylines=re.compile(r"^\W*(?:von|text von|ein bericht von|eine analyse von) [A-ZÄÖÜ]", re.IGNORECASE),
    titles=words(
        """Herr | Herrn | Frau | Dr | Prof | Professor | Professorin | Präsident | Präsidentin | Kanzler
        | Kanzlerin | Minister | Ministerin | Ministerpräsident | Bürgermeister | Bürgermeisterin | Sprecher
        | Sprecherin | Richter | Richterin | Außenminister | Innenminister | Trainer | Chef | Chefin | König
        | Papst | Bischof | Senator"""
    ),
    nouns_are_capital=True,
)
