"""Redirects that lead away from the article: what stands there is no version of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from monitor.model import Head, Response
from monitor.sources import registrable_domain

_HOME: Final = re.compile(r"(?:index|home|default)(?:\.\w{2,5})?|[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_DOORS: Final = {
    "login page": re.compile(
        r"log-?in|log-?on|sign-?in|auth|oauth2?|authori[sz]e|sso|myaccount|accounts?", re.IGNORECASE
    ),
    "consent page": re.compile(r"(?:cookie-?|privacy-?)?consent|cmp|gdpr|cookie-?(?:wall|notice)", re.IGNORECASE),
    "bot wall": re.compile(r"captcha|challenge|blocked|access-?denied", re.IGNORECASE),
    "error page": re.compile(r"error|error\.\w+", re.IGNORECASE),
}
_NOT_FOUND: Final = re.compile(r"(?:404|(?:page-?)?not-?found)(?:\.\w+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stray:
    """Where a redirect led instead of to the article, in words."""

    said: str
    is_missing: bool = False  # to the page that the site has for what is not there


def strayed(head: Head, response: Response) -> Stray | None:
    """Where the redirect led instead of to the article; None if it may be the article."""
    if response.final_url == response.url:
        return None
    asked, got = urlsplit(response.url), urlsplit(response.final_url)
    if _is_front(got) and not _is_front(asked):
        return Stray(f"redirected to the home page {response.final_url}")
    if _leads_to(got, _NOT_FOUND) and not _leads_to(asked, _NOT_FOUND):
        return Stray(f"redirected to an error page: {response.final_url}", is_missing=True)
    for what, door in _DOORS.items():
        if _leads_to(got, door) and not _leads_to(asked, door):
            return Stray(f"redirected to {'an' if what[0] in 'aeiou' else 'a'} {what}: {response.final_url}")
    return _elsewhere(head, response) if head.newest is not None else None


def _elsewhere(head: Head, response: Response) -> Stray | None:
    """A page whose text we hold does not move to another site, or up into a section of its own."""
    known = (head.newest.evidence.final_url if head.newest else "") or head.trail.address or head.article.url
    if response.final_url == known:
        return None
    if registrable_domain(response.final_url) not in {registrable_domain(known), registrable_domain(head.article.url)}:
        return Stray(f"redirected to another site: {response.final_url}")
    asked, got = _parts(urlsplit(response.url)), _parts(urlsplit(response.final_url))
    if got and len(got) < len(asked) and asked[: len(got)] == got and not _names_itself(asked[-1]):
        return Stray(f"redirected to the section {response.final_url}")
    return None


def _names_itself(part: str) -> bool:
    """True for what stands behind an article's address for another form of it."""
    return part.lower() in {"amp", "amp.html", "print", "mobile", "index.html", "index.htm", "index.php"}


def _is_front(url: SplitResult) -> bool:
    parts = _parts(url)
    return not url.query and (not parts or (len(parts) == 1 and _HOME.fullmatch(parts[0]) is not None))


def _leads_to(url: SplitResult, door: re.Pattern[str]) -> bool:
    names = [*_parts(url), (url.hostname or "").partition(".")[0]]
    return any(door.fullmatch(name) for name in names)


def _parts(url: SplitResult) -> list[str]:
    return [part for part in url.path.split("/") if part]
