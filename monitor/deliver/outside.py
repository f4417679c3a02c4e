"""What the house itself tells others of each event: a WebSub hub that feeds changed, the Wayback Machine of a version.

Both are sinks of subscriptions that the settings file owns, so they are queued, retried and logged like any other.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin

import httpx2

from monitor.deliver.retry import TIMED_OUT, retry_after
from monitor.deliver.targets import check_target
from monitor.errors import DeliveryRefused
from monitor.model import ArticleId, Attempt, Owner, Subscription
from monitor.net import Call
from monitor.ports import Clock, Copies, Parcel

FORMATS: Final = ("atom", "rss", "json")
TOTAL_S: Final = 15.0
MAX_ANSWER_BYTES: Final = 200_000
STATUS_S: Final = (2.0, 4.0)  # waits before asking how a job goes, within one attempt
_COPY: Final = re.compile(r"/web/\d{4,14}[a-z_]*/\S{1,4000}")
_PENDING: Final = "the copy is being made"


@dataclass(frozen=True, slots=True)
class Asking:
    """How requests of the house go out: guarded, bounded in time and size, no redirects."""

    transport: httpx2.AsyncBaseTransport
    clock: Clock
    agent: str

    async def send(
        self, method: str, url: str, to: Subscription, *, form: str = "", headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """The answer, read within its limits."""
        call = Call(to.allow_networks, MAX_ANSWER_BYTES, TOTAL_S, 5.0, TOTAL_S)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        request = httpx2.Request(
            method,
            url,
            headers={"User-Agent": self.agent, "Accept-Encoding": "identity", **kind, **(headers or {})},
            content=form.encode() or None,
            extensions={"redline": call},
        )
        response = await self.transport.handle_async_request(request)
        try:
            body = b"".join([piece async for piece in response.aiter_raw()])
        finally:
            await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers, content=body, request=request)

    async def attempt(self, parcel: Parcel, work: Any) -> Attempt:
        """Whatever happens becomes an Attempt."""
        at, loop = self.clock.now(), asyncio.get_running_loop()
        started = loop.time()
        try:
            _only_of_the_file(parcel.subscription)
            async with asyncio.timeout(TOTAL_S):
                made: Attempt = await work(parcel, Attempt(parcel.delivery, at, ok=False))
        except DeliveryRefused as error:
            made = Attempt(parcel.delivery, at, ok=False, detail=f"refused: {error}")
        except (TimeoutError, httpx2.TimeoutException):
            made = Attempt(parcel.delivery, at, ok=False, detail=f"{TIMED_OUT}: {TOTAL_S:g} s")
        except Exception as error:  # noqa: BLE001 - a server can make any error: it is its attempt that failed
            made = Attempt(parcel.delivery, at, ok=False, detail=f"{type(error).__name__}: {error}"[:300])
        return replace(made, elapsed_s=loop.time() - started)


class HubSink:
    """Behind the port Sink: tells a WebSub hub which feeds have changed (WebSub, 7; `hub.url` once per feed)."""

    def __init__(self, asking: Asking, base_url: str) -> None:
        self._asking = asking
        self._base_url = base_url.rstrip("/")

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused for a hub that somebody else than the settings file names, or that is private."""
        _only_of_the_file(subscription)

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Tell it once."""
        return await self._asking.attempt(parcel, self._tell)

    async def _tell(self, parcel: Parcel, blank: Attempt) -> Attempt:
        data = json.loads(parcel.body)["data"]
        topics = topics_of(self._base_url, data.get("article_id", ""), data.get("source_ids", ()))
        form = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])
        response = await self._asking.send("POST", parcel.subscription.target, parcel.subscription, form=form)
        return _judged(blank, response)


def topics_of(base_url: str, article: str, sources: Sequence[str]) -> list[str]:
    """The public feeds that an event of an article changes."""
    places = ["/feeds", *(f"/sources/{source}" for source in sources), *([f"/articles/{article}"] if article else [])]
    return [f"{base_url}{place}/changes.{form}" for place in places for form in FORMATS]


@dataclass(frozen=True, slots=True)
class WaybackKeys:
    """An archive.org account's keys; empty = none."""

    access: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


