"""Pages that stand in front of an article, or in its place: told by what they say."""

from __future__ import annotations

import re
from typing import Final

from lxml import html

SHORT_CHARS: Final = 1_500  # an article that talks about cookies is longer than a page that asks for them
_BOT = re.compile(
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|unusual traffic|captcha|attention required|"
    r"just a moment|checking your browser|enable javascript and cookies to continue|"
    r"access (?:to this page has been )?denied|"
    r"request unsuccessful|pardon our interruption|bot protection|ddos protection",
    re.IGNORECASE,
)
_BOT_MARKUP = re.compile(
    r"cf-chl|_incapsula_|px-captcha|datadome|/cdn-cgi/challenge|g-recaptcha|hcaptcha", re.IGNORECASE
)
_CONSENT = re.compile(
    r"(?:accept|agree to|reject|manage)[^.]{0,40}(?:cookies|all)|"
    r"we (?:and our (?:\d+ )?partners )?(?:use|value|store)[^.]{0,60}"
    r"(?:cookies|privacy)|before you continue|zustimmen und weiter|cookies? akzeptieren|accepter (?:et continuer|les cookies)|"
    r"aceptar (?:y continuar|las cookies)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|anmelden|einloggen|connectez-vous|iniciar sesión)\b", re.IGNORECASE)
_PAYWALL = re.compile(
    r"subscribe to (?:continue|read|keep reading)|subscribers? only|for subscribers|to continue reading|"
    r"already a subscriber|"
    r"this (?:article|content) is (?:for|reserved|exclusive)|weiterlesen mit|nur für abonnenten|réservé aux abonnés|"
    r"solo para suscriptores|register to continue|create a free account to",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enable|requires?|turn on|activate|need)[^.]{0,30}javascript|javascript[^.]{0,40}(?:disabled|required|enabled?|aktivier)",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"^\W*(?:error\s+)?(?:404|403|500|502|503)\b|page not found|not found\W*$|seite nicht gefunden|page introuvable|"
    r"página no encontrada|something went wrong|service unavailable",
    re.IGNORECASE,
)


def in_front(tree: html.HtmlElement, markup: str, *, article_chars: int, closed: bool) -> str:
    """Why a page with so little article text is not the article; "" if nothing says so."""
    words = " ".join(_visible(tree).split())
    title = " ".join(str(tree.xpath("string(//head/title)")).split())
    h1 = " ".join(str(tree.xpath("string(//h1)")).split())
    short = article_chars < SHORT_CHARS
    if short and len(words) < 4 * SHORT_CHARS:
        if _BOT_MARKUP.search(markup[:200_000]) or _BOT.search(f"{title} {words[:SHORT_CHARS]}"):
            return "bot wall"
        if _ERROR.search(title) or _ERROR.search(h1):
            return "error page"
    if short and (_PAYWALL.search(words) or closed):
        return "paywall"
    if len(words) < 2 * SHORT_CHARS and short:
        if _CONSENT.search(words):
            return "consent page"
        if tree.xpath("//input[@type='password']") and _LOGIN.search(f"{title} {words}"):
            return "login page"
    return "needs a browser" if _is_shell(tree, words) and article_chars < 300 else ""  # noqa: PLR2004 - a teaser


def _is_shell(tree: html.HtmlElement, words: str) -> bool:
    """True if the page is an empty frame that a script fills."""
    roots = tree.xpath("//div[@id='root' or @id='app' or @id='__next' or @id='__nuxt' or @id='svelte']")
    scripts = len(tree.xpath("//script[@src]"))
    told = " ".join(str(t) for t in tree.xpath("//noscript//text()"))
    return bool(_SCRIPT.search(f"{told} {words[:500]}")) or (len(words) < 400 and scripts > 0 and bool(roots))  # noqa: PLR2004 - an empty frame


def _visible(tree: html.HtmlElement) -> str:
    return " ".join(
        str(t) for t in tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    )
