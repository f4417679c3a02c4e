"""The ways out. To add a sink: a module with a class behind the port Sink, and one line in SINKS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from monitor.deliver.background import Background
from monitor.deliver.deliverer import Deliverer, DelivererOptions
from monitor.deliver.fanout import Fanout, FanoutOptions
from monitor.deliver.letters import Letters
from monitor.deliver.memory import MemoryMessenger, MemorySink
from monitor.deliver.payload import Payloads
from monitor.deliver.pings import ping, resend_one
from monitor.deliver.rehearsal import Rehearsal, rehearse
from monitor.deliver.signing import key_of, new_secret
from monitor.deliver.subjects import Subjects
from monitor.deliver.ways import Ways
from monitor.deliver.webhook import WebhookOptions, WebhookSink
from monitor.model import Networks
from monitor.net import GuardedTransport
from monitor.ports import Clock, Sink

__all__ = [
    "SINKS",
    "Background",
    "Deliverer",
    "DelivererOptions",
    "Fanout",
    "FanoutOptions",
    "Letters",
    "MemoryMessenger",
    "MemorySink",
    "Payloads",
    "Rehearsal",
    "Subjects",
    "Tools",
    "Ways",
    "WebhookOptions",
    "WebhookSink",
    "key_of",
    "new_secret",
    "open_sinks",
    "ping",
    "rehearse",
    "resend_one",
]


@dataclass(frozen=True, slots=True)
class Tools:
    """What sinks are made of."""

    transport: GuardedTransport
    clock: Clock
    agent: str = "Redline"
    networks: Networks = field(default_factory=dict)


SINKS: Final[Mapping[str, Callable[[Tools], Sink]]] = {
    "webhook": lambda tools: WebhookSink(
        tools.transport, tools.clock, WebhookOptions(agent=tools.agent), tools.networks
    ),
}


def open_sinks(tools: Tools) -> dict[str, Sink]:
    """One sink of each kind."""
    return {name: make(tools) for name, make in SINKS.items()}
