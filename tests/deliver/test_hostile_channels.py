"""Hostile words in every channel that Apprise reaches: what each service is sent calls nobody and loses nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from aiosmtpd.smtp import SMTP
from chat_reading import as_html, as_markdown, folded, read, said
from chat_services import ADDRESSES, Request, services
from delivery_stores import START, a_change, event, subscription
from hostile import AWKWARD_ADDRESSES, TEXTS

from monitor import diff
from monitor.clock import SystemClock
from monitor.deliver.channels import Channel
from monitor.deliver.chat import MAX_PIECES, ChatMessenger
from monitor.event import letter
from monitor.event.letter import Note, Words
from monitor.event.plain import one_line
from monitor.event.recipients import SCHEMES
from monitor.model import Article, ArticleId, Block, BlockKind, Delivery, EventId, SourceId, SubscriptionId, Text
from monitor.ports import Letter

apprise = pytest.importorskip("apprise", reason="the extra redline[apprise] is not installed")

DELIVERY = Delivery(SubscriptionId("sub_one"), EventId("evt_1"), "a", 1, 1, START)
PAGE: Final = "https://redline.example/articles/aaaaaaaaaaaaaaaa/diff/1/2"
# schemes that are another's: with TLS, an older name, or mail, which has a test of its own
SAME: Final = {"apprises", "bluesky", "forms", "gotifys", "jsons", "matrixs", "mastodons", "toot", "toots", "mmosts"}
SAME_TOO: Final = {"nctalks", "ntfys", "rockets", "signals", "synologys", "workflows", "wxteams", "xmls"}
MAIL: Final = {"mailto", "mailtos"}
CALLS: Final = re.compile(r"@(?:everyone|here|all|room|channel|\*\*|_\*\*|\")|<[!@#]|<users/|<at |<https?://evil")
UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
FORMULA: Final = re.compile(r"^[=@|%]", re.MULTILINE)
SHORT: Final = {name: text for name, text in TEXTS.items() if len(text) < 1_000}


def test_every_scheme_that_may_be_used_is_tried() -> None:
    tried = {name.partition("-")[0] for name in ADDRESSES}
    assert tried | SAME | SAME_TOO | MAIL == SCHEMES


# ------------------------------------------------ what is told
def text_of(words: str) -> Text:
    return Text(words, (Block(BlockKind.PARAGRAPH, f"It began so. {words} So it ended."),))


@cache
def note(words: str, number: int = 1, url: str = "https://news.example/1") -> Note:
    """A change whose titles, summary, words and article's name are hostile."""
    change = a_change(old_title=words, new_title=words, summary=words)
    article = Article(
        ArticleId("a" * 16), url, "news.example", SourceId("s"), (SourceId("s"),), START, listed_title=words
    )
    return Note(event(number, change=change), article, diff.compare(text_of("before"), text_of(words)))


def digests(room: int) -> Iterator[tuple[Words, list[str]]]:
    """Digests of all that is short in the table, each of at most so many characters, with what they tell of."""
    told: list[str] = []
    written = digest([])
    for text in SHORT.values():
        longer = digest([*told, text])
        if told and len(longer.markdown) > room:
            yield written, told
            told, longer = [], digest([text])
        told, written = [*told, text], longer
    yield written, told


def digest(told: Sequence[str]) -> Words:
    notes = [note(text) for text in told]
    return letter.many(notes, "https://redline.example", why="digest", since=START, total=len(notes))


def check(channel: str, requests: Sequence[Request], words: Words, told: Sequence[str]) -> None:
    """Nobody is called, links lead only to us and to the article, and all that was to be told can be read."""
    texts = [text for request in requests for text in said(request)]
    for text in texts:
        assert not CALLS.search(text), text
        assert not UNSEEN.search(text)
        assert not FORMULA.search(text)
    shown = [read(channel, text) for text in texts]
    links = {link for one in shown for link in one.links}
    assert all(link.startswith((PAGE[:40], "https://news.example/")) for link in links), links
    everything = folded("".join(one.text for one in shown))
    for text in told:
        assert folded(one_line(text, 200))[:100] in everything
    if any("redline.example" in line for line in words.text.splitlines()):
        assert PAGE in links or folded(PAGE) in everything


