"""Mail by SMTP: text and HTML of the same, with the picture of a single change; one mail per message."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Final, Literal

from monitor.deliver.channels import Channels, channel_of
from monitor.deliver.retry import TIMED_OUT
from monitor.errors import DeliveryRefused
from monitor.event.plain import one_line, xml_text
from monitor.model import Attempt, Delivery, Subscription
from monitor.ports import Clock, Letter

THREADS: Final = 4
DONE: Final = 250
_PAGE: Final = (
    '<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font-family:sans-serif;max-width:45em">{body}</body></html>'
)


@dataclass(frozen=True, slots=True)
class MailOptions:
    """The SMTP server that mail goes through."""

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "Redline <redline@localhost>"
    timeout_s: float = 15.0


class MailMessenger:
    """Behind the port Messenger."""

    def __init__(self, options: MailOptions, channels: Channels, clock: Clock) -> None:
        self._options = options
        self._channels = channels
        self._clock = clock
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if there is no such target, or no server to send by."""
        channel_of(self._channels, subscription)
        if not self._options.host:
            raise DeliveryRefused("there is no mail server", hint="set mail.host in the settings file")

    async def tell(self, letter: Letter, to: Subscription, delivery: Delivery) -> Attempt:
        """Send one mail to all addresses of the target."""
        at = self._clock.now()
        started = asyncio.get_running_loop().time()
        try:
            self.check(to)
            addresses = channel_of(self._channels, to).to
            mail = compose(letter, self._options.sender, addresses, format_datetime(at))
            loop = asyncio.get_running_loop()
            status, why = await loop.run_in_executor(self._threads, self._send, mail, addresses)
        except DeliveryRefused as error:
            status, why = 0, f"refused: {error}"
        elapsed_s = asyncio.get_running_loop().time() - started
        return Attempt(delivery, at, ok=not why, status=status, detail=why, elapsed_s=elapsed_s)

    def _send(self, mail: EmailMessage, addresses: tuple[str, ...]) -> tuple[int, str]:
        """(status, why not); runs in a thread. Nothing that a server does gets out of it as an exception."""
        try:
            with self._connect() as server:
                server.send_message(mail, to_addrs=list(addresses))  # some may be refused: the others have it
        except smtplib.SMTPResponseException as error:
            return error.smtp_code, one_line(f"SMTP {error.smtp_code}: {_words(error.smtp_error)}", 300)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            return code, one_line(f"SMTP {code}: no address was accepted: {_words(answer)}", 300)
        except TimeoutError:
            return 0, f"{TIMED_OUT}: {self._options.timeout_s:g} s"
        except (OSError, smtplib.SMTPException) as error:
            return 0, one_line(f"no connection to the mail server: {error}", 300)
        return DONE, ""

    def _connect(self) -> smtplib.SMTP:
        options = self._options
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if options.security == "tls":
            server = smtplib.SMTP_SSL(options.host, options.port, timeout=options.timeout_s, context=context)
        else:
            server = smtplib.SMTP(options.host, options.port, timeout=options.timeout_s)
        try:
            if options.security == "starttls":
                server.starttls(context=context)
            if options.user:
                server.login(options.user, options.password)
        except BaseException:
            server.close()
            raise
        return server


def compose(letter: Letter, sender: str, addresses: tuple[str, ...], date: str) -> EmailMessage:
    """The mail; a line break in a title can not become a header, and readers see whom it is for and how to sort it."""
    mail = EmailMessage()
    mail["Subject"] = one_line(letter.title, 200)
    mail["From"] = sender
    mail["To"] = ", ".join(addresses)
    mail["Date"] = date
    mail["Message-ID"] = f"<{letter.id}@{_host(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Redline-Id"] = letter.id
    mail.set_content(xml_text(letter.text))
    body = xml_text(letter.html)
    if letter.picture is not None:
        body = f'<p><img src="cid:card" alt="{escape(letter.picture.alt)}" width="600"></p>{body}'
    mail.add_alternative(_PAGE.format(title=escape(one_line(letter.title, 200)), body=body), subtype="html")
    if letter.picture is not None:
        html = mail.get_payload()[1]  # type: ignore[index]  # a multipart
        html.add_related(letter.picture.png, "image", "png", cid="<card>", filename="change.png", disposition="inline")  # type: ignore[union-attr]
    return mail


def _host(sender: str) -> str:
    try:
        return Address(addr_spec=sender.rpartition("<")[2].rstrip("> ")).domain or "localhost"
    except ValueError:
        return "localhost"


def _words(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
