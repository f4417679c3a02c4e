"""Tells a WebSub hub which of our feeds an event has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from monitor.deliver.asking import Asking, judged
from monitor.deliver.background import Background
from monitor.event.filters import asks_of_article, asks_of_words, matches
from monitor.model import ArticleId, Attempt, Delivery, Event, Subscription
from monitor.ports import Archive, Parcel

FORMATS: Final = ("atom", "rss", "json")


class Topics:
    """Finds the public feeds that an event moves: of all, of its sources, article and tags, of saved filters."""

    def __init__(self, base_url: str, archive: Archive, background: Background) -> None:
        self._base_url = base_url.rstrip("/")
        self._archive = archive
        self._background = background

    async def of(self, delivery: Delivery) -> list[str]:
        """Their addresses, one for each format; none if the event's record is gone."""
        found = await self._archive.context(ArticleId(delivery.subject), delivery.sequence)
        if found is None:
            return []
        places = ["/feeds", *(f"/sources/{source}" for source in found.event.sources), f"/articles/{found.article.id}"]
        places += await self._asked(found.event)
        return [f"{self._base_url}{place}/changes.{form}" for place in places for form in FORMATS]

    async def _asked(self, event: Event) -> Sequence[str]:
        """The feeds of its tags, and of the saved filters that it passes."""
        saved, facts = await self._background.saved(), await self._background.of(event)
        tags = [f"/feeds/tags/{quote(tag, safe='')}" for tag in sorted(facts.tags)]
        if event.change and any(asks_of_article(one, saved) for one in saved.values()):
            words = any(asks_of_words(one, saved) for one in saved.values())
            facts = await self._background.complete(facts, event, words=words)
        passed = [name for name, one in sorted(saved.items()) if matches(one, event, facts, saved=saved)]
        return tags + [f"/feeds/filters/{quote(name, safe='')}" for name in passed]


class HubSink:
    """Behind the port Sink: tells a WebSub hub which feeds have changed (WebSub, 7; `hub.url` once per feed)."""

    def __init__(self, asking: Asking, topics: Topics) -> None:
        self._asking = asking
        self._topics = topics

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused for a hub that somebody else than the settings file names, or that is private."""
        self._asking.check(subscription)

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Tell it once."""
        return await self._asking.attempt(parcel, self._tell)

    async def _tell(self, parcel: Parcel, blank: Attempt) -> Attempt:
        topics = await self._topics.of(parcel.delivery)
        form = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])
        response = await self._asking.send("POST", parcel.subscription.target, parcel.subscription, form=form)
        return judged(blank, response)
