from __future__ import annotations

import pytest

from monitor.diff import compare
from monitor.diff.kinds import ORDER
from monitor.diff.kinds.lexicon import CODES, guess, of_code
from monitor.diff.weight import POINTS
from monitor.model import Block, BlockKind, Text

# language, before, after, kinds: each rule in each language, told apart from its neighbours
TABLE = [
    ("en", "The storm killed 12 people.", "The storm killed 15 people.", {"number"}),
    ("en", "It happened on March 5 in Lenn.", "It happened on March 9 in Lenn.", {"date"}),
    (
        "en",
        "The inquiry published in May blames the ministry.",
        "The inquiry published in May clears the ministry.",
        {"wording"},
    ),
    ("en", "It will cost 3.5 million crowns.", "It will cost 35 million crowns.", {"number"}),
    ("en", "The jury found him guilty", "The jury found him guilty?", {"punctuation"}),
    ("en", "He called it a success.", "He called it a “success”.", {"quote", "punctuation"}),
    ("en", "The council voted to close it.", "The council voted not to close it.", {"negation"}),
    ("en", "The driver ran a red light.", "The driver allegedly ran a red light.", {"hedge"}),
    ("en", "The firm said it had paid.", "The firm insisted it had paid.", {"attribution"}),
    ("en", "They met Anna Berg at noon.", "They met Clara Dahl at noon.", {"name"}),
    ("en", "The ferry recieved a new engine.", "The ferry received a new engine.", {"spelling"}),
    ("en", "The Army sent boats.", "The army sent boats.", {"case"}),
    ("en", "See www.example.org/a for more.", "See www.example.org/b for more.", {"link"}),
    ("en", "“We will rebuild it,” she said.", "“We will repair it,” she said.", {"quote"}),
    ("en", "Updated 5 March 2024, 10:00", "Updated 6 March 2024, 12:00", {"visible_time", "timestamp_only"}),
    ("de", "Es starben 12 Menschen.", "Es starben 15 Menschen.", {"number"}),
    ("de", "Der Prozess beginnt am 5. März.", "Der Prozess beginnt am 9. März.", {"date"}),
    ("de", "Der Fahrer war betrunken.", "Der Fahrer war angeblich betrunken.", {"hedge"}),
    ("de", "Der Rat stimmte zu.", "Der Rat stimmte nicht zu.", {"negation"}),
    ("de", "Die Firma sagte, sie zahle.", "Die Firma behauptete, sie zahle.", {"attribution"}),
    ("de", "Bürgermeister Peter Kron trat ab.", "Bürgermeister Paul Kranz trat ab.", {"name"}),
    ("de", "Er nannte das einen Erfolg.", "Er nannte das einen „Erfolg“.", {"quote", "punctuation"}),
    ("fr", "La tempête a tué 12 personnes.", "La tempête a tué 15 personnes.", {"number"}),
    ("fr", "Le procès commence le 5 mars.", "Le procès commence le 9 mars.", {"date"}),
    ("fr", "Le navire va couler.", "Le navire pourrait couler.", {"hedge"}),
    ("fr", "Le conseil a approuvé le projet.", "Le conseil n'a pas approuvé le projet.", {"negation"}),
    ("fr", "La société a dit avoir payé.", "La société a affirmé avoir payé.", {"attribution"}),
    ("fr", "Le maire Paul Renaud est parti.", "Le maire Louis Garnier est parti.", {"name"}),
    ("es", "La tormenta mató a 12 personas.", "La tormenta mató a 15 personas.", {"number"}),
    ("es", "El juicio empieza el 5 de marzo.", "El juicio empieza el 9 de marzo.", {"date"}),
    ("es", "El conductor huyó.", "El conductor presuntamente huyó.", {"hedge"}),
    ("es", "El consejo aprobó el plan.", "El consejo no aprobó el plan.", {"negation"}),
    ("es", "La empresa dijo que pagó.", "La empresa aseguró que pagó.", {"attribution"}),
    ("ru", "Шторм унес жизни 12 человек.", "Шторм унес жизни 15 человек.", {"number"}),
    ("ru", "Суд начнется 5 марта.", "Суд начнется 9 марта.", {"date"}),
    ("ru", "Водитель скрылся.", "Водитель якобы скрылся.", {"hedge"}),
    ("ru", "Совет одобрил план.", "Совет не одобрил план.", {"negation"}),
    ("ru", "Компания сообщила об оплате.", "Компания заявила об оплате.", {"attribution"}),
    ("ru", "Министр Петр Лесков ушел.", "Министр Иван Громов ушел.", {"name"}),
    ("zh", "事故造成3人死亡。", "事故造成5人死亡。", {"number"}),
    ("zh", "案件将于3月5日开庭。", "案件将于3月9日开庭。", {"date"}),
    ("zh", "司机闯红灯。", "司机涉嫌闯红灯。", {"hedge"}),
    ("zh", "消防员救出三名儿童。", "消防员救出两名儿童。", {"number"}),
]
NOTES = [
    ("en", "Correction: An earlier version of this article misstated the number of boats."),
    ("en", "This story was amended on 3 May to correct the spelling of a name."),
    ("en", "Editor's note: the headline has been changed to reflect new figures."),
    ("en", "Clarification: the school has two campuses, not one."),
    ("de", "Korrektur: In einer früheren Version stand, es seien zwölf Boote gewesen."),
    ("de", "Anmerkung der Redaktion: Wir haben die Zahl der Boote korrigiert."),
    ("fr", "Rectificatif : le nombre de bateaux était erroné."),
    ("fr", "Une précédente version de cet article donnait un chiffre erroné."),
    ("es", "Fe de errores: una versión anterior de este artículo indicaba doce barcos."),
    ("es", "Este artículo ha sido corregido para precisar el número de barcos."),
    ("ru", "Исправление: в предыдущей версии статьи было указано неверное число."),
    ("ru", "Редакция приносит извинения за ошибку."),
    ("zh", "更正：本文早前版本误写船只数量。"),
    ("zh", "编者注：数字已修正。"),
]
NO_NOTES = [
    ("en", "The minister corrected the figures in parliament and updated the house."),
    ("en", "The update to the software will be released on Friday."),
    ("en", "The earlier version of the plan was cheaper."),
    ("de", "Der Minister hat die Prognose nach unten korrigiert."),
    ("fr", "Le ministre a corrigé ses chiffres devant les députés."),
    ("es", "El ministro corrigió las cifras ante el congreso."),
    ("ru", "Министр исправил отчет перед заседанием."),
    ("zh", "部长在会上更新了数据。"),
]


