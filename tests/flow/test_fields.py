"""What counts as a change is its source's to say: each field on or off."""

from __future__ import annotations

import pytest
from looking import STORY, WORDS, Newsdesk, page

from monitor.fetch import Answer
from monitor.model import Change, Field, SourceRules
from monitor.pipeline import Outcome

DAY_S = 86_400.0
FIGURE = "<figure><img src='/a.jpg'><figcaption>The ferry at the quay on {} morning.</figcaption></figure>"
DECK = b"</h1><p class=standfirst>The early service was on its way to the northern terminal, the company said.</p>"
NOTE = "<div class='correction'><p>Correction: an earlier version of this article gave a wrong number.</p></div>"


def markup(
    head: str = "", extra: str = "", paragraphs: tuple[str, ...] = WORDS, title: str = "Ferry hits barge"
) -> bytes:
    body = page(*paragraphs, title=title, head=head).decode()
    return body.replace("</p>", f"</p>{extra}", 1).encode()


def meta(name: str, content: str) -> str:
    return f"<meta property='{name}' content='{content}'>"


BEFORE, AFTER = meta("article:section", "News"), meta("article:section", "Opinion")
CASES: dict[Field, tuple[bytes, bytes]] = {
    Field.HEADLINE: (markup(), markup(title="Barge hits ferry")),
    Field.OG_TITLE: (markup(meta("og:title", "Ferry!")), markup(meta("og:title", "What a ferry did next"))),
    Field.STANDFIRST: (
        markup().replace(b"</h1>", DECK),
        markup().replace(b"</h1>", DECK.replace(b"northern", b"southern")),
    ),
    Field.BYLINE: (markup(meta("author", "Ines Calder")), markup(meta("author", "Lee Chan"))),
    Field.PUBLISHED: (
        markup(meta("article:published_time", "2026-05-04T09:00:00Z")),
        markup(meta("article:published_time", "2026-05-04T11:30:00Z")),
    ),
    Field.MODIFIED: (
        markup(meta("article:modified_time", "2026-05-04T09:00:00Z")),
        markup(meta("article:modified_time", "2026-05-04T11:30:00Z")),
    ),
    Field.SECTION: (markup(BEFORE), markup(AFTER)),
    Field.LANGUAGE: (markup(), markup().replace(b"lang='en'", b"lang='en-GB'")),
    Field.CANONICAL: (
        markup("<link rel='canonical' href='https://outlet.example/news/ferry'>"),
        markup("<link rel='canonical' href='https://outlet.example/news/barge'>"),
    ),
    Field.CORRECTIONS: (markup(), markup(extra=NOTE)),
    Field.CAPTIONS: (markup(extra=FIGURE.format("Monday")), markup(extra=FIGURE.format("Tuesday"))),
    Field.LINKS: (
        markup(paragraphs=(WORDS[0] + " <a href='https://a.example/report'>The report</a> is out.", *WORDS[1:])),
        markup(paragraphs=(WORDS[0] + " <a href='https://b.example/other'>The report</a> is out.", *WORDS[1:])),
    ),
}  # fmt: skip
USUAL = {Field.HEADLINE, Field.STANDFIRST, Field.BYLINE, Field.CORRECTIONS, Field.CAPTIONS}


async def changes(field: Field, *, switches: tuple[tuple[Field, bool], ...]) -> list[Change]:
    """What is told where only this field was edited."""
    desk = Newsdesk()
    article = await desk.article(SourceRules(confirm=False, every_s=3_600, fields=switches))
    before, after = CASES[field]
    desk.fetcher.say(STORY, Answer(before))
    assert (await desk.look()).outcome is Outcome.NEW
    desk.fetcher.say(STORY, Answer(after))
    await desk.look(later_s=DAY_S)
    return await desk.changes(article)


@pytest.mark.parametrize("field", list(CASES))
async def test_a_field_that_is_switched_on_counts_and_is_told(field: Field) -> None:
    (change,) = await changes(field, switches=((field, True),))
    assert change.kinds
    assert change.summary not in {"", "no words changed"}


@pytest.mark.parametrize("field", list(CASES))
async def test_a_field_that_is_switched_off_does_not_count(field: Field) -> None:
    assert not await changes(field, switches=((field, False),))


@pytest.mark.parametrize("field", list(CASES))
async def test_only_the_usual_fields_count_where_nothing_is_said(field: Field) -> None:
    assert bool(await changes(field, switches=())) is (field in USUAL)


async def test_a_section_is_told_by_its_names() -> None:
    (change,) = await changes(Field.SECTION, switches=((Field.SECTION, True),))
    assert change.kinds == ("metadata",)
    assert change.summary == "section: “News” → “Opinion”"


async def test_seconds_of_a_time_do_not_count() -> None:
    desk = Newsdesk()
    article = await desk.article(SourceRules(confirm=False, every_s=3_600, fields=((Field.MODIFIED, True),)))
    for second in (0, 42):
        desk.fetcher.say(STORY, Answer(markup(meta("article:modified_time", f"2026-05-04T09:00:{second:02}Z"))))
        await desk.look(later_s=DAY_S)
    assert not await desk.changes(article)


async def test_switching_a_field_makes_no_change_by_itself() -> None:
    desk = Newsdesk()
    rules = SourceRules(confirm=False, every_s=3_600)
    article = await desk.article(rules)
    desk.fetcher.say(STORY, Answer(markup(BEFORE)))
    await desk.look()
    await desk.watch(SourceRules(confirm=False, every_s=3_600, fields=((Field.SECTION, True), (Field.BYLINE, False))))
    desk.fetcher.say(STORY, Answer(markup(BEFORE + "<meta name='description' content='another visit'>")))
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.UNCHANGED
    assert not await desk.changes(article)
