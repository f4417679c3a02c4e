"""People's channels against real servers on loopback: SMTP (aiosmtpd) and what Apprise posts to."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from delivery_stores import a_change, event, subscription
from hostile import TEXTS

from monitor.clock import SystemClock
from monitor.deliver.channels import Channel
from monitor.deliver.chat import ChatMessenger
from monitor.deliver.mail import MailMessenger, MailOptions
from monitor.event import letter
from monitor.event.chat_text import calm
from monitor.event.letter import Note
from monitor.event.recipients import known_address, known_url
from monitor.model import Attempt, Delivery, EventId, Subscription, SubscriptionId
from monitor.ports import Letter, Picture

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
LETTER = Letter(
    "evt_1", "12 killed", "[-12-] {+13+}\n", "<p><del>12</del> <ins>13</ins></p>", "12", Picture(PNG, "12 to 13")
)
DELIVERY = Delivery(SubscriptionId("sub_one"), EventId("evt_1"), "a", 1, 1, datetime(2026, 5, 4, tzinfo=UTC))


@dataclass
class Mailbox:
    """Keeps what an SMTP server takes; answers as told to."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, MailMessenger]]:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    options = MailOptions("127.0.0.1", port, "none", sender="Redline <redline@news.example>")
    yield box, MailMessenger(options, {"desk": Channel("desk", "mail", to=("desk@example.org",))}, SystemClock())
    server.close()


def to(sink: str, target: str = "desk") -> Subscription:
    return subscription(sink=sink, target=target)


async def test_a_mail_has_text_html_and_the_picture_with_its_words(mailbox: tuple[Mailbox, MailMessenger]) -> None:
    box, messenger = mailbox
    assert (await messenger.tell(LETTER, to("mail"), DELIVERY)).ok
    [mail] = box.mails
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        "12 killed",
        "desk@example.org",
        "Redline <redline@news.example>",
    )
    assert mail["Message-ID"] == "<evt_1@news.example>"
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    html = mail.get_body(("html",))
    assert html is not None
    assert "<del>12</del> <ins>13</ins>" in html.get_content()
    assert 'alt="12 to 13"' in html.get_content()


@pytest.mark.parametrize("name", list(TEXTS))
async def test_no_hostile_title_reaches_a_mail_s_headers_or_markup(
    mailbox: tuple[Mailbox, MailMessenger], name: str
) -> None:
    box, messenger = mailbox
    hostile = TEXTS[name]
    change = a_change(old_title=hostile, new_title=hostile, summary=hostile)
    words = letter.one(Note(event(1, change=change), None), "https://redline.example")
    sent = Letter("evt_1", words.title, words.text, words.html, words.markdown)
    assert (await messenger.tell(sent, to("mail"), DELIVERY)).ok
    [mail] = box.mails
    assert set(mail.keys()) <= {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Redline-Id", "MIME-Version", "Content-Type",
        "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for line in (mail["Subject"], *text.get_content().splitlines()):
        assert not line.startswith(("=", "+", "@", "|", "%"))
        assert all(bad not in line for bad in ("@everyone", "@here", "<!channel", "<@1", "\x1b", "\u202e", "\x9b"))
    assert all(
        bad not in html.get_content().lower() for bad in ("<script", "<svg", "<img src=x", "onerror=alert(1)>\n<")
    )


async def test_a_server_that_refuses_is_quoted_and_one_that_is_away_is_said_to_be(
    mailbox: tuple[Mailbox, MailMessenger],
) -> None:
    box, messenger = mailbox
    box.answer = "452 4.2.2 mailbox full"
    attempt = await messenger.tell(LETTER, to("mail"), DELIVERY)
    assert (attempt.ok, attempt.status) == (False, 452)
    assert "mailbox full" in attempt.detail
    nobody = MailMessenger(
        MailOptions("127.0.0.1", 9, "none"), {"desk": Channel("desk", "mail", to=("a@b.example",))}, SystemClock()
    )
    assert "no connection to the mail server" in (await nobody.tell(LETTER, to("mail"), DELIVERY)).detail


async def test_a_subscription_to_an_unknown_target_names_those_that_there_are(
    mailbox: tuple[Mailbox, MailMessenger],
) -> None:
    attempt = await mailbox[1].tell(LETTER, to("mail", "dsk"), DELIVERY)
    assert attempt.detail == "refused: there is no mail target 'dsk' (there are: desk)"


# ------------------------------------------------ Apprise
@contextmanager
def http_target(status: int, hang: threading.Event | None = None) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """A chat service's HTTP side: keeps what is posted and answers with a status, or not at all."""
    posted: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_POST(self) -> None:
            """Keep the JSON."""
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if hang is not None:
                hang.wait(10)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], posted
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def apprise() -> None:
    pytest.importorskip("apprise", reason="the extra redline[apprise] is not installed")


def chat(port: int, *, total_s: float = 20.0) -> ChatMessenger:
    return ChatMessenger(
        {"desk": Channel("desk", "apprise", f"json://127.0.0.1:{port}/")}, SystemClock(), total_s=total_s
    )


async def tell(messenger: ChatMessenger, sent: Letter = LETTER) -> Attempt:
    return await messenger.tell(sent, to("apprise"), DELIVERY)


@pytest.mark.usefixtures("apprise")
async def test_apprise_carries_the_words_and_the_picture_with_its_alternative_text() -> None:
    with http_target(200) as (port, posted):
        attempt = await tell(chat(port))
    assert attempt.ok, attempt.detail
    [message] = posted
    assert message["title"] == "12 killed"
    assert message["message"].startswith("12 to 13")
    assert "[-12-] {+13+}" in message["message"]
    assert message["attachments"][0]["mimetype"] == "image/png"


@pytest.mark.usefixtures("apprise")
async def test_a_channel_that_refuses_says_why() -> None:
    with http_target(503) as (port, _):
        attempt = await tell(chat(port))
    assert not attempt.ok
    assert "503" in attempt.detail


@pytest.mark.usefixtures("apprise")
async def test_a_channel_that_hangs_ends_as_a_failure_and_holds_up_no_other() -> None:
    hang = threading.Event()
    with http_target(200, hang) as (slow, _), http_target(200) as (quick, posted):
        waiting = asyncio.ensure_future(tell(chat(slow, total_s=1.0)))
        assert (await tell(chat(quick))).ok
        assert posted
        assert (await waiting).detail.startswith("no answer in time")
        hang.set()


@pytest.mark.parametrize(
    "text", ["@everyone look", "<!channel> look", "<@U123> look", "<https://evil.example|Ferry>", "=1+1", "@SUM(1)"]
)
def test_what_calls_everybody_or_computes_something_is_broken(text: str) -> None:
    said = calm(text)
    assert said.replace("\u200b", "") == text
    assert not any(call in said for call in ("@everyone", "<!", "<@", "<h", "@S"))
    assert not said.startswith("=")


@pytest.mark.parametrize(
    "url", ["exec://rm", "syslog://", "file:///etc/passwd", "dbus://", "slack", "", "no scheme ://x"]
)
def test_a_scheme_that_is_not_allowed_is_refused_without_repeating_the_address(url: str) -> None:
    with pytest.raises(ValueError, match=r"not allowed|expected an Apprise address"):
        known_url(url)
    assert known_url("ntfys://topic") == "ntfys://topic"


@pytest.mark.parametrize("address", ["desk", "a@b@c", "a@b.example\r\nBcc: x@y.example", "A <a@b.example>", ""])
def test_a_mail_address_of_the_wrong_form_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="expected a mail address"):
        known_address(address)
