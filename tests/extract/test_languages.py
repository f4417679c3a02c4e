# ruff: noqa: E501 - the signs of their languages, and texts read best on one line

from __future__ import annotations

from dataclasses import dataclass

import pytest

from monitor.extract import extract, gate
from monitor.model import BlockKind, Extraction
from monitor.snapshot import fingerprint

URL = "https://outlet.example/news/ferry"


@dataclass(frozen=True)
class Case:
    """An article in one language, one of its signs edited, and lines beside it that turn."""

    language: str
    charset: str
    title: str
    paragraphs: tuple[str, ...]
    edit: tuple[str, str]
    note: str
    noise: tuple[str, str]  # such as a count of comments, at two looks


CASES = [
    Case("zh", "gb18030", "渡轮与驳船在港口外相撞", (
        "周二清晨，一艘渡轮与一艘运沙驳船在港口外相撞，港务局称共有十二人受伤，其中两人伤势严重。",
        "事发时渡轮载有二百一十四名乘客。潜水员在船体上发现了一处约两米长的凹痕。",
        "当时能见度不足三百米，驳船在六点前不久离开了砂石场，港口关闭了四个小时。"),
        ("十二人", "十五人"), "更正：本文早前版本误报了渡轮的载客人数。", ("1,204 评论", "1,377 评论")),
    Case("ja", "shift_jis", "フェリーと貨物船が港の沖で衝突", (
        "火曜日の早朝、港の沖でフェリーと砂利運搬船が衝突し、港湾事務所によると十二人がけがをした。",
        "フェリーには乗客二百十四人が乗っていた。潜水士が船体に約二メートルのへこみを見つけた。",
        "当時の視界は三百メートル以下だった。運搬船は六時前に砂利工場を出たばかりだった。"),
        ("十二人", "十五人"), "訂正：この記事の以前の版では乗客数に誤りがありました。", ("5分前", "9分前")),
    Case("ko", "euc-kr", "항구 앞바다에서 여객선과 바지선 충돌", (
        "화요일 새벽 항구 앞바다에서 여객선과 자갈 운반 바지선이 충돌해 열두 명이 다쳤다고 항만청이 밝혔다.",
        "여객선에는 승객 이백열네 명이 타고 있었다. 잠수부들은 선체에서 약 이 미터 길이의 찌그러진 자국을 발견했다.",
        "당시 가시거리는 삼백 미터 미만이었다. 바지선은 여섯 시 직전에 자갈 공장을 떠났다."),
        ("열두 명", "열다섯 명"), "정정: 이 기사의 이전 판에서 승객 수를 잘못 적었습니다.", ("5분 전", "9분 전")),
    Case("th", "cp874", "เรือข้ามฟากชนกับเรือบรรทุกทรายนอกท่าเรือ", (
        "เช้าวันอังคาร เรือข้ามฟากชนกับเรือบรรทุกทรายนอกท่าเรือ สำนักงานท่าเรือระบุว่ามีผู้ได้รับบาดเจ็บ 12 คน ในจำนวนนี้อาการสาหัสสองคน",
        "เรือข้ามฟากบรรทุกผู้โดยสาร 214 คนในเที่ยวเช้า นักประดาน้ำพบรอยบุบยาวประมาณสองเมตรที่ตัวเรือ",
        "ขณะนั้นทัศนวิสัยต่ำกว่าสามร้อยเมตร เรือบรรทุกทรายออกจากโรงงานก่อนหกโมงเช้าเล็กน้อย"),
        ("12 คน", "15 คน"), "แก้ไข: บทความฉบับก่อนหน้านี้ระบุจำนวนผู้โดยสารผิด", ("5 นาทีที่แล้ว", "9 นาทีที่แล้ว")),
    Case("ar", "cp1256", "تصادم عبارة وبارجة قبالة الميناء", (
        "أصيب اثنا عشر شخصا عندما اصطدمت عبارة ببارجة محملة بالحصى قبالة الميناء صباح الثلاثاء، بحسب مكتب الميناء.",
        "وكانت العبارة تقل 214 راكبا في الرحلة المبكرة، وعثر الغواصون على انبعاج طوله نحو مترين في هيكلها.",
        "وكانت الرؤية أقل من ثلاثمئة متر في ذلك الوقت، وكانت البارجة قد غادرت المصنع قبل السادسة بقليل."),
        ("اثنا عشر شخصا", "خمسة عشر شخصا"), "تصحيح: ذكرت نسخة سابقة من هذا المقال عددا خاطئا للركاب.", ("منذ 5 دقائق", "منذ 9 دقائق")),
    Case("he", "cp1255", "מעבורת ודוברה התנגשו מול הנמל", (
        "שנים עשר בני אדם נפצעו כאשר מעבורת ודוברת חצץ התנגשו מול הנמל ביום שלישי בבוקר, כך מסר משרד הנמל.",
        "המעבורת נשאה 214 נוסעים בהפלגה המוקדמת. צוללנים מצאו שקע באורך של כשני מטרים בגוף הספינה.",
        "הראות באותה עת הייתה פחות משלוש מאות מטרים. הדוברה יצאה ממפעל החצץ זמן קצר לפני שש."),
        ("שנים עשר", "חמישה עשר"), "תיקון: בגרסה קודמת של הכתבה צוין מספר נוסעים שגוי.", ("לפני 5 דקות", "לפני 9 דקות")),
]  # fmt: skip


