"""Asks the Wayback Machine for a copy of each version, and keeps where it is."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin

import httpx2

from monitor.deliver.asking import Asking, judged
from monitor.deliver.targets import check_target
from monitor.errors import DeliveryRefused
from monitor.model import ArticleId, Attempt, Subscription
from monitor.ports import Copies, Parcel

STATUS_S: Final = (2.0, 4.0)  # waits before asking how a job goes, within one attempt
PENDING_S: Final = 60.0  # until a job that is not done is asked for again
MOST_PENDING: Final = timedelta(hours=6)  # a job that takes longer has failed, and another is asked for
_COPY: Final = re.compile(r"/web/\d{4,14}[a-z_]*/\S{1,4000}")
_PENDING: Final = "the copy is being made"


@dataclass(frozen=True, slots=True)
class WaybackKeys:
    """An archive.org account's keys; empty = none."""

    access: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


class WaybackSink:
    """Behind the port Sink: asks the Wayback Machine's save service (SPN2) for a copy and keeps where it is."""

    def __init__(
        self,
        asking: Asking,
        copies: Copies,
        keys: WaybackKeys = WaybackKeys(),
        *,
        status_s: tuple[float, ...] = STATUS_S,
    ) -> None:
        self._asking = asking
        self._copies = copies
        self._keys = keys
        self._status_s = status_s

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused for a service that somebody else than the settings file names, or that is private."""
        self._asking.check(subscription)

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Ask for a copy, or how one that was asked for before goes."""
        return await self._asking.attempt(parcel, self._save)

    async def _save(self, parcel: Parcel, blank: Attempt) -> Attempt:
        data = json.loads(parcel.body)["data"]
        article, version, url = ArticleId(data["article_id"]), int(data.get("to_version", 1)), data.get("url")
        if not url:
            return replace(blank, ok=True, detail="not sent: the article has no address that fits")
        try:
            check_target(url)
        except DeliveryRefused as error:
            return replace(blank, ok=True, detail=f"not sent: {error}")
        held = (await self._copies.of(article)).get(version, "")
        if held.startswith("http"):
            return replace(blank, ok=True, detail="there is a copy")
        job = held.removeprefix("job:")
        if not job:
            response, found = await self._ask(parcel, url)
            if not found:
                told = judged(blank, response)
                return replace(told, ok=False, detail=told.detail or "the answer names no copy")
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
        for wait_s in self._status_s:
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
        if blank.at - parcel.delivery.queued > MOST_PENDING:
            await self._copies.put(article, version, "")
            return replace(blank, detail=f"no copy: {_PENDING} for too long")
        return replace(blank, detail=_PENDING, pending_s=PENDING_S)

    def _headers(self) -> dict[str, str]:
        keys = f"LOW {self._keys.access}:{self._keys.secret}"
        return {"Accept": "application/json", **({"Authorization": keys} if self._keys.access else {})}


def _json(response: httpx2.Response) -> dict[str, Any]:
    try:
        found = json.loads(response.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
