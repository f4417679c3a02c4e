"""How the page of an article is to be read."""

from __future__ import annotations

from monitor.extract import Rulebook
from monitor.model import Field, Head, PageType, Pin, Reading, SourceRules, counted


def reading(head: Head, rules: SourceRules, rulebook: Rulebook, left_out: tuple[str, ...] = ()) -> Reading:
    """Its site's rule, and what it is read as: as the rule says, then the source, then as its newest version was."""
    rule = rulebook.of(head.article.url)
    said = (rule.type if rule else PageType.AUTO, rules.type, head.newest.text.type if head.newest else PageType.AUTO)
    kind = next((one for one in said if one is not PageType.AUTO), PageType.AUTO)
    return Reading(kind, rule, Field.LINKS in counted(rules.fields), left_out, head.pin or Pin())
