"""What the owner decides about articles and versions, over the open parts: the same from a page and from a command."""

from __future__ import annotations

from monitor.app.erasing import erase
from monitor.app.opening import App
from monitor.errors import NotFound, Refused
from monitor.model import Act, ArticleId, Deed
from monitor.store.keys import MAX_REASON_CHARS


async def decide(app: App, article: ArticleId, number: int, deed: Deed, reason: str, by: str) -> None:
    """Keep the act, and do what it asks for; raises NotFound where there is no such version, Refused for its reason."""
    reason = one_line(reason)
    await known_version(app, article, number)
    if deed is Deed.ERASE:
        await erase(app, article, number, by=by, reason=reason)
    else:
        await app.store.marks.add(article, Act(deed, number, app.world.clock.now(), by, reason))


async def known_version(app: App, article: ArticleId, number: int) -> None:
    """Raise NotFound unless the article has a version of this number (WHOLE: or is not known at all)."""
    heads = await app.store.own_catalog.heads([article])
    newest = heads[article][1].versions if article in heads else 0
    if number > newest:
        raise NotFound(f"there is no version {number}", hint="`redline show` lists them")


def one_line(reason: str) -> str:
    """The reason as it is kept; raises Refused for one with line breaks and the like, or that is too long."""
    reason = reason.strip()
    if not reason.isprintable() or len(reason) > MAX_REASON_CHARS:
        raise Refused(f"the reason is one line of at most {MAX_REASON_CHARS} characters")
    return reason
