"""French."""

from __future__ import annotations

import re
from typing import Final

from monitor.diff.kinds.lexicon.entry import Lexicon, words

_MONTH: Final = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"

LEXICON: Final = Lexicon(
    code="fr",
    hedges=words(
        """aurait | auraient | serait | seraient | pourrait | pourraient | devrait | devraient | présumée?s?
        | prétendue?s? | apparemment | probablement | probables? | peut-être | sans doute | possibles?
        | possiblement | semble | semblent | semblait | soupçonnée?s? | selon toute vraisemblance
        | supposée?s? | éventuels? | éventuelles? | environ | près de | jusqu'à | au moins | quelque
        | presque | vraisemblablement"""
    ),
    negations=re.compile(
        r"\bne\b|\bn'|\b(?:pas|jamais|aucune?|rien|ni|sans|nie|nient|niait|dément|démentie?|refuse|refusée?|rejette"
        r"|rejetée?)\b",
        re.IGNORECASE,
    ),
    attributions=words(
        """a dit | dit | déclaré | déclare | selon | d'après | affirmé | affirme | affirment | annoncé
        | annonce | expliqué | explique | indiqué | indique | estimé | estime | précisé | précise | ajouté
        | ajoute | assure | assuré | souligné | souligne | confirmé | confirme | reconnu | reconnaît
        | accuse | accusé | rapporte | rapporté | porte-parole | a écrit | prévenu | averti | citant"""
    ),
    dates=re.compile(
        rf"\b(?:\d{{1,2}}|1er)\s+{_MONTH}(?:\s+(?:19|20)\d\d)?\b|\b{_MONTH}(?:\s+(?:19|20)\d\d)?\b"
        r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(?:hier|aujourd'hui|demain)\b"
        r"|\b\d{1,2}\s?h(?:\s?\d\d)?\b",
        re.IGNORECASE,
    ),
    number_words=words(
        """deux | trois | quatre | cinq | six | sept | huit | neuf | dix | onze | douze | treize | quatorze
        | quinze | seize | vingt | trente | quarante | cinquante | soixante | cents? | mille | milliers?
        | millions? | milliards? | dizaines? | douzaines? | centaines? | moitié | tiers | quart | double
        | pour cent | premiers? | première | deuxième | troisième"""
    ),
    notices=re.compile(
        r"^\W*(?:correction|rectificatif|rectification|erratum|errata|précision|note de la rédaction|ndlr"
        r"|mise à jour|mis à jour)\b(?:\W*$|\s*[:.(\-]|\s+(?:du|le)\b)"
        r"|\bversion (?:précédente|antérieure|initiale|originale) (?:de cet article|de ce texte|du texte|indiquait"
        r"|affirmait)"
        r"|\b(?:première|précédente) version (?:de cet article|de ce texte|du texte)"
        r"|\b(?:cet article|ce texte|le titre|l'article|cette page) a (?:d'abord )?été (?:\w+ )?"
        r"(?:corrigée?|modifiée?|mise? à jour|rectifiée?|précisée?|actualisée?)\b"
        r"|\bcontrairement à ce que nous (?:avons|avions) (?:écrit|indiqué|affirmé)"
        r"|\bnous (?:avons|nous) (?:corrigé|rectifié|modifié|excusons)\b|\b(?:toutes )?nos excuses\b",
        re.IGNORECASE,
    ),
    time_lines=re.compile(
        r"^\W*(?:publiée?|mise? à jour|modifiée?|actualisée?|dernière mise à jour|posté)(?: le| à)?\b"
        r"|\bil y a \d+ (?:minutes?|heures?|jours?)\b",
        re.IGNORECASE,
    ),
    bylines=re.compile(r"^\W*(?:par|propos recueillis par|texte de) [A-ZÉÈÀ]", re.IGNORECASE),
    titles=words(
        """M | Mme | MM | Dr | Me | président | présidente | ministre | sénateur | sénatrice | député | députée
        | maire | juge | procureur | général | roi | reine | pape | professeur | porte-parole
        | premier ministre"""
    ),
)
