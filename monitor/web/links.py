"""Addresses on the pages: our own, and those of publishers, which are hostile until shown otherwise."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

FORMATS: Final = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
REL: Final = "noopener noreferrer nofollow external"
_WEB: Final = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def is_web(url: str) -> bool:
    """True for an http or https address that names a host: the only ones that become links."""
    if not _WEB.match(url):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def web_link(url: str, text: str = "", *, css: str = "") -> Markup:
    """A link to an outside page; an address that is not http(s) is shown as plain text."""
    shown = text or url
    if not is_web(url):
        return Markup("<span>{}</span>").format(shown)
    clean = _CONTROLS.sub(lambda found: quote(found[0], safe="", errors="replace"), url)
    return Markup('<a href="{}" rel="{}"{}>{}</a>').format(
        clean, REL, Markup(' class="{}"').format(css) if css else "", shown
    )


def host_of(url: str) -> str:
    """The host of an address, without "www.", for reading."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def query(path: str, **fields: str) -> str:
    """A path with those fields that say something."""
    filled = {name: value for name, value in fields.items() if value}
    return f"{path}?{urlencode(filled)}" if filled else path


def safe_next(path: str) -> str:
    """The path of ours to go to after signing in; "/" for anything that is not clearly one."""
    return path if re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", path) else "/"