class WaybackSink:
    """Behind the port Sink: asks the Wayback Machine's save service (SPN2) for a copy and keeps where it is."""

    def __init__(self, asking: Asking, copies: Copies, keys: WaybackKeys = WaybackKeys()) -> None:
        self._asking = asking
        self._copies = copies
        self._keys = keys

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused for a service that somebody else than the settings file names, or that is private."""
        _only_of_the_file(subscription)

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Ask for a copy, or how one that was asked for before goes."""
        return await self._asking.attempt(parcel, self._save)

    async def _save(self, parcel: Parcel, blank: Attempt) -> Attempt:
        data = json.loads(parcel.body)["data"]
        article, version, url = ArticleId(data["article_id"]), int(data.get("to_version", 1)), data.get("url")
        if not url:
            return replace(blank, ok=True, detail="not sent: the article has no address that fits")
        try:
            check_target(replace(parcel.subscription, target=url, allow_networks=()))
        except DeliveryRefused as error:
            return replace(blank, ok=True, detail=f"not sent: {error}")
        held = (await self._copies.of(article)).get(version, "")
        if held.startswith("http"):
            return replace(blank, ok=True, detail="there is a copy")
        job = held.removeprefix("job:")
        if not job:
            response, found = await self._ask(parcel, url)
            if not found:
                judged = _judged(blank, response)
                return replace(judged, ok=False, detail=judged.detail or "the answer names no copy")
            await self._copies.put(article, version, found)
            if found.startswith("http"):
                return replace(blank, ok=True, status=response.status_code)
            job = found.removeprefix("job:")
        return await self._follow(parcel, blank, (article, version, job))

    async def _ask(self, parcel: Parcel, url: str) -> tuple[httpx2.Response, str]:
        """(answer, "job:..." or the copy's address or "")."""
        to = parcel.subscription
        if self._keys.access:
            response = await self._asking.send(
                "POST", to.target, to, form=urlencode({"url": url, "skip_first_archive": "1"}), headers=self._headers()
            )
            job = _json(response).get("job_id")
            return response, f"job:{job}" if isinstance(job, str) and re.fullmatch(r"[\w-]{1,200}", job) else ""
        response = await self._asking.send("GET", to.target + quote(url, safe="/:?&=%+~@!$,;"), to)
        place = response.headers.get("content-location", "") or response.headers.get("location", "")
        copy = _COPY.search(place)
        return response, urljoin(to.target, copy[0]) if copy else ""

    async def _follow(self, parcel: Parcel, blank: Attempt, wanted: tuple[ArticleId, int, str]) -> Attempt:
        article, version, job = wanted
        to = parcel.subscription
        for wait_s in STATUS_S:
            await asyncio.sleep(wait_s)
            response = await self._asking.send("GET", f"{to.target}status/{job}", to, headers=self._headers())
            said = _json(response)
            if said.get("status") == "success":
                stamp, original = str(said.get("timestamp", "")), str(said.get("original_url", ""))
                if not re.fullmatch(r"\d{4,14}", stamp) or not original.startswith(("http://", "https://")):
                    break
                await self._copies.put(article, version, urljoin(to.target, f"/web/{stamp}/{original}"))
                return replace(blank, ok=True, status=response.status_code)
            if said.get("status") == "error":
                await self._copies.put(article, version, "")
                return replace(blank, status=response.status_code, detail=f"no copy: {said.get('message', '')}"[:300])
        return replace(blank, detail=_PENDING)

    def _headers(self) -> dict[str, str]:
        keys = f"LOW {self._keys.access}:{self._keys.secret}"
        return {"Accept": "application/json", **({"Authorization": keys} if self._keys.access else {})}


def _only_of_the_file(subscription: Subscription) -> None:
    if subscription.owner is not Owner.FILE:
        raise DeliveryRefused("this sink is set up in the settings file only")
    check_target(subscription)


def _judged(blank: Attempt, response: httpx2.Response) -> Attempt:
    status = response.status_code
    if response.is_success:
        return replace(blank, ok=True, status=status)
    asked_s = retry_after(response.headers.get("retry-after", ""), blank.at)
    return replace(blank, status=status, detail=f"HTTP {status}", retry_after_s=asked_s, body=response.text[:4_096])


def _json(response: httpx2.Response) -> dict[str, Any]:
    try:
        found = json.loads(response.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
