"""The twin of the fetcher: answers from a script instead of the network."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from monitor.model import FetchFailed, FetchReason, FetchResult, NotModified, Request, Response


@dataclass(frozen=True, slots=True)
class Answer:
    """A scripted answer."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html; charset=utf-8"),)
    etag: str = ""
    hops: tuple[tuple[int, str], ...] = ()  # (status, location) of each redirect on the way


class ReplayFetcher:
    """Gives each address its answers in turn; the last one stands."""

    def __init__(self, script: Mapping[str, Iterable[Answer | FetchFailed]] | None = None) -> None:
        self._script = {url: deque(answers) for url, answers in (script or {}).items()}
        self.asked: list[Request] = []

    def say(self, url: str, *answers: Answer | FetchFailed) -> None:
        """Script further answers; the first of them stands from now on."""
        self._script[url] = deque(answers)

    async def fetch(self, request: Request) -> FetchResult:
        """The next scripted answer; 304 where the request's validators are those of the answer."""
        self.asked.append(request)
        answers = self._script.get(request.url)
        if not answers:
            return FetchFailed(request.url, FetchReason.CONNECT, "nothing listens there")
        answer = answers.popleft() if len(answers) > 1 else answers[0]
        if isinstance(answer, FetchFailed):
            return replace(answer, url=request.url)
        if answer.etag and not answer.hops and request.validators.etag == answer.etag:
            return NotModified(request.url, (("etag", answer.etag),))
        if len(answer.body) > request.max_bytes:
            return FetchFailed(request.url, FetchReason.TOO_LARGE, f"more than {request.max_bytes} bytes")
        headers = answer.headers + ((("etag", answer.etag),) if answer.etag else ())
        digest = hashlib.sha256(answer.body).hexdigest()
        final_url = answer.hops[-1][1] if answer.hops else request.url
        return Response(request.url, final_url, answer.status, headers, answer.body, digest, 0.001, answer.hops)

    async def crawl_delay(self, url: str) -> float:  # noqa: ARG002 - the port's signature
        """None asked for."""
        return 0.0
