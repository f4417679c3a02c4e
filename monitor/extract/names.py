"""What the names that sites give to their boxes say; as data. Names are class, id and a few more attributes."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Final


class Says(Enum):
    """What the names of an element say about it."""

    NOTHING = "nothing"
    BOX = "box"  # surely not the article
    MAYBE_BOX = "maybe_box"  # a box unless it holds a caption or much prose
    CORRECTION = "correction"
    CAPTION = "caption"
    BODY = "body"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in text.split(","))


BOX_WORDS: Final = _words(
    """
    ad ads advert adverts advertisement advertisements advertising adslot adunit adbox adwrapper dfp gpt
    doubleclick adsense adcontainer promo promos promobox promotion promotions promoted sponsor sponsored
    sponsors advertorial related relateds relatedcontent relatedarticles relatedlinks relatednews relatedposts
    relatedstories recommend recommended recommendation recommendations recommends recirculation recirc outbrain
    taboola plista mostread mostpopular mostviewed trending newsletter newsletters signup subscribe subscription
    subscriptions subscribebox paywall regwall piano share shares sharing sharebar sharebuttons sharethis
    addthis addtoany sharecount socialshare comment comments commentbox commentcount commentscount disqus coral
    livefyre counter counters viewcount pageviews likes reactions nav navbar navigation navi menu submenu
    breadcrumb breadcrumbs footer masthead toolbar pagination pager cookie cookies cookiebar cookiebanner
    consent gdpr onetrust didomi usercentrics sourcepoint quantcast popup modal lightbox overlay ticker
    liveticker newsticker livefeed breakingnews weather stocks stockticker skyscraper leaderboard billboard mpu
    werbung anzeige anzeigen reklame reklama reklam publicite publicidad publicidade pubblicita annonse annons
    annonce mainos kommentare commentaires comentarios commenti reacties abonnieren abo abobox meistgelesen
    skiplink skiplinks screenreader searchform searchbox loginbox userbar appbanner donation donate donations
    """
)
MAYBE_WORDS: Final = _words(
    """
    banner teaser teasers widget widgets sidebar aside rail popular social tags taglist topics keywords hashtags
    poll quiz survey embed tooltip bio authorbio aboutauthor authorbox followus follow readmore readnext upnext
    morestories morenews alsoread seealso recent latest carousel slider bookmark tools toolbox actions hidden
    infobox
    """
)
BOX_PAIRS: Final = _pairs(
    """
    most read, most popular, most viewed, most shared, read next, read also, also read, more stories, more news,
    more articles, more from, more on, you may, you might, up next, site header, site footer, page footer,
    page header, sign up, share count, comment count, view count, read count, related links, trending now,
    live ticker, breaking news, top stories, top news, follow us, latest news, recent posts,
    post navigation, post nav, article footer, editors picks,
    editor picks, teaser card,
    cookie banner, push notification, app download, join us, get app, author bio, author info,
    author box, author content, about author, article author, text size, font size
    """
)
CORRECTION_WORDS: Final = _words(
    """
    correction corrections corrected corrigendum clarification clarifications erratum errata editornote
    editornotes editorsnote editorialnote amendment amendments rectification rectificatif korrektur berichtigung
    retraction updatenote
    """
)
CORRECTION_PAIRS: Final = _pairs("editor note, editors note, editorial note, editor notes, update note")
# names of a style, or of an element that has a caption somewhere
NO_CAPTION_PAIRS: Final = _pairs("text caption, has caption, with caption, no caption")
CAPTION_WORDS: Final = _words(
    """
    caption captions figcaption imagecaption photocaption bildunterschrift legende legend bildtext
    """
)
BODY_WORDS: Final = _words(
    """
    articlebody storybody storytext articletext articlecontent postcontent entrycontent bodycopy richtext
    """
)
BODY_PAIRS: Final = _pairs("article body, story body, entry content, post content")
STANDFIRST_WORDS: Final = _words(
    """
    standfirst subheadline subheading subhead subtitle subtitulo sottotitolo dek deck lede lead leadtext leadin
    intro introtext introduction abstract excerpt summary description ingress manchet chapo chapeau sommario
    occhiello perex bajada entradilla copete vorspann anrisstext untertitel underrubrik undertittel preamble
    preface linhafina olho spot ozet
    """
)
BOX_ROLES: Final = _words(
    """
    navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar
    """
)
MAX_NAME_CHARS: Final = 600
MAX_COUNT_DIGITS: Final = 3  # "ad-slot3" is the third; "ad41709" is a hash
_NAME = re.compile(r"[A-Za-z0-9]+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@lru_cache(maxsize=8_192)
def parts(name: str) -> tuple[str, ...]:
    """The words of a class or id name, in lower case; none of a hash such as `sc-1ad4xk` or `kAdBz`.

    >>> parts("article__newsletterBox ad-slot-3 sc-1ad4xk")
    ('article', 'newsletter', 'box', 'ad', 'slot', 'sc')
    """
    found: list[str] = []
    for token in _NAME.findall(name[:MAX_NAME_CHARS]):
        bare = token.rstrip("0123456789")
        if bare.isalpha() and len(token) - len(bare) <= MAX_COUNT_DIGITS:
            pieces = _PART.findall(bare)
            found.extend([p.lower() for p in pieces] if all(len(p) > 1 for p in pieces) else [bare.lower()])
    return tuple(found)


@lru_cache(maxsize=8_192)
def says(name: str) -> Says:
    """What these names say; a correction or a caption outweighs a box, the body outweighs a likely one."""
    words = parts(name)
    pairs = set(pairwise(words))
    found = frozenset(words)
    if found & CORRECTION_WORDS or pairs & CORRECTION_PAIRS:
        return Says.CORRECTION
    if found & CAPTION_WORDS and not pairs & NO_CAPTION_PAIRS:
        return Says.CAPTION
    if found & BODY_WORDS or pairs & BODY_PAIRS:
        return Says.BODY
    if found & BOX_WORDS or pairs & BOX_PAIRS:
        return Says.BOX
    return Says.MAYBE_BOX if found & MAYBE_WORDS else Says.NOTHING


@lru_cache(maxsize=2_048)
def names_standfirst(name: str) -> bool:
    """True if these names say that the element is the text between headline and article."""
    return not STANDFIRST_WORDS.isdisjoint(parts(name))
