"""Templates: everything escaped, an unknown name is an error, and no page carries a character that HTML forbids."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.event.plain import xml_text
from monitor.web import links, moments, words
from monitor.web.links import FORMATS

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


def render(template: str, **values: Any) -> bytes:
    """The filled template as UTF-8; each template is compiled once in a process."""
    return xml_text(_environment().get_template(template).render(**values)).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        web_link=links.web_link,
        query=links.query,
        span=moments.span,
        stamp=moments.stamp,
        count=words.count,
        times=words.times,
        label=words.label,
        formats=FORMATS,
        asset=assets().__getitem__,
    )
    return made


def assets() -> dict[str, str]:
    """The address of each static file; it changes with the file, so that browsers may keep it for ever."""
    return {
        file.name: f"/static/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
        for file in sorted(STATIC.iterdir())
        if file.is_file()
    }
