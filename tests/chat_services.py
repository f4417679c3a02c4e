"""Stand-ins for the chat services that Apprise posts to: one proxy on loopback that answers for all of them.

Every plug-in goes its usual way: it makes its request, opens TLS and reads an answer. Only the environment's proxy
leads it here instead of to its service.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from certificates import self_signed

# what one or another plug-in looks for in the answer of its service
ANSWER: Final[dict[str, Any]] = {
    "ok": True,
    "success": True,
    "status": "success",
    "result": "success",
    "code": 0,
    "errcode": 0,
    "StatusCode": 0,
    "data": {"userId": "me", "authToken": "token", "succeeded": 1, "failed": 0, "failures": []},
    "id": "1",
    "_id": "1",
    "default_workspace": 1,
    "token": "token",
    "access_token": "token",
    "user_id": "@me:chat.example",
    "room_id": "!room:chat.example",
    "joined_rooms": ["!room:chat.example"],
    "home_server": "chat.example",
    "accessJwt": "token",
    "refreshJwt": "token",
    "did": "did:plc:me",
    "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example"}],
    "blob": {"ref": "1"},
    "content_uri": "mxc://chat.example/1",
    "event_id": "$1",
    "messageId": "1",
    "file": {"id": "1"},
    "upload_url": "https://files.example/1",
    "file_id": "1",
    "channel": "C1",
    "version": "9",
}


KEY: Final = "abcdef01-2345-6789-abcd-ef0123456789"

# scheme -> an address of the form that its plug-in takes; `-` gives a scheme a second form
ADDRESSES: Final[dict[str, str]] = {
    "apprise": "apprise://chat.example/token123",
    "bsky": "bsky://me.example@pass-word",
    "brevo": f"brevo://{KEY}:from@example.org/to@example.org",
    "dingtalk": f"dingtalk://{'a' * 64}/",
    "dingtalk-markdown": f"dingtalk://{'a' * 64}/?format=markdown",
    "discord": f"discord://123456789012345678/{'a' * 64}",
    "discord-markdown": f"discord://123456789012345678/{'a' * 64}?format=markdown",
    "feishu": f"feishu://{'a' * 36}",
    "flock": f"flock://{KEY}",
    "form": "form://chat.example",
    "gchat": "gchat://workspace/key/token",
    "gotify": f"gotify://chat.example/{'a' * 15}",
    "guilded": f"guilded://{KEY}/{'a' * 86}",
    "json": "json://chat.example",
    "json-html": "json://chat.example?format=html",
    "lark": f"lark://{KEY}",
    "line": f"line://{'a' * 40}/U12345",
    "mailgun": f"mailgun://me@mail.example/{'a' * 32}-{'b' * 8}-{'c' * 8}/to@example.org",
    "mastodon": "mastodon://token@chat.example",
    "matrix": "matrix://me:pass@chat.example/!room:chat.example",
    "matrix-html": "matrix://me:pass@chat.example/!room:chat.example?format=html",
    "mmost": f"mmost://chat.example/{'a' * 26}",
    "nctalk": "nctalk://me:pass@chat.example/room1",
    "ntfy": "ntfy://chat.example/topic",
    "ntfy-markdown": "ntfy://chat.example/topic?format=markdown",
    "pbul": f"pbul://{'a' * 34}",
    "postmark": f"postmark://{KEY}:from@example.org/to@example.org",
    "pover": f"pover://{'a' * 30}@{'b' * 30}",
    "pover-html": f"pover://{'a' * 30}@{'b' * 30}?format=html",
    "resend": f"resend://{KEY}:from@example.org/to@example.org",
    "revolt": "revolt://token123/channel1",
    "rocket": f"rocket://{'a' * 24}/{'b' * 24}@chat.example/#room",
    "sendgrid": "sendgrid://abcdef123:from@example.org/to@example.org",
    "ses": f"ses://from@example.org/{'A' * 20}/{'b' * 40}/us-east-1/to@example.org",
    "signal": "signal://chat.example:8080/+15551234567/+15551234568",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news",
    "slack-markdown": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news?format=markdown",
    "smtp2go": f"smtp2go://me@mail.example/{'a' * 32}/to@example.org",
    "sns": f"sns://{'A' * 20}/{'b' * 40}/us-east-1/+15551234567",
    "sparkpost": f"sparkpost://me@mail.example/{'a' * 32}/to@example.org",
    "synology": "synology://chat.example/token",
    "tgram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "tgram-markdown": "tgram://123456789:abcdefg_hijklmnop/12315544/?format=markdown",
    "threema": "threema://*THEGWID@secret/ABCDEFGH",
    "twist": "twist://pass:me@example.org/123:456",
    "webex": f"webex://{'a' * 80}",
    "wecombot": f"wecombot://{'a' * 36}",
    "workflow": "workflow://chat.example:443/workflow1/signature",
    "xml": "xml://chat.example",
    "zulip": f"zulip://bot@org/{'a' * 32}/news",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a service was sent."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class _Service(BaseHTTPRequestHandler):
    """One connection, plain or through a tunnel whose far end is here, too."""

    protocol_version = "HTTP/1.1"
    server: _Services
    beyond = ""  # the far end of the tunnel

    def do_CONNECT(self) -> None:
        """Be the far end of the tunnel."""
        self.send_response(200)
        self.end_headers()
        self.beyond = f"https://{self.path.removesuffix(':443')}"
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def take(self) -> None:
        """Keep what is sent, and answer that all is well."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.taken.append(Request(self.command, self.beyond + self.path, dict(self.headers), body))
        answer = b"ok" if "hooks.slack.com" in self.beyond else json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def finish(self) -> None:
        """Close what was opened in the tunnel."""
        super().finish()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Quietly."""


for _method in ("GET", "POST", "PUT", "PATCH"):
    setattr(_Service, f"do_{_method}", _Service.take)


class _Services(ThreadingHTTPServer):
    daemon_threads = True
    tls: ssl.SSLContext
    taken: list[Request]


@contextmanager
def services(folder: Path) -> Iterator[tuple[str, list[Request]]]:
    """The address of the proxy, and what the services behind it take."""
    server = _Services(("127.0.0.1", 0), _Service)
    server.tls, server.taken = _tls(folder / "services.pem"), []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server.taken
    finally:
        server.shutdown()
        server.server_close()


def _tls(file: Path) -> ssl.SSLContext:
    """A server's side; plug-ins are told not to ask who signed it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(file, "A chat"))
    return context