def page(case: Case, *, edited: bool = False, note: bool = False, look: int = 0, charset: str = "utf-8") -> bytes:
    paragraphs = [text.replace(*case.edit) if edited else text for text in case.paragraphs]
    body = "".join(f"<p>{text}</p>" for text in paragraphs) + (f"<p>{case.note}</p>" if note else "")
    direction = " dir='rtl'" if case.language in {"ar", "he"} else ""
    return (
        f"<!doctype html><html lang='{case.language}'{direction}><head><meta charset='{charset}'><title>{case.title}"
        f"</title></head><body><article><h1>{case.title}</h1><div>{case.noise[look]}</div>{body}</article></body></html>"
    ).encode(charset)


def read(body: bytes, content_type: str = "") -> Extraction:
    return extract(body, url=URL, content_type=content_type)


def pairs() -> list[object]:
    return [pytest.param(case, id=case.language) for case in CASES]


@pytest.mark.parametrize("case", pairs())
def test_the_article_is_read_whole_and_nothing_else(case: Case) -> None:
    found = read(page(case))
    assert not found.degraded
    assert found.text.title == case.title
    assert [block.text for block in found.text.blocks] == list(case.paragraphs)


@pytest.mark.parametrize("case", pairs())
def test_a_word_that_was_edited_shows_and_a_counter_does_not(case: Case) -> None:
    before, after, later = page(case), page(case, edited=True), page(case, look=1)
    assert gate(before) != gate(after)
    assert fingerprint(read(before).text) != fingerprint(read(after).text)
    assert fingerprint(read(before).text) == fingerprint(read(later).text)


@pytest.mark.parametrize("case", pairs())
def test_a_correction_note_is_known_for_one(case: Case) -> None:
    *_, last = read(page(case, note=True)).text.blocks
    assert (last.kind, last.text) == (BlockKind.CORRECTION, case.note)


@pytest.mark.parametrize("case", pairs())
def test_an_old_encoding_gives_the_same_text(case: Case) -> None:
    assert read(page(case, charset=case.charset)).text.blocks == read(page(case)).text.blocks


@pytest.mark.parametrize("case", pairs())
def test_a_server_that_lies_about_the_encoding_is_not_believed(case: Case) -> None:
    found = read(page(case, charset=case.charset), "text/html; charset=utf-8")
    assert found.text.blocks == read(page(case)).text.blocks
    latin = read(page(case), "text/html; charset=iso-8859-1")
    assert latin.text.blocks == found.text.blocks
