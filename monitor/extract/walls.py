"""Pages that stand in front of an article, or in its place: told by what they say where the article should be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import html

from monitor.extract.characters import tidy
from monitor.extract.metadata import Metadata
from monitor.extract.trees import count, is_there, strings, text_at
from monitor.model import PAGE_NOT_FOUND

SHORT: Final = 1_200  # an article that talks about cookies or robots is longer than a page that asks about them
TEASER: Final = 600
SHELL: Final = 200  # an empty frame says less than that
VISIBLE: Final = 6_000  # what is looked at of the page's words
MARKUP: Final = 300_000
SHELLS: Final = ("root", "app", "__next", "__nuxt", "svelte", "main-app")
SURE: Final = 2  # of the three signs of a paywall
_BOT = re.compile(
    r"verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot)|are you a (?:robot|human)|"
    r"i'?m not a robot|unusual (?:traffic|activity)|"
    r"complete the (?:captcha|security check)|attention required|just a moment\.\.\.|checking your browser|"
    r"checking if the site connection is secure|enable javascript and cookies to continue|"
    r"access (?:to this page has been )?denied|you have been blocked|request (?:unsuccessful|blocked)|"
    r"pardon our interruption|"
    r"(?:bot|ddos) protection|automated (?:access|requests|queries)|bestätigen sie, dass sie ein mensch|kein roboter|"
    r"vérifiez que vous êtes|je ne suis pas un robot|no soy un robot|não sou um robô|non sono un robot|"
    r"проверка браузера|вы не робот|"
    r"ロボットではありません|人机验证|安全验证",
    re.IGNORECASE,
)
_BOT_MARKUP = re.compile(
    r"cf-chl|cf_chl_opt|_incapsula_|px-captcha|captcha-delivery\.com|/cdn-cgi/challenge-platform|"
    r"class=.{0,3}(?:g-recaptcha|h-captcha)|awswafintegration|_abck.{0,40}challenge",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:accept|agree to|reject|allow|manage)\b[^.]{0,40}\bcookies|(?:accept|reject) all|before you continue|"
    r"we (?:and our (?:\d+ )?partners )?(?:use|value|store|care about)[^.]{0,60}\b(?:cookies|privacy|personal data)|"
    r"zustimmen und weiter|alle akzeptieren|cookies? (?:akzeptieren|zustimmen)|mit werbung (?:und|weiter)|"
    r"accepter (?:et continuer|les cookies|tout)|tout accepter|continuer sans accepter|aceptar (?:y continuar|"
    r"las cookies|todo)|"
    r"accett[ao] (?:e continua|i cookie|tutti)|aceitar (?:e continuar|os cookies|todos)|alles accepteren|"
    r"cookies accepteren|akkoord en door|"
    r"godkänn alla|acceptera alla|godta alle|samtykke|zaakceptuj|akceptuj|přijmout vše|souhlas(?:ím|it)|"
    r"принять (?:все )?cookie|同意して続ける|接受所有|모두 동의",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|connectez-vous|se connecter|iniciar sesión|entrar|accedi|"
    r"inloggen|logga in|logg inn|"
    r"zaloguj)\b|войти|ログイン|登录|로그인",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep reading|unlock)|subscribers?[ -]only|(?:only|"
    r"exclusive(?:ly)?) (?:for|to) (?:our )?subscribers|"
    r"to (?:continue|keep|finish) reading|already a (?:subscriber|member)|unlock this article|"
    r"this (?:article|content|story) is (?:for|reserved|exclusive|only)|register (?:for free )?to (?:continue|"
    r"read)|create a free account to|"
    r"you(?:'ve| have) reached your (?:free )?(?:article )?limit|weiterlesen mit|nur für abonnenten|"
    r"jetzt weiterlesen|mit .{1,20}abo.{0,20} weiterlesen|"
    r"sie haben bereits ein abo|réservée? (?:aux|à nos) abonnés|il vous reste|déjà abonné|"
    r"exclusivo para suscriptores|solo para suscriptores|"
    r"¿ya eres suscriptor|exclusivo para assinantes|já é assinante|riservat[oa] (?:agli|ai) abbonati|sei già abbonato|"
    r"alleen voor abonnees|verder lezen|al abonnee|endast för prenumeranter|kun for abonnenter|er du abonnent|"
    r"tylko dla prenumeratorów|pouze pro předplatitele|только для подписчиков|"
    r"会員限定|有料会員|この記事は有料|剩余.{0,10}付费|"
    r"仅限订阅|구독자 전용",
    re.IGNORECASE,
)
_PAYWALL_NAMES = re.compile(
    r"paywall|regwall|piano-|metered|premium-?(?:box|wall|teaser)|subscriber-?only", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"(?:enable|requires?|turn on|activate|need|without)\b[^.]{0,40}javascript|"
    r"javascript\b[^.]{0,40}(?:disabled|required|enabled?|aktivier|"
    r"activ|habilit|inschakel|einschalten)",
    re.IGNORECASE,
)
# of a number that begins a headline only one that stands alone: "404 people were counted" is news
_ALONE = r"(?=\W*$|\s*[-–—|:]|\s+(?:error|page|not|gone|bad|forbidden|internal|fehler|erreur)\b)"
_NOT_FOUND = re.compile(
    rf"^\W*(?:error\s*:?\s*)?(?:404|410)\b{_ALONE}|\b(?:error|fehler|erreur|http) (?:404|410)\b|"
    r"\b(?:page|article|story|file|document|content|url|address) "
    r"(?:(?:you\b[^.]{1,40} )?(?:was |is |could |can )?(?:not (?:be )?found|missing|unavailable))|"
    r"^\W*not found\W*$|can[’']?(?:t|not) (?:seem to )?find (?:that|the|this|your)\b[^.]{0,30} (?:page|article|story)|"
    r"(?:page|article|story|content)\b[^.]{0,60}(?:no longer (?:available|exists?)|doesn[’']t exist|does not exist)|"
    r"seite (?:wurde )?(?:leider )?nicht gefunden|"
    r"page (?:introuvable|non trouvée)|página no encontrada|página não encontrada|pagina non trovata|"
    r"pagina niet gevonden|"
    r"sidan (?:kunde inte hittas|hittades inte)|siden (?:finnes ikke|ble ikke funnet)|nie znaleziono strony|"
    r"страница не найдена|"
    r"ページが見つかりません|页面不存在|找不到页面|페이지를 찾을 수 없",
    re.IGNORECASE,
)
_ERROR = re.compile(
    rf"^\W*(?:error\s*:?\s*)?(?:40[0-9]|50[0-4])\b{_ALONE}|\b(?:error|fehler|erreur|http) (?:40[0-9]|50[0-4])\b|"
    r"something went wrong|internal server error|bad gateway|"
    r"service (?:temporarily )?unavailable|"
    r"temporarily unavailable|under maintenance|wartungsarbeiten|oops[!,.]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page shows before its boxes are taken out: where walls speak."""

    words: str
    title: str
    heading: str
    password: bool
    scripts: int
    shell: bool
    told: str  # in <noscript>


