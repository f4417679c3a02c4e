# ruff: noqa: E501 - markup reads best on one line
"""The gate may cost a reading too many; it never hides an edit."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from looking import WORDS, Newsdesk, page

from monitor.extract import extract, gate
from monitor.fetch import Answer
from monitor.model import Extraction, Reading, SourceRules
from monitor.pipeline import Outcome
from monitor.snapshot import fingerprint
from monitor.workshop import InlineWorkshop

STORY = "https://outlet.example/news/ferry"
DAYS_S = 5 * 86_400.0
HEAD = (
    "<meta property='og:title' content='Ferry'><meta name='author' content='Ines Calder'>"
    '<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"Ferry"}</script>'
)
PIECES = (
    "<p>", "</p>", "<br>", "<div class='x'>", "</div>", "<!-- a -->", "<!-->", "<script>1<2</script>", "<style>p{}</style>",
    "<p hidden>", "<aside>", "</aside>", "<h1>", "</h1>", "<li>", "Twelve", "Fifteen", "&amp;", " ", "<", ">", "<b", "<meta name='author' content='Lee'>",
    "<meta property='og:title' content='Barge'>", "<noscript>", "</noscript>", "<template>", "</template>", "<title>", "<blockquote>",
)  # fmt: skip


def churned(number: int) -> bytes:
    head = f"{HEAD}<meta name='csrf-token' content='{number:08}'><script nonce='{number}'>var t={number}</script>"
    return page(*WORDS, head=head).replace(b"<p>", f"<p id='p{number}' class='css-{number}'>".encode())


def test_nonces_ids_and_scripts_do_not_change_it() -> None:
    assert gate(churned(1)) == gate(churned(2))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Twelve", b"Fifteen"),
        (b"content='Ferry'", b"content='Barge'"),
        (b"Ines Calder", b"Lee Chan"),
        (b'"headline":"Ferry"', b'"headline":"Barge"'),
        (b"lang='en'", b"lang='de'"),
        (b" Divers found", b"</p><p>Divers found"),
        (b"<article>", b"<article><p hidden>A line that is hidden now</p>"),
    ],
)
def test_whatever_a_version_can_draw_from_changes_it(old: bytes, new: bytes) -> None:
    before = page(*WORDS, head=HEAD)
    assert old in before
    assert gate(before.replace(old, new)) != gate(before)


def test_revealing_a_line_changes_it() -> None:
    hidden = page(*WORDS).replace(b"</h1>", b"</h1><p hidden>Correction: it was fifteen.</p>")
    assert gate(hidden) != gate(hidden.replace(b"<p hidden>", b"<p>"))


def with_piece(body: bytes, at: int, piece: str) -> bytes:
    """The page with a piece put in, not inside a tag."""
    at = min(at, len(body))
    if body[:at].rfind(b"<") > body[:at].rfind(b">"):
        at = body.find(b">", at) + 1 or len(body)
    return body[:at] + piece.encode() + body[at:]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from(PIECES)), max_size=4),
    st.integers(0, 900),
    st.sampled_from(PIECES),
)
@example([], 400, "<!-->")
@example([(32, "<template>"), (578, "</template>")], 578, "<p>")
def test_pages_with_another_text_have_another_gate(base: list[tuple[int, str]], at: int, piece: str) -> None:
    before = page(*WORDS, head=HEAD)
    for place, one in base:
        before = with_piece(before, place, one)
    after = with_piece(before, at, piece)
    if gate(before) == gate(after):
        one, two = (fingerprint(extract(body, url=STORY).text) for body in (before, after))
        assert one == two


class Counting(InlineWorkshop):
    """Counts the pages that were read in full."""

    full = 0

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        found = await super().read_page(body, url=url, content_type=content_type, gate=gate, reading=reading)
        self.full += not found.unchanged
        return found


async def test_a_page_whose_gate_is_the_same_is_not_read_again_and_an_edit_behind_it_is_seen() -> None:
    desk, shop = Newsdesk(), Counting()
    desk.using(shop)
    article = await desk.article(SourceRules(confirm=False, every_s=3_600))
    for number in range(3):
        desk.fetcher.say(STORY, Answer(churned(number)))
        await desk.look(later_s=DAYS_S)
    assert shop.full == 1
    assert len(await desk.store.archive.versions(article)) == 1
    desk.fetcher.say(STORY, Answer(churned(4).replace(b"Twelve", b"Fifteen")))
    assert (await desk.look(later_s=DAYS_S)).outcome is Outcome.CHANGED


async def test_the_gate_of_a_suspected_change_does_not_count_until_it_is_kept() -> None:
    desk = Newsdesk()
    article = await desk.article(SourceRules(confirm=True))
    desk.fetcher.say(STORY, Answer(churned(1)))
    await desk.look()
    desk.fetcher.say(STORY, Answer(churned(2).replace(b"Twelve", b"Fifteen")))
    assert (await desk.look(later_s=DAYS_S)).outcome is Outcome.PENDING
    assert (await desk.look(later_s=60)).outcome is Outcome.CHANGED
    desk.fetcher.say(STORY, Answer(churned(3).replace(b"Twelve", b"Fifteen")))
    assert (await desk.look(later_s=DAYS_S)).outcome is Outcome.UNCHANGED
    assert len(await desk.store.archive.versions(article)) == 2


@pytest.mark.parametrize("piece", [b"<!--", b"<a", b"<script", b"<meta ", b"<style ", b"<a <b>", b"<", b"<!-->"])
def test_whatever_is_repeated_is_read_once(piece: bytes) -> None:
    gate(piece * (2_000_000 // len(piece)))
