"""What a chat service was sent, and how its readers see that: as text, HTML, Markdown, or with entities of its own."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from chat_services import Request
from lxml import etree, html
from markdown_it import MarkdownIt

# services that read Markdown even in what they are sent as plain text
MARKDOWN: Final = {"discord", "guilded", "mmost", "nctalk", "synology", "zulip", "rocket", "webex", "twist", "workflow"}
HTML: Final = {"tgram", "flock"}
ENTITIES: Final = {"slack", "gchat"}  # <address|words>, and &lt; for a bracket
HARMLESS: Final = {"div", "b", "br", "p", "h1", "h6", "flockml"}


# ------------------------------------------------ what a service is sent
def said(request: Request) -> list[str]:
    """Every text in a request, decoded."""
    texts = [value for _, value in parse_qsl(urlsplit(request.url).query)]
    kind = request.headers.get("Content-Type", "")
    if "json" in kind:
        texts += strings(json.loads(request.body))
    elif "xml" in kind:
        texts += [
            "".join(map(str, element.itertext()))
            for element in etree.fromstring(request.body).iter("Subject", "Message")
        ]
    elif "form" in kind:
        texts += [text for name, value in parse_qsl(request.body.decode()) for text in in_field(name, value)]
    else:
        texts.append(request.body.decode())
    return texts


def in_field(name: str, value: str) -> list[str]:
    if name == "payload":
        return strings(json.loads(value))
    if name == "RawMessage.Data":
        mail = message_from_bytes(b64decode(value), policy=policy.default)
        body = mail.get_body(("html", "plain"))
        return [mail["Subject"], body.get_content() if body else ""]
    return [value]


def strings(value: Any) -> list[str]:
    """The texts in a JSON document."""
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in strings(one)]
        case list():
            return [text for one in value for text in strings(one)]
    return []


# ------------------------------------------------ how it reads that
@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees, and where links lead."""

    text: str
    links: frozenset[str]


def read(channel: str, text: str) -> Shown:
    """The text as the channel's readers see it; nothing in it may be more than text and links."""
    service, _, form = channel.partition("-")
    if "<br" in text or (service in HTML and not form):
        return as_html(text)
    if service in ENTITIES:
        return as_entities(text)
    if form == "markdown" or service in MARKDOWN:
        return as_markdown(text)
    return Shown(text, frozenset())


def as_html(text: str) -> Shown:
    page = html.fromstring(f"<div>{text}</div>")
    assert {str(one.tag) for one in page.iter()} <= HARMLESS
    assert not [name for one in page.iter() for name in one.attrib]
    return Shown("".join(map(str, page.itertext())), frozenset())


def as_entities(text: str) -> Shown:
    found = re.findall(r"<(https?://[^|>\s]+)\|[a-z ]+>", text)
    rest = re.sub(r"<https?://[^|>\s]+\|[a-z ]+>", "", text)
    assert "<" not in rest.replace("<\u200b", "")
    return Shown(unescape(text), frozenset(found))


def as_markdown(text: str) -> Shown:
    env: dict[str, Any] = {}
    parsed = MarkdownIt("commonmark").enable("strikethrough").parse(text, env)
    tokens = [inner for token in parsed for inner in (token, *(token.children or ()))]
    assert not {"image", "html_inline", "html_block", "fence", "s_open"} & {token.type for token in tokens}
    assert not env.get("references")
    return Shown(text, frozenset(str(token.attrs["href"]) for token in tokens if token.type == "link_open"))


def folded(text: str) -> str:
    """Without what a reader does not see, the signs that Markdown may take for emphasis, and spellings of brackets."""
    return re.sub(r"[\s\u200b\u00a0\ufeff*_~`#>]+", "", unescape(unescape(text.replace("\\", ""))))