def text(language: str, *paragraphs: str, title: str = "", **more: object) -> Text:
    return Text(title, tuple(Block(BlockKind.PARAGRAPH, one) for one in paragraphs), language=language, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "old", "new", "kinds"), TABLE)
def test_each_kind_is_told_in_each_language(language: str, old: str, new: str, kinds: set[str]) -> None:
    assert set(compare(text(language, old), text(language, new)).kinds) == kinds


@pytest.mark.parametrize(("language", "note"), NOTES)
def test_a_line_that_says_corrected_is_a_correction_notice(language: str, note: str) -> None:
    diff = compare(text(language, "Same."), text(language, "Same.", note))
    assert "correction_notice" in diff.kinds


@pytest.mark.parametrize(("language", "line"), NO_NOTES)
def test_a_line_about_corrections_elsewhere_is_none(language: str, line: str) -> None:
    diff = compare(text(language, "Same."), text(language, "Same.", line))
    assert diff.kinds == ("paragraph_added",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 killed in the harbour", "15 killed in the harbour"),
        ("The vote is on March 5.", "The vote is on March 9."),
        ("The report published today blames him.", "The report published today clears him."),
        ("It cost 3.5 million.", "It cost 35 million."),
        ("He is guilty", "He is guilty?"),
        ("It was a success.", "It was a “success”."),
    ],
)
def test_these_never_count_as_no_change(old: str, new: str) -> None:
    diff = compare(text("en", old), text("en", new))
    assert not diff.is_empty
    assert diff.kinds


def test_headline_standfirst_and_byline_are_told_by_their_place() -> None:
    old = text("en", "Same.", title="Harbour opens", standfirst="After a week", authors=("Ada Moss",))
    new = text("en", "Same.", title="Harbour closes", standfirst="After a month", authors=("Ben Hale",))
    assert set(compare(old, new).kinds) >= {"headline", "standfirst", "byline"}


def test_a_caption_is_told_by_its_block() -> None:
    old, new = (
        Text("", (Block(BlockKind.CAPTION, f"A {colour} boat at the northern pier on Sunday"),), language="en")
        for colour in ("red", "grey")
    )
    assert set(compare(old, new).kinds) == {"caption", "wording"}


def test_paragraphs_that_come_go_move_merge_and_split_are_told() -> None:
    a = "The harbour of Lenn reopened on Monday after three weeks of repairs."
    b = "Twelve fishing boats left before dawn, the first since the great storm."
    c = "The council expects the work on the breakwater to last until autumn."
    d = "Ferries to the outer islands sail again from Thursday, the company wrote."
    assert set(compare(text("en", a, b), text("en", a)).kinds) == {"paragraph_removed"}
    assert set(compare(text("en", a), text("en", a, b)).kinds) == {"paragraph_added"}
    assert set(compare(text("en", a, b, c, d), text("en", b, c, d, a)).kinds) == {"paragraph_moved"}
    assert set(compare(text("en", a, b, c), text("en", f"{a} {b}", c)).kinds) == {"paragraph_merged"}
    assert set(compare(text("en", f"{a} {b}", c), text("en", a, b, c)).kinds) == {"paragraph_split"}


def test_typography_is_told_and_told_alone() -> None:
    assert compare(text("en", "He said “no”."), text("en", 'He said "no".')).kinds == ("typography",)


def test_each_finding_shows_the_words_that_it_rests_on() -> None:
    diff = compare(text("en", "The storm killed 12 people."), text("en", "The storm killed 15 people."))
    assert [(f.kind, f.row, f.old, f.new) for f in diff.evidence] == [("number", 0, "12", "15")]


def test_a_language_without_lists_still_tells_numbers_and_marks() -> None:
    assert compare(text("fi", "Myrsky tappoi 12."), text("fi", "Myrsky tappoi 15.")).kinds == ("number",)


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        ("The mayor of the town was at the opening of the bridge.", "en"),
        ("Der Bürgermeister ist nicht in der Stadt und die Brücke ist zu.", "de"),
        ("Le maire est dans la ville et les ponts sont fermés pour une semaine.", "fr"),
        ("El alcalde de la ciudad y los vecinos en una plaza.", "es"),
        ("Мэр города и жители на площади не знали, что делать с этим.", "ru"),
        ("市长宣布桥梁将关闭一个月进行维修。", "zh"),
        ("橋は来月から閉鎖されます。市長が発表しました。", ""),
        ("", ""),
    ],
)
def test_the_language_is_guessed_from_common_words_or_the_script(sample: str, code: str) -> None:
    assert guess(sample) == code


def test_every_kind_with_a_weight_is_in_the_table_of_kinds() -> None:
    assert set(POINTS) <= set(ORDER)
    assert len(set(ORDER)) == len(ORDER)
    assert set(CODES) == {"en", "de", "fr", "es", "ru", "zh"}
    assert all(found and found.code == code for code in CODES for found in [of_code(code)])
