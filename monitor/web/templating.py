"""Templates: everything escaped, an unknown name is an error, and no page carries a character that HTML forbids."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.event.plain import xml_text
from monitor.web import links, moments, words
from monitor.web.links import FORMATS

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


class Templates:
    """The templates of this package, compiled once."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
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

    def render(self, name: str, **values: Any) -> bytes:
        """The page as UTF-8."""
        return xml_text(self._environment.get_template(name).render(**values)).encode()


def assets() -> dict[str, str]:
    """The address of each static file; it changes with the file, so that browsers may keep it for ever."""
    return {
        file.name: f"/static/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
        for file in sorted(STATIC.iterdir())
        if file.is_file()
    }
