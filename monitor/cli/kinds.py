"""Kinds of values on the command line; a wrong one is told with what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_network
from typing import Any

import click

from monitor.cli.session import fail
from monitor.deliver.rehearsal import MOST
from monitor.errors import SettingsError
from monitor.event.filters import known_name, known_words
from monitor.event.pace import known_pace
from monitor.model import Field, PageType
from monitor.poll.cron import cron
from monitor.settings import duration_s


class Checked(click.ParamType[Any]):
    """A value that a function makes of the text, or refuses with a ValueError."""

    def __init__(self, name: str, made: Callable[[str], Any]) -> None:
        self.name = name
        self._made = made

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; a refusal becomes a usage error that names the option."""
        try:
            return self._made(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


def _seconds(text: str) -> int:
    seconds = round(duration_s(text))
    if seconds < 1:
        raise ValueError(f"expected at least one second, got {text!r}")
    return seconds


def _seconds_or_auto(text: str) -> int:
    return 0 if text == "auto" else _seconds(text)


def _last(text: str) -> int:
    number = text.removeprefix("last:")
    if not number.isascii() or not number.isdigit() or not 0 < int(number) <= MOST:
        raise ValueError(f"expected last:N with N from 1 to {MOST}, got {text!r}")
    return int(number)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a date or a time such as 2026-11-24T08:00, got {text!r}") from None
    return at.astimezone()


def _cron(text: str) -> str:
    try:
        cron(text)
    except SettingsError as error:
        raise ValueError(str(error).partition(": ")[2]) from None
    return text


def pace_field(name: str) -> Checked:
    """The kind of one of a pace's fields."""
    return Checked(name, lambda text: known_pace(name, text))


def _switch(text: str) -> tuple[Field, bool | None]:
    name, _, said = text.partition("=")
    if name not in set(Field) or said not in SAID:
        raise ValueError(f"expected FIELD=on, =off or =usual, with a field of {', '.join(Field)}; got {text!r}")
    return Field(name), SAID[said]


SAID = {"on": True, "off": False, "usual": None}
SWITCH = Checked("FIELD=on|off|usual", _switch)
NETWORK = Checked("CIDR", lambda text: str(ip_network(text)))
PATTERN = Checked("pattern", _pattern)
EVERY = Checked("duration", _seconds)
CRON = Checked("cron line", _cron)
EVERY_OR_AUTO = Checked("duration", _seconds_or_auto)  # 0 = auto
LAST = Checked("last:N", _last)
MOMENT = Checked("time", _moment)
WORD = Checked("word", lambda text: known_words([text])[0])
FILTER_NAME = Checked("name", known_name)

TYPE_OPTION = click.option(
    "--type",
    "page_type",
    type=click.Choice([kind.value for kind in PageType]),
    help="What its pages are read as: page = terms, laws, registers, read whole. Default: found out.",
)


def allowed_by_the_file(table: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Refuse --allow, which earlier releases had where something is kept, with what to write into the settings file."""

    def refuse(_: click.Context, __: click.Parameter, networks: tuple[str, ...]) -> None:
        if networks:
            said = ", ".join(f'"{network}"' for network in networks)
            hint = f"write there: [[{table}]] with allow_networks = [{said}]"
            fail(SettingsError("--allow", "private networks are allowed in the settings file only", hint=hint))

    return click.option("--allow", multiple=True, hidden=True, expose_value=False, callback=refuse)