@dataclass(slots=True)
class Wire:
    """Sends through Apprise, and keeps what the services were sent."""

    taken: list[Request]

    async def send(self, channel: str, words: Words) -> list[Request]:
        address = ADDRESSES[channel]
        url = f"{address}{'&' if '?' in address else '?'}verify=no"
        messenger = ChatMessenger({"desk": Channel("desk", "apprise", url)}, SystemClock())
        self.taken.clear()
        sent = Letter("evt_1", words.title, words.text, words.html, words.markdown)
        attempt = await messenger.tell(sent, subscription(sink="apprise", target="desk"), DELIVERY)
        assert attempt.ok, attempt.detail
        return list(self.taken)


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    with services(tmp_path) as (proxy, taken):
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        yield Wire(taken)


def room_of(channel: str) -> int:
    """What a channel takes in one message."""
    return int(apprise.Apprise.instantiate(ADDRESSES[channel]).body_maxlen)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning"),
]
LONG_ENOUGH: Final = 3_000  # for a digest of the table in a few messages: between the pieces of one Apprise waits


@pytest.mark.parametrize("channel", list(ADDRESSES))
async def test_no_hostile_words_do_harm_in_a_channel_and_none_are_lost(channel: str, wire: Wire) -> None:
    room = room_of(channel)
    for name in ("mentions", "markdown", "entity") if 1_000 <= room < LONG_ENOUGH else ("mentions",):
        told = note(TEXTS[name])
        words = letter.one(told if room >= 1_000 else replace(told, diff=None), "https://redline.example")
        check(channel, await wire.send(channel, words), words, [TEXTS[name]])
    if room >= LONG_ENOUGH:
        for words, some in digests(room * 3 // 4):
            check(channel, await wire.send(channel, words), words, some)


@pytest.mark.parametrize("channel", ["discord", "tgram", "twist"])
async def test_what_is_too_long_for_a_channel_comes_in_a_few_pieces_with_its_link(channel: str, wire: Wire) -> None:
    words = letter.one(note(" ".join(f"Ferry {number} sinks." for number in range(5_000))), "https://redline.example")
    requests = await wire.send(channel, words)
    check(channel, requests, words, ["Ferry 0 sinks. Ferry 1 sinks."])
    assert len([one for one in requests if one.body]) <= MAX_PIECES + 1  # twist logs in
    room = room_of(channel)
    assert all(len(text) <= room for request in requests for text in said(request))


@pytest.mark.parametrize("name", list(AWKWARD_ADDRESSES))
async def test_an_article_s_address_stays_a_link_and_calls_nobody(name: str, wire: Wire) -> None:
    words = letter.one(note("Ferry", url=AWKWARD_ADDRESSES[name]), "https://redline.example")
    requests = await wire.send("rocket", words)
    [text] = [one for request in requests for one in said(request) if "Ferry" in one]
    assert not CALLS.search(text)
    assert PAGE in as_markdown(text).links
    assert len(as_markdown(text).links) == (1 if name == "long" else 2)  # one of 10,000 characters is no use there


@pytest.fixture
async def post_office() -> AsyncIterator[tuple[int, list[EmailMessage]]]:
    mails: list[EmailMessage] = []

    class Box:
        """Keeps what comes."""

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            mails.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 taken"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Box(), loop=loop), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], mails
    server.close()


@pytest.mark.parametrize("form", ["html", "text"])
@pytest.mark.parametrize("name", list(TEXTS))
async def test_no_hostile_title_does_harm_in_apprise_s_own_mail(
    name: str, form: str, post_office: tuple[int, list[EmailMessage]]
) -> None:
    port, mails = post_office
    url = f"mailto://127.0.0.1:{port}?from=redline@news.example&to=desk@news.example&mode=insecure&format={form}"
    words = letter.one(note(TEXTS[name]), "https://redline.example")
    messenger = ChatMessenger({"desk": Channel("desk", "apprise", url)}, SystemClock())
    sent = Letter("evt_1", words.title, words.text, words.html, words.markdown)
    attempt = await messenger.tell(sent, subscription(sink="apprise", target="desk"), DELIVERY)
    assert attempt.ok, attempt.detail
    [mail] = mails
    assert "Bcc" not in mail
    assert "X-Injected" not in mail
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    shown = [
        str(mail["Subject"]),
        *(as_html(text).text if kind == "text/html" else text for kind, text in parts.items()),
    ]
    assert not any(CALLS.search(text) or UNSEEN.search(text) for text in shown)
    assert all(folded(one_line(TEXTS[name], 200))[:100] in folded(text) for text in shown[1:])
    assert all(PAGE in text for text in shown[1:])
