from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.diff import compare, compare_paragraphs
from monitor.diff.render.summary import summary
from monitor.model import Block, BlockKind, Notice, Text

LONG = "The harbour of Lenn reopened on Monday after three weeks of repairs to the northern breakwater."
GOLDEN = [
    ("en", "The storm killed 12 people.", "The storm killed 15 people.", "“12 people” → “15 people”"),
    ("en", "The report blames the ministry.", "The report clears the ministry.", "“report blames” → “report clears”"),
    ("en", "The vote is on March 5.", "The vote is on March 9.", "“March 5” → “March 9”"),
    ("en", "It is planned for 9 June here.", "It is planned for 5 June here.", "“9 June” → “5 June”"),
    ("de", "Die Wahl ist am 5. März.", "Die Wahl ist am 9. März.", "“5. März” → “9. März”"),
    ("fr", "Le vote aura lieu le 5 mars 2024.", "Le vote aura lieu le 9 mars 2024.", "“5 mars” → “9 mars”"),
    ("en", "They met Anna Berg.", "They met Clara Dahl.", "“met Anna Berg” → “met Clara Dahl”"),
    ("en", "He is guilty", "He is guilty?", "“guilty” → “guilty?”"),
    ("en", "It was a success.", "It was a “success”.", "quotation marks added: “success”"),
    ("en", "He ran a red light.", "He allegedly ran a red light.", "added “allegedly”"),
    ("en", "He was not there.", "He was there.", "removed “not”"),
    ("en", "The firm said no.", "The firm insisted no.", "“said no” → “insisted no”"),
    ("en", "It was recieved.", "It was received.", "“was recieved” → “was received”"),
    ("en", "He said “no”.", 'He said "no".', "only typography changed"),
    ("en", "Updated 5 March 2024, 10:00", "Updated 5 March 2024, 11:00", "only the time on the page changed"),
    ("de", "Es gab 12 Verletzte.", "Es gab 15 Verletzte.", "“12 Verletzte” → “15 Verletzte”"),
    ("de", "Der Fahrer war betrunken.", "Der Fahrer war angeblich betrunken.", "added “angeblich”"),
    ("de", "Der Rat stimmte zu.", "Der Rat stimmte nicht zu.", "added “nicht”"),
    ("de", "Die Firma sagte, sie zahle.", "Die Firma behauptete, sie zahle.", "“Firma sagte” → “Firma behauptete”"),
    ("de", "Er nannte das einen Erfolg.", "Er nannte das einen „Erfolg“.", "quotation marks added: “Erfolg”"),
    ("fr", "Le navire va couler.", "Le navire pourrait couler.", "“va couler” → “pourrait couler”"),
    ("fr", "Le conseil a approuvé.", "Le conseil n'a pas approuvé.", "“a approuvé” → “n'a pas approuvé”"),
    ("fr", "Le maire Paul Renaud part.", "Le maire Louis Garnier part.", "“Paul Renaud part” → “Louis Garnier part”"),
    ("fr", "Il y a 12 blessés.", "Il y a 15 blessés.", "“12 blessés” → “15 blessés”"),
    ("es", "Hay 12 heridos.", "Hay 15 heridos.", "“12 heridos” → “15 heridos”"),
    ("es", "El juicio empieza el 5 de marzo.", "El juicio empieza el 9 de marzo.", "“5 de marzo” → “9 de marzo”"),
    ("es", "El conductor huyó.", "El conductor presuntamente huyó.", "added “presuntamente”"),
    ("es", "El consejo aprobó el plan.", "El consejo no aprobó el plan.", "added “no”"),
    ("es", "La empresa dijo que pagó.", "La empresa aseguró que pagó.", "“empresa dijo” → “empresa aseguró”"),
    ("ru", "Суд начнется 5 марта.", "Суд начнется 9 марта.", "“5 марта” → “9 марта”"),
    ("ru", "Водитель скрылся.", "Водитель якобы скрылся.", "added “якобы”"),
    ("ru", "Совет одобрил план.", "Совет не одобрил план.", "added “не”"),
    ("ru", "Компания сообщила.", "Компания заявила.", "“Компания сообщила” → “Компания заявила”"),
    ("ru", "Погибли 12 человек.", "Погибли 15 человек.", "“12 человек” → “15 человек”"),
    ("zh", "案件将于3月5日开庭。", "案件将于3月9日开庭。", "“5日” → “9日”"),
    ("zh", "司机闯红灯。", "司机涉嫌闯红灯。", "added “涉嫌”"),
    ("zh", "消防员救出三名儿童。", "消防员救出两名儿童。", "“三名儿童” → “两名儿童”"),
    ("en", "See www.example.org/a now.", "See www.example.org/b now.", "“www.example.org/a” → “www.example.org/b”"),
    ("zh", "造成3人死亡。", "造成5人死亡。", "“3人死亡” → “5人死亡”"),
]


def text(language: str, *paragraphs: str, title: str = "") -> Text:
    return Text(title, tuple(Block(BlockKind.PARAGRAPH, one) for one in paragraphs), language=language)


@pytest.mark.parametrize(("language", "old", "new", "line"), GOLDEN)
def test_one_line_tells_the_change(language: str, old: str, new: str, line: str) -> None:
    assert summary(compare(text(language, old), text(language, new))) == line


@pytest.mark.parametrize(
    ("notice", "end"),
    [
        (Notice.FOUND, "; note found"),
        (Notice.NONE_FOUND, "; no note found"),
        (Notice.TIME_ONLY, "; only a new time, no note found"),
        (Notice.UNKNOWN, "→ “15 people”"),
    ],
)
def test_the_line_ends_with_what_is_known_of_a_note(notice: Notice, end: str) -> None:
    diff = compare_paragraphs(["It killed 12 people."], ["It killed 15 people."])
    assert summary(diff, notice=notice).endswith(end)


def test_words_come_first_and_paragraphs_are_counted() -> None:
    gone = ["Nobody on the quay had expected so many boats.", "Two of the crews came from the outer islands."]
    diff = compare_paragraphs([LONG, "It killed 12 people.", *gone], [LONG, "It killed 15 people."])
    line = summary(diff, notice=Notice.NONE_FOUND)
    assert line == "“12 people” → “15 people”; 2 paragraphs removed; no note found"


def test_the_headline_comes_before_all_else() -> None:
    old = text("en", "It killed 12 people.", title="Storm hits the harbour")
    new = text("en", "It killed 15 people.", title="Storm spares the harbour")
    assert summary(compare(old, new)).startswith("“Storm hits” → “Storm spares”")


def test_a_lone_paragraph_is_quoted() -> None:
    line = summary(compare_paragraphs([LONG], [LONG, "Ferries sail again from Thursday."]))
    assert line == "added “Ferries sail again from Thursday.”; 1 paragraph added"


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4), st.text(), st.text())
def test_the_line_is_one_and_short_whatever_changed(old: list[str], new: list[str], title: str, other: str) -> None:
    for notice in Notice:
        line = summary(compare_paragraphs(old, new, old_title=title, new_title=other), notice=notice)
        assert 0 < len(line) <= 120
        assert len(line.splitlines()) == 1
