"""A page is read as it was read before, for as long as that gives its text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from monitor.extract import containers, extract
from monitor.model import Pin, Reading

URL = "https://outlet.example/news/ferry"
WORDS = (
    "Twelve people were hurt when the ferry and a gravel barge collided off the point on Tuesday, the office said.",
    "The ferry was carrying 214 passengers on the early service. Divers found a dent of about two metres in its hull.",
    "Visibility was below three hundred metres at the time. The barge had left the gravel works shortly before six.",
)
RUSSIAN = (
    "Двенадцать человек пострадали, когда паром столкнулся с баржей у мыса во вторник, сообщили в управлении порта.",
    "Паром перевозил двести четырнадцать пассажиров утренним рейсом, водолазы нашли вмятину длиной около двух метров.",
    "Видимость в это время была ниже трёхсот метров, баржа вышла с гравийного завода незадолго до шести часов утра.",
)


def page(*paragraphs: str, around: tuple[str, str] = ("<article class='story'>", "</article>"), head: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html lang='en'><head>{head}</head><body>{around[0]}<h1>Ferry</h1>{body}{around[1]}</body></html>"


def texts(body: bytes, pin: Pin = Pin(), content_type: str = "text/html") -> list[str]:
    return [
        block.text for block in extract(body, url=URL, content_type=content_type, reading=Reading(pin=pin)).text.blocks
    ]


def test_reading_a_page_again_under_its_own_pin_gives_the_same_text_and_pin() -> None:
    body = page(*WORDS).encode()
    first = extract(body, url=URL)
    assert first.pin.step == first.extractor
    assert first.pin.container == "html>body>article.story"
    again = extract(body, url=URL, reading=Reading(pin=first.pin))
    assert (again.text, again.pin) == (first.text, first.pin)


def test_a_pinned_container_is_kept_where_a_wrapper_would_be_chosen_anew() -> None:
    pin = extract(page(*WORDS).encode(), url=URL).pin
    wrapped = page(*WORDS, around=("<article class='story'><div class='inner'>", "</div></article>")).encode()
    assert extract(wrapped, url=URL).pin.container.endswith("div.inner")
    assert extract(wrapped, url=URL, reading=Reading(pin=pin)).pin.container == pin.container


def test_a_pinned_container_that_no_longer_holds_the_text_is_given_up() -> None:
    pin = extract(page(*WORDS).encode(), url=URL).pin
    moved = page(*WORDS, around=("<article class='story'></article><section class='body'>", "")).encode()
    assert extract(moved, url=URL, reading=Reading(pin=pin)).pin.container != pin.container
    assert texts(moved, pin) == list(WORDS)


def test_a_pinned_encoding_goes_before_what_the_server_says_today() -> None:
    body = page(*RUSSIAN).encode("cp1251")
    pin = extract(body, url=URL, content_type="text/html; charset=windows-1251").pin
    assert pin.encoding == "cp1251"
    lie = "text/html; charset=iso-8859-1"
    assert texts(body, pin, lie) == list(RUSSIAN)
    assert texts(body, Pin(), lie) != list(RUSSIAN)


def test_a_page_that_moves_to_utf_8_is_read_as_utf_8_whatever_was_pinned() -> None:
    pin = Pin(encoding="cp1251")
    body = page(*RUSSIAN).encode()
    assert texts(body, pin, "text/html; charset=windows-1251") == list(RUSSIAN)
    assert extract(body, url=URL, reading=Reading(pin=pin)).pin.encoding == "utf-8"


def test_a_page_of_ascii_alone_leaves_the_pinned_encoding_as_it_is() -> None:
    assert extract(page(*WORDS).encode(), url=URL, reading=Reading(pin=Pin(encoding="cp1251"))).pin.encoding == "cp1251"


@pytest.mark.parametrize("mark", ["amp", "⚡"])
def test_the_short_form_for_phones_is_told_apart(mark: str) -> None:
    body = page(*WORDS).replace("<html ", f"<html {mark} ").encode()
    assert extract(body, url=URL).pin.variant == "amp"


def test_a_pinned_step_is_given_up_where_it_reads_nothing() -> None:
    pin = replace(extract(page(*WORDS).encode(), url=URL).pin, step="JSON-LD")
    assert texts(page(*WORDS).encode(), pin) == list(WORDS)


@pytest.mark.parametrize(
    ("names", "step"),
    [("css-1a2b story", "div.story"), ("aBcD x9", "div"), ("x story lead", "div.lead.story")],
)
def test_a_path_names_what_people_named_and_not_what_a_build_tool_did(names: str, step: str) -> None:
    tree = html.fromstring(f"<html><body><div class='{names}'>x</div></body></html>")
    found = tree.find(".//div")
    assert containers.path(found).rpartition(">")[2] == step
