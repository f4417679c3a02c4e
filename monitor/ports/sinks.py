"""The ways out: to programs as parcels, to people as letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from monitor.model import Attempt, Delivery, Subscription


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a sink gets to deliver."""

    delivery: Delivery
    subscription: Subscription
    secrets: tuple[str, ...]
    message_id: str  # stable over all attempts
    body: bytes  # the envelope, JSON, below 20 kB


class Sink(Protocol):
    """A way out. A failure is an Attempt that is not ok, never an exception."""

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        ...

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Try once."""
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with what it shows in words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for people: plain text, HTML and Markdown say the same, a picture shows a single change."""

    id: str  # stable over all attempts
    title: str  # one line
    text: str
    html: str  # a fragment; everything foreign in it is escaped
    markdown: str
    picture: Picture | None = None


class Messenger(Protocol):
    """A way to people. A failure is an Attempt that is not ok, never an exception."""

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        ...

    async def tell(self, letter: Letter, to: Subscription, delivery: Delivery) -> Attempt:
        """Try once; `delivery` is the first of those that the letter tells of."""
        ...