def signs_of(markup: str) -> Signs:
    """The signs of a page as it came."""
    tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    told = " ".join(strings(tree, "//noscript//text()"))[:VISIBLE]
    return Signs(
        words=_visible(tree),
        title=text_at(tree, "//head/title"),
        heading=text_at(tree, "//h1"),
        password=is_there(tree, "//input[@type='password']"),
        scripts=count(tree, "//script[@src]"),
        shell=any(is_there(tree, f"//*[@id='{name}']") for name in SHELLS),
        told=tidy(told),
    )


def _visible(tree: html.HtmlElement) -> str:
    parts: list[str] = []
    size = 0
    for text in strings(tree, "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"):
        parts.append(text)
        size += len(text.strip())
        if size > VISIBLE:
            break
    return tidy(" ".join(parts))


def reason(markup: str, facts: Metadata, *, size: int) -> str:
    """Why a page with so little article text is not the article; "" if nothing says so."""
    signs = signs_of(markup)
    short = len(signs.words) < VISIBLE
    start = f"{signs.title} {signs.words[:SHORT]}"
    if short and (_BOT.search(start) or (size < TEASER and _BOT_MARKUP.search(markup[:MARKUP]))):
        return "bot wall"
    error = "" if facts.calls_itself_news else _error(signs)
    if error:
        return error
    if _is_paywall(signs, facts, size, markup):
        return "paywall"
    if len(signs.words) < 2 * SHORT and _CONSENT.search(signs.words):
        return "consent page"
    if short and size < TEASER and signs.password and _LOGIN.search(start):
        return "login page"
    return "needs a browser" if size < SHELL and _is_shell(signs) else ""


def _error(signs: Signs) -> str:
    """What its title or headline says is wrong; one that says that nothing is there is told apart from any other."""
    told = (signs.title, signs.heading)
    if any(_NOT_FOUND.search(words) for words in told):
        return PAGE_NOT_FOUND
    return "error page" if any(_ERROR.search(words) for words in told) else ""


def _is_paywall(signs: Signs, facts: Metadata, size: int, markup: str) -> bool:
    """True if at least two things say so: the page's own word, its words, its names; or a text that says only that."""
    votes = facts.closed + bool(_PAYWALL.search(signs.words)) + bool(_PAYWALL_NAMES.search(markup))
    return votes >= SURE or (votes == 1 and size < SHELL and bool(_PAYWALL.search(signs.words)))


def _is_shell(signs: Signs) -> bool:
    """True if the page is an empty frame that a script fills."""
    if _SCRIPT.search(f"{signs.told} {signs.words[:SHORT]}"):
        return True
    return len(signs.words) < 2 * SHELL and signs.scripts > 0 and signs.shell
