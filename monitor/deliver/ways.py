"""All ways out of one process: what is sent, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from monitor.deliver.letters import Letters
from monitor.deliver.payload import Payloads
from monitor.deliver.subjects import Subjects
from monitor.ports import Messenger, Sink


@dataclass(frozen=True, slots=True)
class Ways:
    """Envelopes go by sinks, messages for people by messengers; both are found by the name that subscriptions use."""

    payloads: Payloads
    letters: Letters
    sinks: Mapping[str, Sink]
    messengers: Mapping[str, Messenger]

    @classmethod
    def of(
        cls,
        subjects: Subjects,
        sinks: Mapping[str, Sink],
        messengers: Mapping[str, Messenger] = MappingProxyType({}),
        *,
        base_url: str = "",
    ) -> Self:
        """The ways of a process whose pages are at `base_url`."""
        letters = Letters(subjects, base_url=base_url)
        return cls(Payloads(subjects, base_url=base_url), letters, sinks, messengers)
