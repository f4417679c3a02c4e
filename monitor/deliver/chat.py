"""People's channels through Apprise (the extra `redline[apprise]`): its one door. Blocking, so each try has a thread.

Apprise has no address guard, so its addresses come from the settings file only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any, Final

from monitor.deliver.channels import Channel, Channels, channel_of
from monitor.deliver.retry import TIMED_OUT
from monitor.errors import DeliveryRefused
from monitor.event.chat_text import escaped, fit
from monitor.event.plain import one_line, shorten
from monitor.model import Attempt, Delivery, Subscription
from monitor.ports import Clock, Letter

THREADS: Final = 8
TOTAL_S: Final = 30.0
MAX_PIECES: Final = 3  # messages that one letter becomes at most where a service takes short ones only
_FILLED: Final = 0.8  # of each piece: they end where a line does
_COUNTER: Final = 12  # characters that Apprise adds to the titles of pieces
_SUBJECT: Final = 300  # bytes: Apprise's mail writes each as three characters, on one line of at most 1,000
MISSING: Final = "pip install 'redline[apprise]'"


class ChatMessenger:
    """Behind the port Messenger."""

    def __init__(self, channels: Channels, clock: Clock, *, total_s: float = TOTAL_S) -> None:
        self._channels = channels
        self._clock = clock
        self._total_s = total_s
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="apprise")

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if there is no such target, or Apprise does not know its kind of address."""
        _open(channel_of(self._channels, subscription))

    async def tell(self, letter: Letter, to: Subscription, delivery: Delivery) -> Attempt:
        """Send once; a channel that hangs costs its own thread and ends as a failure."""
        at = self._clock.now()
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            channel = channel_of(self._channels, to)
            sending = loop.run_in_executor(self._threads, _send, channel, letter)
            why = await asyncio.wait_for(sending, self._total_s)
        except DeliveryRefused as error:
            why = f"refused: {error}"
        except TimeoutError:
            why = f"{TIMED_OUT}: {self._total_s:g} s"
        except Exception as error:  # noqa: BLE001 - a plug-in can make any error: it is its attempt that failed
            why = one_line(f"the channel broke: {type(error).__name__}: {error}", 300)
        return Attempt(delivery, at, ok=not why, detail=why, elapsed_s=loop.time() - started)


def _open(channel: Channel) -> Any:
    """Apprise's object for the address; raises DeliveryRefused."""
    try:
        import apprise
    except ImportError:
        raise DeliveryRefused("Apprise is not installed", hint=MISSING) from None
    asset = apprise.AppriseAsset(app_id="Redline", app_desc="Redline", app_url="", async_mode=False)
    made = apprise.Apprise.instantiate(channel.url, asset=asset)
    if made is None:
        raise DeliveryRefused(f"Apprise can not use the address of target {channel.name!r}", hint="see its wiki")
    if "overflow=" not in channel.url:
        made.overflow_mode = apprise.OverflowMode.SPLIT  # by itself it sends what the service will refuse as too long
    return made


def _send(channel: Channel, letter: Letter) -> str:
    """Why it was not taken, "" if it was; runs in a thread. The picture goes along where the channel takes pictures."""
    import apprise
    from apprise.attachment.memory import AttachMemory

    plugin = _open(channel)
    sender = apprise.Apprise(asset=plugin.asset)
    sender.add(plugin)
    attach, pictured = None, letter.picture is not None and plugin.attachment_support
    if letter.picture is not None and pictured:
        image = AttachMemory(  # type: ignore[no-untyped-call]
            content=letter.picture.png, name="change.png", mimetype="image/png"
        )
        attach = apprise.AppriseAttachment(image)
    title, body, form = _written(letter, plugin, pictured=pictured)
    with _heard() as said:
        taken = sender.notify(body=body, title=title, body_format=form, attach=attach)
    if taken:
        return ""
    return one_line("; ".join(dict.fromkeys(said)) or "the channel did not take it", 300)


def _written(letter: Letter, plugin: Any, *, pictured: bool) -> tuple[str, str, Any]:
    """(title, body, its format) as the channel reads and takes them: plain text wherever it reads that.

    A title that is too long for it stands in the body as well.
    """
    from apprise import NotifyFormat

    form = plugin.resolve_format(NotifyFormat.TEXT)
    shown = {NotifyFormat.HTML: _html, NotifyFormat.MARKDOWN: escaped}.get(form, str)
    title, text = letter.title, letter.markdown if form is NotifyFormat.MARKDOWN else letter.text
    above = [letter.picture.alt] if letter.picture is not None and pictured else []
    room = min(plugin.title_maxlen - _COUNTER, len(title.encode()[:_SUBJECT].decode(errors="ignore")))
    if 0 < room < len(title):
        above, title = [title, *above], shorten(title, room)
    elif plugin.title_maxlen <= 0:
        title = shown(title)  # it becomes part of the body
    if form is NotifyFormat.MARKDOWN:
        above = [escaped(line) for line in above]
    body = "\n\n".join([*above, text])
    grown = len(_html(body)) / len(body) if form is NotifyFormat.HTML else 1.0
    body = fit(body, int(MAX_PIECES * plugin.body_maxlen * _FILLED / grown))
    return title, _html(body) if form is NotifyFormat.HTML else body, form


def _html(text: str) -> str:
    """The text as HTML that has a line for each of its lines: Apprise cuts between them, never in a link."""
    return "<br />\n".join(escape(line) for line in text.splitlines())


_said: ContextVar[list[str] | None] = ContextVar("said", default=None)  # Apprise carries it into its threads


class _Ear(logging.Handler):
    """Keeps the warnings that are logged while one message is sent: Apprise says why only there."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        said = _said.get()
        if said is not None:
            said.append(record.getMessage())


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Apprise logs about this message meanwhile."""
    said: list[str] = []
    mark, ear, logger = _said.set(said), _Ear(logging.WARNING), logging.getLogger("apprise")
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)
        _said.reset(mark)
