"""Names of persons, places and bodies, by their capital letters and the titles before them."""

from __future__ import annotations

import re
from typing import Final

from monitor.diff.kinds.edits import Edit
from monitor.diff.kinds.lexicon import Lexicon
from monitor.diff.stopwords import STOP_WORDS
from monitor.diff.tokens import tokens

NEAR: Final = 200  # characters before an edit that tell whether it begins a sentence
HEADLINE_LENGTH: Final = 400  # characters
HEADLINE: Final = 14  # content words that a headline or heading has at most
HEADLINE_CASE: Final = 0.8  # of the words of a headline that are capital: there a capital says nothing
_ENDS: Final = frozenset(".!?:\"'“”「」([…-")
_SURNAMES: Final = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾萧蕭"
    "田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦"
    "邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯习習"
)
_CHINESE: Final = re.compile(f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")


def differ(edit: Edit, lexicon: Lexicon) -> bool:
    """True if a name stands on one side of the edit only."""
    if lexicon.code == "zh":
        return _chinese(edit, lexicon)
    if _is_headline_case(edit.new_text or edit.old_text):
        return False
    old = _names(edit.old_text, edit.old_at, edit.old_keys, lexicon)
    new = _names(edit.new_text, edit.new_at, edit.new_keys, lexicon)
    if old == new or {name.lower() for name in old ^ new} <= _lower_words(edit) or _are_forms(old - new, new - old):
        return False
    return edit.is_replacement or _is_mostly(old ^ new, edit)


def _are_forms(old: set[str], new: set[str]) -> bool:
    """True for one word in singular and plural."""
    if len(old) != 1 or len(new) != 1:
        return False
    one, other = sorted((*old, *new), key=len)
    return other.startswith(one) and len(other) - len(one) <= 2  # noqa: PLR2004 - letters of an ending


def _is_mostly(names: set[str], edit: Edit) -> bool:
    """True if what came or went is hardly more than these names."""
    content = [key for key in (*edit.old_keys, *edit.new_keys) if key[0].isalnum() and key.lower() not in STOP_WORDS]
    return 2 * len(names) >= len(content)


def _names(text: str, at: int, keys: list[str], lexicon: Lexicon) -> set[str]:
    """Capital words of an edit that do not just begin a sentence and are no day, number or function word."""
    before = text[max(0, at - NEAR) : at].rstrip()
    begins = not before or before[-1] in _ENDS
    titled = bool(lexicon.titles.search(before[-20:])) and bool(re.search(r"\w\.?$", before))
    found = set()
    for number, key in enumerate(keys):
        if _is_name(key, lexicon) and not begins:
            neighbour = number + 1 < len(keys) and keys[number + 1][0].isupper()
            if not lexicon.nouns_are_capital or titled or neighbour or key.isupper():
                found.add(key.removesuffix("'s"))
        elif (
            begins
            and not lexicon.nouns_are_capital
            and _is_name(key, lexicon)
            and number + 1 < len(keys)
            and _is_name(keys[number + 1], lexicon)
        ):
            found.add(key)
        begins = key in _ENDS
        titled = bool(lexicon.titles.fullmatch(key)) or (titled and key == ".")
    return found


def _is_name(key: str, lexicon: Lexicon) -> bool:
    return (
        key[0].isupper()
        and len(key) > 1
        and key.lower() not in STOP_WORDS
        and not lexicon.dates.fullmatch(key)
        and not lexicon.titles.fullmatch(key)
        and not lexicon.number_words.fullmatch(key)
    )


def _lower_words(edit: Edit) -> set[str]:
    """Words that stand in small letters on either side: a capital alone makes no name of them."""
    return {key for key in (*edit.old_keys, *edit.new_keys) if key.islower()}


def _is_headline_case(text: str) -> bool:
    if len(text) > HEADLINE_LENGTH:
        return False
    words = [key for key in tokens(text).keys if key[0].isalpha() and key.lower() not in STOP_WORDS]
    return 2 < len(words) <= HEADLINE and sum(word[0].isupper() for word in words) > HEADLINE_CASE * len(words)  # noqa: PLR2004 - words


def _chinese(edit: Edit, lexicon: Lexicon) -> bool:
    """A surname with a given name beside a title or a verb of saying."""
    return _chinese_names(edit.old_window, lexicon) != _chinese_names(edit.new_window, lexicon)


def _chinese_names(text: str, lexicon: Lexicon) -> set[str]:
    found = set()
    for match in _CHINESE.finditer(text):
        around = text[max(0, match.start() - 3) : match.start()] + " " + text[match.end() : match.end() + 2]
        if lexicon.titles.search(around) or lexicon.attributions.search(around):
            found.add(match.group()[:3])
    return found
