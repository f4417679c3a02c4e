"""What every command shares: --data and --config, one-line errors, finding an article by URL or short id."""

from __future__ import annotations

import asyncio
import functools
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import click

from monitor import settings as tree
from monitor.errors import NotFound, RedlineError, SettingsError, StoreMismatch, StoreUnreachable
from monitor.model import ArticleId
from monitor.ports import Catalog

T = TypeVar("T")
EXIT_SETTINGS: Final = 2
SHORT_ID: Final = 6  # characters of an id that people type

_CONFIG = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file (default: config/redline.toml where it is there).",
)
_DATA = click.option(
    "--data", "data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the store, its socket and keys."
)


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Add --config and --data; the command gets the tree as its first argument and errors become one line."""

    @_CONFIG
    @_DATA
    @functools.wraps(command)
    def wrapped(*, config: Path | None, data: Path | None, **rest: Any) -> None:
        try:
            loaded = tree.load(config, os.environ)
            if data is not None:
                loaded = loaded.model_copy(update={"data_dir": data})
            command(with_contact(loaded), **rest)
        except RedlineError as error:
            fail(error)

    return wrapped


def contact_file(settings: tree.Settings) -> Path:
    """Where the answer to the question for a contact is kept; empty = asked, nobody."""
    return settings.data_dir / "contact"


def with_contact(settings: tree.Settings) -> tree.Settings:
    """The settings with the contact that was once given on the command line, where the settings name none."""
    file = contact_file(settings)
    if settings.contact or not file.exists():
        return settings
    return settings.model_copy(update={"contact": file.read_text(encoding="utf-8").strip()})


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of a command's work; Ctrl-C ends it with 130."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        sys.exit(130)
    except BaseExceptionGroup as group:
        known, rest = group.split(RedlineError)
        if rest is not None or known is None:
            raise
        raise first_of(known) from group


def first_of(group: BaseExceptionGroup[RedlineError]) -> RedlineError:
    """The first of the errors that tasks ended with."""
    error = group.exceptions[0]
    return first_of(error) if isinstance(error, BaseExceptionGroup) else error


def fail(error: RedlineError) -> NoReturn:
    """Say what is wrong in one line and end: 2 for settings and store, 1 for the rest."""
    click.echo(f"redline: {printable(str(error))}", err=True)
    settings_fault = isinstance(error, SettingsError | StoreUnreachable | StoreMismatch)
    sys.exit(EXIT_SETTINGS if settings_fault else 1)


def printable(text: str) -> str:
    """The text without anything that a terminal would obey, on one line."""
    return "".join(c if c.isprintable() else " " if c in "\n\t\r" else f"\\x{ord(c):02x}" for c in text)


async def known_article(name: str, catalog: Catalog) -> ArticleId:
    """The article of a URL or of the beginning of an id; raises NotFound where there is none."""
    found = await find_article(name, catalog)
    if found is None:
        raise NotFound(f"{name} is not watched as an article", hint="`redline sources` lists what articles come from")
    return found


async def find_article(name: str, catalog: Catalog) -> ArticleId | None:
    """The article of a URL or of the beginning of an id; None where a URL is not watched. Raises NotFound."""
    from monitor.sources import article_id

    if "://" in name:
        wanted = article_id(name)
        return wanted if await catalog.find(wanted) else None
    found = await catalog.find(name.lower(), limit=5)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"no article has an id that begins with {name!r}", hint="`redline changes` lists ids")
    raise NotFound(f"{name!r} is the beginning of {len(found)} ids: {', '.join(found)}", hint="type more of it")


class ListByDefault(click.Group):
    """Without a further word it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options alone belong to the list."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = ["list", *args]
        return super().parse_args(ctx, args)
