"""The roster: who wants which event, by the subscriptions and saved filters as they are now."""

from __future__ import annotations

from monitor.deliver.background import Background
from monitor.deliver.rehearsal import passes
from monitor.event import Matcher, matches
from monitor.event.filters import asks_of_article, asks_of_words, filters_for
from monitor.event.owners import also_told
from monitor.model import Event, Filter, Subscription, SubscriptionId
from monitor.ports import Endpoints, Subscriptions


class Roster:
    """Reads all subscriptions again only if one of them changed."""

    def __init__(self, subscriptions: Subscriptions, endpoints: Endpoints, background: Background) -> None:
        self._subscriptions = subscriptions
        self._endpoints = endpoints
        self._background = background
        self._all: list[Subscription] = []
        self._live: dict[SubscriptionId, Subscription] = {}
        self._saved: dict[str, Filter] = {}
        self._matcher = Matcher(())
        self.version: str | None = None  # another one after each change

    async def learn(self) -> None:
        """Know the subscriptions as they are now."""
        version = await self._endpoints.version()
        if version == self.version:
            return
        self._all = await self._subscriptions.all()
        live = [one for one in self._all if not one.disabled]
        self._live = {one.id: one for one in live}
        self._saved = await self._background.saved()
        self._matcher = Matcher(live, self._saved)
        self.version = version

    def live(self, subscription: SubscriptionId) -> Subscription | None:
        """The subscription, if it is not disabled."""
        return self._live.get(subscription)

    def told_of_endpoint(self, event: Event) -> tuple[Subscription, ...]:
        """Who hears of what became of an endpoint."""
        wanting = self._matcher.wanting(event)
        return (*wanting, *also_told(event, wanting, self._all))

    async def wanting(self, event: Event) -> list[Subscription]:
        """Who wants it; the article is read only if one of those who may want it asks about it."""
        facts = await self._background.of(event)
        found = self._matcher.wanting(event, facts)
        asked = [one for who in found for one in filters_for(who, event) if asks_of_article(one, self._saved)]
        if not asked or event.change is None:
            return found
        words = any(asks_of_words(one, self._saved) for one in asked)
        facts = await self._background.complete(facts, event, words=words)
        return [
            who
            for who in found
            if any(matches(one, event, facts, saved=self._saved) for one in filters_for(who, event))
        ]

    async def wants(self, subscription: Subscription, event: Event) -> bool:
        """True if this one wants it."""
        wanted = filters_for(subscription, event)
        return any([await passes(one, event, self._background, self._saved) for one in wanted])
