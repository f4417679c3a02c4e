"""A box that turns is learned and left out of every page of its source; the article's own text never is."""

from __future__ import annotations

from looking import STORY, WORDS, Newsdesk, page

from monitor.fetch import Answer
from monitor.model import ArticleId, SourceRules
from monitor.pipeline import Outcome

DAY_S = 86_400.0
RULES = SourceRules(confirm=True, every_s=3_600)
OFFERS = (
    "Sailing holidays on the southern islands, now with breakfast and a cabin of your own for every single guest.",
    "Which garden shears cut best? Our reader's guide tested eleven of them over one long and rainy autumn week.",
    "Learn to play the cello in thirty evenings, with a teacher who comes to your house and brings the instrument.",
    "New mattresses from a small family workshop; try them for a hundred nights and send them back if you like.",
    "A subscription to our crossword book makes winter short: four hundred puzzles by the masters of the trade.",
    "Old clocks wanted: we buy, mend and sell whatever has a pendulum, and we fetch it from anywhere in the county.",
)
LONG = (
    *WORDS,
    "The harbour office closed the channel for four hours while a tug brought the barge to the gravel works.",
    "Passengers were taken to the northern terminal, where the Red Cross had set up tables with tea and blankets.",
    "The company that runs the ferry said that a second vessel would take over its service from Wednesday morning.",
    "Investigators will look at the recordings of both bridges. A first report is expected in about four weeks.",
)


def with_box(offer: str, *paragraphs: str, box: str = "css-1f9a") -> bytes:
    """The page with a nameless box in the middle of its text."""
    whole = page(*paragraphs).decode()
    return whole.replace(f"<p>{paragraphs[3]}", f"<div class='{box}'><p>{offer}</p></div><p>{paragraphs[3]}").encode()


async def visit(desk: Newsdesk, *bodies: bytes) -> list[Outcome]:
    """A look a day later and those it asks for, each finding the next of these pages."""
    outcomes = []
    for number, body in enumerate(bodies):
        desk.fetcher.say(STORY, Answer(body))
        outcomes.append((await desk.look(later_s=60 if number else DAY_S)).outcome)
        if outcomes[-1] is not Outcome.PENDING:
            break
    return outcomes


async def turned(desk: Newsdesk, times: int) -> ArticleId:
    """The article after a box has turned in so many visits."""
    article = await desk.article(RULES)
    desk.fetcher.say(STORY, Answer(with_box(OFFERS[0], *LONG)))
    await desk.look()
    for number in range(times):
        await visit(desk, *(with_box(OFFERS[(number + at) % 5 + 1], *LONG) for at in range(3)))
    assert not await desk.changes(article)
    return article


async def test_a_box_that_turned_three_times_is_left_out_and_costs_no_second_look() -> None:
    desk = Newsdesk()
    article = await turned(desk, 3)
    (box,) = await desk.store.turning.of((await desk.head(article)).article.source)
    assert box.path.endswith("div.css-1f9a>p")
    assert box.is_left_out(desk.clock.now())
    assert await visit(desk, with_box(OFFERS[5], *LONG)) == [Outcome.UNCHANGED]
    head = await desk.head(article)
    assert head.newest is not None
    assert [block.text for block in head.newest.text.blocks] == list(LONG)
    assert head.state.changes == 0
    assert not await desk.changes(article)


async def test_an_edit_beside_a_box_that_is_left_out_is_told_alone() -> None:
    desk = Newsdesk()
    article = await turned(desk, 3)
    edited = (LONG[0].replace("Twelve", "Fifteen"), *LONG[1:])
    assert (await visit(desk, with_box(OFFERS[5], *edited), with_box(OFFERS[1], *edited)))[-1] is Outcome.CHANGED
    (change,) = await desk.changes(article)
    assert "number" in change.kinds
    assert not {"paragraph_added", "paragraph_removed"} & set(change.kinds)


async def test_a_paragraph_that_is_edited_twice_in_a_minute_is_no_box() -> None:
    desk = Newsdesk()
    article = await desk.article(RULES)
    for number in range(4):
        versions = [
            with_box(
                f"{words} people have now been taken to hospital after the collision, the office said again.", *LONG
            )
            for words in (f"{number} and two", f"{number} and three", f"{number} and four")
        ]
        await visit(desk, *versions)
    assert await desk.store.turning.of((await desk.head(article)).article.source) == ()


async def test_a_place_where_anything_stays_is_no_box() -> None:
    desk = Newsdesk()
    article = await desk.article(RULES)

    def entries(offer: str) -> bytes:
        whole = page(*LONG).decode()
        boxes = "".join(f"<div class='entry'><p>{text}</p></div>" for text in (offer, OFFERS[0]))
        return whole.replace(f"<p>{LONG[3]}", f"{boxes}<p>{LONG[3]}").encode()

    desk.fetcher.say(STORY, Answer(entries(OFFERS[1])))
    await desk.look()
    for _ in range(3):
        await visit(desk, *(entries(OFFERS[number]) for number in (2, 3, 4)))
    assert await desk.store.turning.of((await desk.head(article)).article.source) == ()


async def test_what_is_left_out_elsewhere_stays_where_it_is_much_of_the_page() -> None:
    desk = Newsdesk()
    article = await turned(desk, 3)
    body = page(*LONG[:1]).decode().replace("</article>", f"<div class='css-1f9a'><p>{LONG[1]}</p></div></article>")
    for number in range(3):
        desk.fetcher.say(STORY, Answer(body.encode() + b"<!-- %d -->" % number))
        await desk.look(later_s=DAY_S)
    head = await desk.head(article)
    texts = head.candidate or head.newest
    assert texts is not None
    assert LONG[1] in [block.text for block in texts.text.blocks]


async def test_a_correction_in_a_place_that_is_left_out_is_told() -> None:
    desk = Newsdesk()
    article = await turned(desk, 3)
    note = "Correction: an earlier version of this article gave the wrong number of passengers on the ferry."
    assert (await visit(desk, with_box(note, *LONG), with_box(note, *LONG)))[-1] is Outcome.CHANGED
    (change,) = await desk.changes(article)
    assert "correction_notice" in change.kinds
