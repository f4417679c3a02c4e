"""Which addresses of people's channels may be used at all."""

from __future__ import annotations

import re
from typing import Final

# services that people read, and plain HTTP posts; nothing that runs a program or writes to this machine
SCHEMES: Final = frozenset(
    {
        *("mailto", "mailtos", "slack", "discord", "matrix", "matrixs", "tgram", "ntfy", "ntfys"),
        *("mastodon", "mastodons", "toot", "toots", "bluesky", "bsky", "workflow", "workflows"),
        *("gchat", "webex", "wxteams", "zulip", "mmost", "mmosts", "rocket", "rockets", "gotify", "gotifys"),
        *("pover", "pbul", "signal", "signals", "threema", "nctalk", "nctalks", "revolt", "guilded", "flock"),
        *("twist", "synology", "synologys", "line", "lark", "feishu", "dingtalk", "wecombot", "sendgrid"),
        *("mailgun", "ses", "sns", "postmark", "brevo", "resend", "sparkpost", "smtp2go"),
        *("json", "jsons", "xml", "xmls", "form", "forms", "apprise", "apprises"),
    }
)
_ADDRESS: Final = re.compile(r"[^@\s<>,;\"\x00-\x1f\x7f]{1,64}@[^@\s<>,;\"\x00-\x1f\x7f]{1,255}")


def known_url(url: str, further: tuple[str, ...] = ()) -> str:
    """An Apprise address whose scheme is allowed; raises ValueError without repeating the address."""
    scheme = url.partition("://")[0].lower()
    if "://" not in url or not re.fullmatch(r"[a-z0-9]{1,32}", scheme):
        raise ValueError("expected an Apprise address such as ntfys://topic or slack://...")
    if scheme not in SCHEMES and scheme not in further:
        raise ValueError(f"the scheme {scheme!r} is not allowed; channels.schemes in the settings adds it")
    return url


def known_address(address: str) -> str:
    """A mail address; raises ValueError."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"expected a mail address such as desk@example.org, got {address[:60]!r}")
    return address
