"""English."""

from __future__ import annotations

import re
from typing import Final

from monitor.diff.kinds.lexicon.entry import Lexicon, words

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may(?=\s\d)|(?<=\d\s)may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)

LEXICON: Final = Lexicon(
    code="en",
    hedges=words(
        """allegedly | alleged | allege | alleges | reportedly | apparently | appears? | appeared | seems?
        | seemed | seemingly | may | might | could | possibly | possible | perhaps | probably | probable
        | likely | unlikely | suspected | suspect | suspects | purportedly | purported | supposedly
        | claimed | claims? | believed to | thought to | understood to | said to have | accused of
        | potentially | potential | presumably | unconfirmed | unverified | is expected to | are expected to
        | as many as | at least | roughly | approximately | nearly | almost"""
    ),
    negations=words(
        r"""not | no | never | none | nobody | nothing | neither | nor | without | cannot | \w+n't
        | den(?:y|ies|ied|ying) | refus(?:e|es|ed|ing) | reject(?:s|ed|ing)? | fail(?:s|ed|ing)? to
        | no longer | lacks? | lacked"""
    ),
    attributions=words(
        """said | says | say | told | tells | according to | claim(?:s|ed|ing)? | stat(?:ed|ing)
        | announc(?:es|ed|ing) | added | adds | argu(?:es|ed|ing) | insist(?:s|ed|ing)?
        | admit(?:s|ted|ting)? | confirm(?:s|ed|ing)? | report(?:s|ed) | alleg(?:es|ed|ing)
        | accus(?:es|ed|ing) | warn(?:s|ed|ing)? | assert(?:s|ed|ing)? | suggest(?:s|ed|ing)?
        | acknowledg(?:es|ed|ing) | conced(?:es|ed|ing) | den(?:ies|ied) | not(?:es|ed) that | wrote
        | quoted | spokes(?:man|woman|person) | officials? said | sources | citing | in a statement
        | respond(?:s|ed)"""
    ),
    dates=re.compile(
        rf"\b{_MONTH}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?\s+(?:19|20)\d\d)?\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(?:19|20)\d\d\b)?"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:yesterday|today|tomorrow|tonight)\b"
        r"|\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b",
        re.IGNORECASE,
    ),
    number_words=words(
        """two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | thirteen | fourteen
        | fifteen | sixteen | seventeen | eighteen | nineteen | twenty | thirty | forty | fifty | sixty
        | seventy | eighty | ninety | hundreds? | thousands? | millions? | billions? | trillions? | dozens?
        | double | triple | twice | percent
        | per cent"""
    ),
    notices=re.compile(
        r"^\W*(?:corrections?|clarifications?|editor'?s'? note|update|amendment|erratum)\b"
        r"(?:\W*$|\s*[:.(\[\-]|\s+\(|,? \w+ \d)"
        r"|\b(?:an? )?(?:earlier|previous|original|prior) version of (?:this|the|our) (?:article|story|report|page|"
        r"post|headline|piece|text|column|caption|graphic)"
        r"|\bthis (?:article|story|report|page|post|piece|headline|column) (?:was|has been|is being|have been)"
        r"(?: \w+){0,2} (?:corrected|clarified|amended|updated|revised|edited|changed|modified)\b"
        r"|\b(?:was|were|been|is|are) (?:corrected|clarified|amended) (?:on|to|in|at|after|because)\b"
        r"|\bwe (?:have )?(?:corrected|clarified|amended|updated) (?:this|the) (?:article|story|report|page|post|piece)"
        r"|\b(?:we|the editors) (?:regret|apologi[sz]e for) (?:the|this|any) (?:error|mistake|confusion)"
        r"|\b(?:has|have) been (?:corrected|clarified)\b"
        r"|\bcorrects? (?:spelling|the spelling|name|date|headline|byline|to)\b",
        re.IGNORECASE,
    ),
    time_lines=re.compile(
        r"^\W*(?:last )?(?:updated|modified|revised|published|posted|first published|edited"
        r"|last reviewed)"
        r"(?: date| on| at)?\b|\b\d+ (?:minutes?|hours?|days?) ago\b",
        re.IGNORECASE,
    ),
    bylines=re.compile(r"^\W*(?:by|written by|reporting by|words by|photographs? by) [A-Z]"),
    titles=words(
        """mr | mrs | ms | dr | prof | professor | president | minister | prime minister | senator | sen | rep
        | judge | justice | mayor | governor | gov | sir | lord | lady | king | queen | prince | princess
        | general | gen | captain | sergeant | ambassador | secretary | chancellor | commissioner | bishop
        | pope | coach | chief executive | spokesman | spokeswoman"""
    ),
)
