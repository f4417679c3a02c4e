"""How pages are read, through whole looks: site rules that stop to match, live blogs that grow, documents."""

from __future__ import annotations

from dataclasses import replace

from looking import STORY, WORDS, Newsdesk, page

from monitor.extract import Rulebook
from monitor.fetch import Answer
from monitor.model import EventType, Notice, PageType, SiteRule, SourceRules
from monitor.pipeline import Outcome

DAY_S = 86_400.0
EVERY = SourceRules(confirm=False, every_s=3_600)


def ruled(desk: Newsdesk, rule: SiteRule) -> None:
    desk.world = replace(desk.world, rulebook=Rulebook([rule]))


async def test_a_rule_that_stops_matching_makes_one_event_at_the_source_and_none_at_the_article() -> None:
    desk = Newsdesk()
    ruled(desk, SiteRule("outlet", ("outlet.example",), content=("article",)))
    article = await desk.article(EVERY)
    desk.says(*WORDS)
    assert (await desk.look()).outcome is Outcome.NEW
    moved = page(*WORDS).replace(b"article>", b"section>")
    for number in range(5):
        desk.fetcher.say(STORY, Answer(moved.replace(b"<h1>", b"<h1 id='%d'>" % number)))
        assert (await desk.look(later_s=DAY_S)).outcome is Outcome.UNCHANGED
    source = (await desk.head(article)).article.source
    assert [event.type for event in await desk.store.book.events(source)] == [EventType.SOURCE_FAILING]
    assert await desk.changes(article) == []
    desk.fetcher.say(STORY, Answer(moved.replace(b"Twelve people", b"Fifteen people")))
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.CHANGED
    desk.says(WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
    await desk.look(later_s=DAY_S)
    assert [e.type for e in await desk.store.book.events(source)][-1] is EventType.SOURCE_RECOVERED


def live(*entries: str) -> bytes:
    told = '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Ferry: the day"}</script>'
    posts = "".join(
        f"<article id='p{n}'><time datetime='2026-03-02T1{n}:05:00Z'>5 minutes ago</time><p>{text}</p></article>"
        for text in entries
        for n in text[-2]
    )
    return (
        f"<html lang='en'><head>{told}</head><body><main><h1>Ferry: the day</h1>{posts}</main></body></html>".encode()
    )


ENTRIES = [f"{text} This is entry number {n}." for n, text in enumerate((*WORDS, *WORDS))]


async def test_a_live_blog_that_grows_is_kept_without_an_event_and_an_edit_in_an_old_entry_makes_one() -> None:
    desk = Newsdesk()
    article = await desk.article(EVERY)
    for shown in (ENTRIES[2::-1], ENTRIES[3::-1], ENTRIES[4::-1]):
        desk.fetcher.say(STORY, Answer(live(*shown)))
        await desk.look(later_s=DAY_S)
    assert await desk.changes(article) == []
    head = await desk.head(article)
    assert head.state.changes == 0
    assert head.newest is not None
    assert head.newest.text.type is PageType.LIVE
    assert ENTRIES[4] in [block.text for block in head.newest.text.blocks]
    edited = [text.replace("Twelve", "Fifteen") for text in ENTRIES[:1]]
    desk.fetcher.say(STORY, Answer(live(ENTRIES[5], *ENTRIES[4:0:-1], *edited)))
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.CHANGED
    (change,) = await desk.changes(article)
    assert "entry_added" in change.kinds
    assert change.stats.words_added == change.stats.words_removed == 1


async def test_a_document_is_compared_with_its_numbers_and_targets_and_gets_no_notice() -> None:
    desk = Newsdesk()
    article = await desk.article(replace(EVERY, type=PageType.PAGE))
    clauses = "<ol>" + "".join(f"<li>{text} See <a href='/fees'>the fees</a>.</li>" for text in WORDS) + "</ol>"
    body = page(WORDS[0], title="Terms of carriage").replace(b"</article>", clauses.encode() + b"</article>")
    for shown in (body, body.replace(b"/fees", b"/fees-2027")):
        desk.fetcher.say(STORY, Answer(shown))
        await desk.look(later_s=DAY_S)
    (change,) = await desk.changes(article)
    assert change.notice is Notice.NOT_ASKED
    head = await desk.head(article)
    assert head.newest is not None
    assert head.newest.text.blocks[1].text.endswith("the fees (https://outlet.example/fees-2027).")
