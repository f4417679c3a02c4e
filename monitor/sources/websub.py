"""WebSub (https://www.w3.org/TR/websub/): which hub speaks for a source, and whether what it sent is signed by it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Final

from monitor.model import Listing, Response
from monitor.sources.urls import resolve

METHODS: Final = ("sha256", "sha384", "sha512", "sha1")  # of signatures; the specification keeps SHA-1 for old hubs
MAX_LINKS_CHARS: Final = 20_000
_LINK: Final = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*!#$&+.^`|~-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_REL: Final = re.compile(r"(?:^|;)\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def discover(response: Response, listing: Listing) -> tuple[str, str]:
    """(hub, topic) of a source, ("", "") without a hub: the Link headers first, then what the document says.

    Where no "self" is named, the address that was read is the topic.
    """
    links = list(links_of(value for name, value in response.headers if name == "link"))
    hub = _first(links, "hub", response.final_url)
    topic = _first(links, "self", response.final_url)
    if not hub:
        hub, topic = listing.hub, topic or listing.self_url
    return (hub, topic or listing.self_url or response.final_url) if hub else ("", "")


def links_of(headers: Iterable[str]) -> Iterable[tuple[str, str]]:
    """(relation, target) of each link in Link headers (RFC 8288); what can not be read is left out.

    >>> list(links_of(['<https://hub.example/>; rel="hub", </feed>; rel=self']))
    [('hub', 'https://hub.example/'), ('self', '/feed')]
    """
    for header in headers:
        for target, parameters in _LINK.findall(header[:MAX_LINKS_CHARS]):
            found = _REL.search(parameters)
            for relation in ((found[1] or found[2]) if found else "").lower().split():
                yield relation, target.strip()


def is_signed(header: str, body: bytes, secret: str) -> bool:
    """True if an X-Hub-Signature header ("sha256=...") is the one that this secret gives this body."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in METHODS:
        return False
    expected = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(expected, given.strip().lower()) if given.isascii() else False


def secret_of(key: str, token: str) -> str:
    """The secret of a subscription, made from this installation's key, so that it is stored nowhere."""
    return hmac.new(key.encode(), b"websub " + token.encode(), hashlib.sha256).hexdigest()


def _first(links: list[tuple[str, str]], relation: str, base: str) -> str:
    targets = (resolve(base, target) for known, target in links if known == relation)
    return next((target for target in targets if target), "")
