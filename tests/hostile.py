"""One table of hostile texts that goes through every output: HTML, feed, envelope, mail, chat, terminal, CSV, log.

Tests import it by name (`pythonpath` in pyproject.toml): `from hostile import ADDRESSES, AWKWARD_ADDRESSES, TEXTS`.
"""

from __future__ import annotations

from typing import Final

# name -> text, as it may stand in a title, a byline, a source's name or a paragraph
TEXTS: Final[dict[str, str]] = {
    "plain": "Ferry sinks off the coast",
    "crlf": "Ferry sinks\r\nBcc: everyone@example.org\r\nX-Injected: yes\r\n\r\n<html>",
    "lf": "Ferry\nsinks\n\n\nagain",
    "everyone": "@everyone @here Ferry <@123456> sinks",
    "channel": "<!channel> <!here> <!everyone> <https://evil.example|Ferry>",
    "escape": "Ferry \x1b[2J\x1b]0;owned\x07\x1b[31msinks\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "c1": "Ferry \x9b31m\x9d0;owned\x9c sinks",
    "bidi": "Ferry \u202egnp.exe\u202c \u2066sinks\u2069 \u061c\u200f",
    "formula": '=HYPERLINK("https://evil.example","Ferry")',
    "formula_plus": "+1+cmd|' /C calc'!A0",
    "formula_minus": "-2+3+cmd|' /C calc'!A0",
    "formula_at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula_tab": "\t=1+1",
    "script": "</script><script>alert(1)</script>",
    "textarea": "</textarea></title></style><svg onload=alert(1)>",
    "img": '"><img src=x onerror=alert(1)>',
    "attribute": '" onmouseover="alert(1)" x=\'" autofocus onfocus=alert(1) \'',
    "comment": "--><script>alert(1)</script><!--",
    "cdata": "]]><script>alert(1)</script>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#60;b&#62; &nbsp;",
    "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "quotes": "“12 killed” 'and' \"more\" `ticks` ‘x’ «y»",
    "del_ins": "<del>old</del><ins>new</ins> [-old-] {+new+}",
    "controls": "".join(chr(code) for code in range(32)) + "\x7f Ferry",
    "nul": "Ferry\x00sinks",
    "surrogate_high": "Ferry \ud83d sinks",
    "surrogate_low": "Ferry \udc00 sinks",
    "surrogates_swapped": "Ferry \udc00\ud83d sinks",
    "noncharacters": "Ferry \ufffe\uffff\U0001fffe sinks",
    "separators": "Ferry\u2028sinks\u2029here\u0085there\x0b\x0c",
    "zero_width": "F\u200be\u200cr\u200dr\ufeffy\u00ad",
    "zalgo": "F" + "\u0301\u0327\u0338" * 100 + "erry",
    "emoji": "👩‍👩‍👧‍👦 🇪🇺 ferry 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "template": "{{7*7}} {% raw %} ${7*7} #{7*7} %(x)s {0} %s %n",
    "path": "../../../../etc/passwd\x00.html",
    "sql": "'; DROP TABLE articles; --",
    "markdown": "[Ferry](javascript:alert(1)) **bold** `code` ![x](https://evil.example/x.png)",
    "mentions": '@**all** @_**all** @"all" @room @channel <@U1> <@&1> <#C1> <users/all> <at id="all">all</at> <@all>',
    "reference": "[Ferry]: https://evil.example",
    "reference_used": "[Ferry][1] ![x][1] [1]: https://evil.example",
    "fence": "```\n```sinks",
    "struck_out": "~~12 killed~~ ||13 killed|| __14__ ***15***",
    "heading": "# Ferry",
    "quoted": "> Ferry",
    "numbered": "1. Ferry",
    "backslashes": "\\*Ferry\\* \\[sinks\\](https://evil.example) \\\\",
    "json_key": '","endpoint_sequence":0,"type":"ping","x":"',
    "whitespace": "   \t  ",
    "empty": "",
    "long": "Ferry " * 1_667,  # 10,002 characters
    "long_word": "F" * 10_000,
    "long_wide": "渡" * 10_000,
    "long_escaped": "<" * 10_000,
    "huge": "Ferry " * 16_667,  # 100,002 characters
    "long_astral": "𝕱" * 10_000,
}

# name -> address, as it may stand where a link is expected; none of these may become a link
ADDRESSES: Final[dict[str, str]] = {
    "javascript": "javascript:alert(1)",
    "javascript_case": "JaVaScRiPt:alert(1)",
    "javascript_tab": "java\tscript:alert(1)",
    "javascript_space": " javascript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "vbscript": "vbscript:msgbox(1)",
    "file": "file:///etc/passwd",
    "relative": "//evil.example/x",
    "empty": "",
}

# name -> address that may become a link, but only encoded
AWKWARD_ADDRESSES: Final[dict[str, str]] = {
    "quote": 'https://example.org/a"onmouseover="alert(1)',
    "angle": "https://example.org/<script>alert(1)</script>",
    "crlf": "https://example.org/a\r\nX-Injected: yes",
    "amp": "https://example.org/?a=1&b=2&amp;c=3",
    "space": "https://example.org/a b",
    "markdown": "https://example.org/[a](https://evil.example)",
    "everyone": "https://example.org/@everyone/<!channel>",
    "wide": "https://example.org/渡し船",
    "surrogate": "https://example.org/\ud83d",
    "long": "https://example.org/" + "a" * 10_000,
}
