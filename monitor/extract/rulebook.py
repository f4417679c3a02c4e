"""Which site rule holds for an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from monitor.model import SiteRule

_HOST: Final = re.compile(r"[\w.-]+(:\d+)?")


class Rulebook:
    """The site rules; of several that fit an address, the one with the longest pattern holds."""

    def __init__(self, rules: Sequence[SiteRule] = ()) -> None:
        self._patterns = sorted(
            ((len(pattern), _compiled(pattern), rule) for rule in rules for pattern in rule.match),
            key=lambda one: -one[0],
        )

    def of(self, url: str) -> SiteRule | None:
        """The rule for this address, None where there is none.

        >>> Rulebook([SiteRule("a", ("example.org",))]).of("https://www.example.org/x").name
        'a'
        """
        if not self._patterns:
            return None
        parts = urlsplit(url)
        bare = f"{parts.netloc.lower()}{parts.path}{'?' + parts.query if parts.query else ''}"
        return next((rule for _, pattern, rule in self._patterns if pattern.fullmatch(bare)), None)


def _compiled(pattern: str) -> re.Pattern[str]:
    """A bare host means all of its pages and those of its subdomains; `*` stands for anything."""
    bare = re.sub(r"^https?://", "", pattern)
    if _HOST.fullmatch(bare):
        return re.compile(rf"(?:[^/]*\.)?{re.escape(bare.lower())}(?:/.*)?", re.DOTALL)
    return re.compile(".*".join(map(re.escape, bare.split("*"))), re.DOTALL)
