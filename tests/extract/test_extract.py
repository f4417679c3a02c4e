# ruff: noqa: E501 - pages read best on one line
"""The article in a page: the same text for the same article, and every true edit in it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli import main
from monitor.extract import extract
from monitor.model import BlockKind

URL = "https://outlet.example/news/ferry"
PARAGRAPHS = (
    "Twelve people were hurt when the ferry and a gravel barge collided off the point on Tuesday, the harbour office said.",
    "The ferry was carrying 214 passengers on the early service. Divers found a dent of about two metres in its hull.",
    "Visibility was below three hundred metres at the time, and the barge had left the gravel works shortly before six.",
    "Services run every forty minutes until repairs are done, the company said in a statement on Tuesday evening.",
)
HEAD = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry and barge collide",'
    '"datePublished":"2026-03-02T10:05:00+01:00","dateModified":"2026-03-02T12:00:00Z",'
    '"author":[{"@type":"Person","name":"Ines Calder"},{"name":"Sefa Okoro"}],"articleSection":"Local"}</script>'
    '<link rel="canonical" href="https://outlet.example/news/ferry">'
)


def page(*body: str, head: str = HEAD, before: str = "", after: str = "", lang: str = "en") -> bytes:
    inside = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in (body or PARAGRAPHS))
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>Ferry and barge collide - Outlet</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav>{before}<main><article><h1>Ferry and barge collide</h1>"
        f"<div class='article-body'>{inside}</div></article></main>{after}<footer>All rights reserved</footer></body></html>"
    ).encode()


def texts(body: bytes) -> list[str]:
    return [block.text for block in extract(body, url=URL).text.blocks]


def test_the_paragraphs_come_out_in_order_and_nothing_else() -> None:
    assert texts(page()) == list(PARAGRAPHS)


def test_the_page_says_what_it_is() -> None:
    text = extract(page(), url=URL).text
    assert text.title == "Ferry and barge collide"
    assert text.authors == ("Ines Calder", "Sefa Okoro")
    assert text.published.startswith("2026-03-02T09:05") or text.published.startswith("2026-03-02T10:05")
    assert text.modified.startswith("2026-03-02T12:00")
    assert text.canonical == URL
    assert text.language == "en"
    assert text.section == "Local"


def test_blocks_carry_their_kinds() -> None:
    body = page(
        PARAGRAPHS[0], "<h2>What happens next</h2>", PARAGRAPHS[1], "<ul><li>The inquiry begins on Monday morning.</li></ul>",
        "<blockquote><p>We had warned them twice about the lights on the barge.</p></blockquote>",
        "<figure><img src='a.jpg'><figcaption>The ferry Marigold at Quay Four on Tuesday morning.</figcaption></figure>",
        PARAGRAPHS[2], "<div class='correction'><p>Correction: an earlier version gave the number as 241.</p></div>", PARAGRAPHS[3],
    )  # fmt: skip
    kinds = {block.kind for block in extract(body, url=URL).text.blocks}
    assert kinds >= {
        BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.CAPTION, BlockKind.CORRECTION,
    }  # fmt: skip


NOISE = {
    "advertisement": {
        "before": "<div class='ad-banner'>Mattresses: now thirty per cent off until Sunday evening</div>"
    },
    "related links": {
        "after": "<section class='related'><ul><li><a href='/a'>Five walks along the estuary</a></li></ul></section>"
    },
    "most read": {"after": "<div class='most-read'><a href='/b'>A recipe for smoked eel</a></div>"},
    "counter": {"before": "<div class='share-count'>1,204 shares</div>"},
    "relative time": {"before": "<span class='timestamp'>Updated 5 minutes ago</span>"},
    "cookies": {"after": "<div id='cookie-consent'>We use cookies to improve your visit. Accept all</div>"},
    "newsletter": {"after": "<aside class='newsletter'><p>Sign up for our morning letter.</p></aside>"},
}


@pytest.mark.parametrize("name", NOISE)
def test_what_turns_around_an_article_does_not_change_its_text(name: str) -> None:
    assert texts(page(**NOISE[name])) == texts(page())


def test_boxes_inside_the_body_do_not_change_its_text() -> None:
    box = "<aside class='newsletter-box'><p>Get the morning letter: five minutes, seven stories.</p></aside>"
    share = "<div class='share-bar'><a href='#'>Share</a> 12 comments</div>"
    assert texts(page(PARAGRAPHS[0], share, PARAGRAPHS[1], box, *PARAGRAPHS[2:])) == list(PARAGRAPHS)


EDITS = {
    "number": (PARAGRAPHS[0].replace("Twelve", "Fifteen"), *PARAGRAPHS[1:]),
    "digit": (PARAGRAPHS[0], PARAGRAPHS[1].replace("214", "241"), *PARAGRAPHS[2:]),
    "removed": PARAGRAPHS[:3],
    "swapped": (PARAGRAPHS[1], PARAGRAPHS[0], *PARAGRAPHS[2:]),
    "caption": (*PARAGRAPHS, "<figure><figcaption>The ferry Marigold at Quay Four on Tuesday.</figcaption></figure>"),
    "note": (*PARAGRAPHS, "<div><em>Correction: the ferry carried 241 passengers, not 214 as first said.</em></div>"),
    "list": (*PARAGRAPHS[:3], "<ul><li>The inquiry begins on Monday at nine.</li></ul>", PARAGRAPHS[3]),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_true_edit_changes_the_text(name: str) -> None:
    assert texts(page(*EDITS[name])) != texts(page())


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        (
            "zh",
            "周二上午，渡轮与一艘运砂驳船在港口外相撞，港务局说有十二人受伤。渡轮载有二百一十四名乘客，潜水员发现船体有两米长的凹痕。",
        ),
        (
            "ja",
            "火曜日の朝、フェリーと砂利運搬船が港の沖で衝突し、十二人がけがをしたと港湾局が発表した。フェリーには二百十四人が乗っていた。",
        ),
        (
            "ar",
            "أصيب اثنا عشر شخصا عندما اصطدمت العبارة ببارجة حصى قبالة الميناء صباح الثلاثاء، بحسب ما أعلنه مكتب الميناء في بيان رسمي.",
        ),
        (
            "he",
            "שנים עשר בני אדם נפצעו כאשר מעבורת ודוברת חצץ התנגשו מול הנמל ביום שלישי בבוקר, כך מסר משרד הנמל בהודעה רשמית שפרסם.",
        ),
        (
            "th",
            "มีผู้บาดเจ็บสิบสองคนเมื่อเรือข้ามฟากชนกับเรือบรรทุกกรวดนอกท่าเรือเมื่อเช้าวันอังคาร สำนักงานท่าเรือแถลง เรือบรรทุกผู้โดยสารสองร้อยคน",
        ),
    ],
)
def test_pages_in_other_scripts_are_read(language: str, paragraph: str) -> None:
    body = page(paragraph, paragraph[::1] + "。", head="", lang=language)
    found = extract(body, url=URL)
    assert not found.degraded, found.reason
    assert paragraph in [block.text for block in found.text.blocks]


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        (b"", {"empty page"}),
        (b"   \n", {"empty page"}),
        (b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser before accessing.</p></body></html>", {"bot wall"}),
        (b"<html><body><div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript><script src='/a.js'></script></body></html>", {"needs a browser"}),
        (b"%PDF-1.7\n%abc", {"damaged PDF"}),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), {"not HTML"}),
    ],
)  # fmt: skip
def test_a_page_in_front_of_an_article_is_told_apart(body: bytes, reasons: set[str]) -> None:
    found = extract(body, url=URL, content_type="")
    assert found.degraded
    assert found.reason in reasons


def test_a_page_that_lies_about_its_encoding_is_read_by_its_bytes() -> None:
    body = page(
        "Der Fährverkehr über die Mündung ruht seit Dienstag früh, teilte die Behörde für Häfen und Küste mit.",
        *PARAGRAPHS,
    )
    found = extract(body, url=URL, content_type="text/html; charset=iso-8859-1")
    assert "Fährverkehr" in found.text.blocks[0].text


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        page("word " * 200_000),
        b"<div>" * 20_000 + b"text" + b"</div>" * 20_000,
        page(f"<p title='{'x' * 500_000}'>" + PARAGRAPHS[0] + "</p>"),
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><html><body><p>&b;&b;</p></body></html>",
        page(*PARAGRAPHS).replace(b"ferry", b"fer\x00ry"),
    ],
    ids=["one paragraph of a megabyte", "deep", "a huge attribute", "entities", "null bytes"],
)
def test_monsters_are_read_or_refused_with_a_reason(body: bytes) -> None:
    found = extract(body, url=URL)
    assert found.text.blocks or found.reason


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"<p>", b"<html><body>", b"<script type='application/ld+json'>{"])
)
def test_any_bytes_give_a_result(tail: bytes, start: bytes) -> None:
    found = extract(start + tail, url=URL)
    assert found.degraded == bool(found.reason)


@pytest.mark.parametrize(
    "sign", ["&#1;", "&#xB;", "&#x0c;", "\x0b", "\x0c", "&#xffff;", "&#xd800;", "&#0;", "&#99999999;"]
)
def test_characters_that_no_tree_can_hold_are_left_out_wherever_they_stand(sign: str) -> None:
    box = "<aside class='newsletter'>Get the letter</aside>"
    body = page(PARAGRAPHS[0], f"{box}{sign}", *PARAGRAPHS[1:], after=f"{box}{sign}<div>x</div>")
    assert PARAGRAPHS[1] in texts(body)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=30))
def test_a_damaged_page_gives_a_result_without_control_characters(at: int, junk: bytes) -> None:
    whole = page()
    at %= len(whole)
    found = extract(whole[:at] + junk + whole[at:], url=URL)
    joined = "".join(block.text for block in found.text.blocks) + found.text.title
    assert not any(ord(c) < 32 for c in joined)


def test_the_command_prints_the_agreed_json(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.html", tmp_path / "b.html.gz"
    plain.write_bytes(page())
    packed.write_bytes(gzip.compress(page()))
    done = CliRunner().invoke(main, ["extract", str(plain), "--url", URL, "--format", "json"])
    found = json.loads(done.output)
    assert set(found) >= {"title", "authors", "published", "modified", "canonical", "language", "blocks", "degraded"}
    assert found["blocks"][0] == {"kind": "paragraph", "text": PARAGRAPHS[0]}
    listing = tmp_path / "list.jsonl"
    listing.write_text("\n".join(json.dumps({"id": p.name, "path": str(p), "url": URL}) for p in (plain, packed)))
    lines = [
        json.loads(line) for line in CliRunner().invoke(main, ["extract", "--batch", str(listing)]).output.splitlines()
    ]
    assert [line["id"] for line in lines] == ["a.html", "b.html.gz"]
    assert lines[0]["blocks"] == lines[1]["blocks"] == found["blocks"]


# ------------------------------------------------ what belongs to the article by its form
LINES = tuple(
    f"The council met for the {n} time this year and put off the vote on the bridge once more." for n in "12345"
)


def _article(*parts: str) -> list[tuple[str, str]]:
    body = f"<html><body><article><h1>Bridge vote put off</h1>{''.join(parts)}</article></body></html>"
    text = extract(body.encode(), url="https://outlet.example/bridge").text
    return [(block.kind.value, block.text) for block in text.blocks]


def _p(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_a_chapter_heading_right_above_the_heading_of_its_first_part_stays() -> None:
    found = _article(_p(*LINES[:2]), "<h2>Monday</h2><h3>The morning</h3>", _p(*LINES[2:]))
    assert [text for kind, text in found if kind == "heading"] == ["Monday", "The morning"]


def test_whole_sentences_in_a_heading_right_below_the_headline_are_its_standfirst() -> None:
    deck = (
        "The council was to vote on Monday: it met for ten minutes, and three members of it stayed away from the hall."
    )
    found = _article(f"<h2>{deck}</h2>", "<p><b>North quay</b></p>", _p(*LINES))
    assert found[0] == ("standfirst", deck)


def test_a_heading_in_a_figure_is_its_caption() -> None:
    found = _article(
        _p(*LINES[:2]), "<figure><img src=a><h3>The bridge in the fog of Monday morning</h3></figure>", _p(*LINES[2:])
    )
    assert ("caption", "The bridge in the fog of Monday morning") in found


def test_the_caption_of_a_picture_that_promotes_something_is_left_out() -> None:
    promo = "Fond of bridges? Subscribe to our sister title for more of them. Image credit: Bridges"
    found = _article(_p(*LINES[:2]), f"<figure><img src=a><figcaption>{promo}</figcaption></figure>", _p(*LINES[2:]))
    assert not [text for kind, text in found if kind == "caption"]


def test_of_a_caption_that_is_shown_whole_and_cut_off_the_whole_one_stays() -> None:
    whole = (
        "Members of the council leave the hall on Monday after the vote on the bridge was put off, for the third time"
    )
    pictures = "".join(f"<figcaption>{text}</figcaption>" for text in (f"{whole[:80]} more", whole))
    found = _article(_p(*LINES[:2]), f"<figure><img src=a>{pictures}</figure>", _p(*LINES[2:]))
    assert [text for kind, text in found if kind == "caption"] == [whole]
