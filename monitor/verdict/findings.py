"""What a look can find, beside the notes of `monitor.ports`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Doubt, Evidence, Pin, Response, Text, Trail, Validators


@dataclass(frozen=True, slots=True)
class ToRead:
    """The body must be extracted before anything can be said."""

    response: Response


@dataclass(frozen=True, slots=True)
class ToKeep:
    """A new text to commit."""

    text: Text
    fingerprint: str
    evidence: Evidence
    validators: Validators
    first_seen: datetime | None  # the candidate's, None = this look's
    pin: Pin | None = None  # how the page was read
    doubt: Doubt = Doubt.NONE  # why it took so long
    trail: Trail | None = None  # None = as it was
    late: bool = False  # found after a long span away
