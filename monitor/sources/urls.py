"""One spelling per address: the ids of articles and sources are hashes of it."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from functools import cache, lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

from monitor.model import ArticleId, SourceId

MAX_URL_CHARS: Final = 8_000
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Parameters that say where a reader came from and never what is shown: the lists of uBlock Origin's "removeparam" and
# ClearURLs name these for every site.
# fmt: off
TRACKING: Final = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid",
    "igsh", "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "_hsenc", "_hsmi", "__hssc",
    "__hstc", "__hsfp", "hsctatracking", "ml_subscriber", "ml_subscriber_hash", "s_cid", "wickedid", "rb_clickid",
    "cmpid", "ncid", "ocid", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "xtor",
    "at_medium", "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4", "at_link_id",
    "at_link_origin", "at_link_type", "at_format", "at_ptr_name", "at_bbc_team",
})
# fmt: on
TRACKING_PREFIXES: Final = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_")
_BAD = re.compile(r"[\x00-\x20\x7f-\x9f]+")
# Most addresses: nothing to mend, and their host with its port as it is.
_PLAIN: Final = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!80/|443/)(?:[1-5][0-9]{4}|[1-9][0-9]{1,3}))?)/", re.ASCII
)
_SAFE_PATH: Final = "/:@!$&'()*+,;=-._~"


def normalise(url: str) -> str:
    """The one spelling of an http(s) address; raises ValueError for anything else. Idempotent.

    >>> normalise("HTTPS://Example.ORG:443/a%7Eb/?utm_source=x&id=7#top")
    'https://example.org/a~b/?id=7'
    """
    if len(url) > MAX_URL_CHARS:
        raise ValueError(f"an address of {len(url)} characters")
    parts = urlsplit(_BAD.sub("", url))
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("not an http or https address")
    host = _host(parts.hostname)
    port = parts.port  # raises ValueError when it is none
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = quote(unquote_to_bytes(_keep_escaped_slashes(parts.path)), safe=_SAFE_PATH + "%") or "/"
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def _keep_escaped_slashes(path: str) -> str:
    """Escapes that mean something else than their character: they stay escaped."""
    return re.sub(r"%(2[fF]|25|3[fF]|23)", lambda match: f"%25{match[1].upper()}", path)


def _query(query: str) -> str:
    kept = [
        (key, value)
        for key, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if key.lower() not in TRACKING and not key.lower().startswith(TRACKING_PREFIXES)
    ]
    if "=" not in query and not kept[1:] and kept:
        return quote(kept[0][0], safe=_SAFE_PATH + "?", errors="surrogateescape")  # "?12345"
    return urlencode(kept, errors="surrogateescape", safe="/:@!$'()*,;-._~?")


def _host(host: str) -> str:
    """The host in lower case and in its ASCII form."""
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"not a host name: {host!r}") from error


def _id(text: str, chars: int) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode("ascii").lower()[:chars]


def article_id(url: str) -> ArticleId:
    """The id of the article at this address: 16 characters, the same for every spelling of it."""
    return ArticleId(_id(normalise(url), 16))


def source_id(url: str) -> SourceId:
    """The id of the source at this address: 12 characters."""
    return SourceId(_id("source " + normalise(url), 12))


@lru_cache(maxsize=2_048)
def host(url: str) -> str:
    """The host and, where it is not the usual one, the port: what politeness counts by."""
    if len(url) <= MAX_URL_CHARS and (plain := _PLAIN.match(url)):
        return plain[1]
    return urlsplit(normalise(url)).netloc


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registrable_domain(url: str) -> str:
    """The domain that somebody could register ("example.co.uk"); an IP address or a bare name is its own."""
    name = urlsplit(normalise(url)).hostname or ""
    if re.fullmatch(r"[\d.]+|.*:.*", name):
        return name
    found: str | None = _suffixes().privatesuffix(name)
    return found or name


def same_site(a: str, b: str) -> bool:
    """True if both addresses lie below one registrable domain."""
    return registrable_domain(a) == registrable_domain(b)


def resolve(base: str, link: str) -> str | None:
    """The link as an absolute http(s) address, as spelt; None if it is none, or too long."""
    try:
        absolute = urljoin(base, _BAD.sub("", link))
        normalise(absolute)
    except ValueError:
        return None
    return absolute
