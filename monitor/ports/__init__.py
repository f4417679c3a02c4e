"""What the core asks of the world: small Protocols, and the values that go through them.

Every adapter of a port passes that port's suite in `tests/contracts/`; each port has a memory twin that ships.
The order of work that the pipeline follows (and a kill test checks at each step):

1. `Archive.head` before the fetch; `commit(expected=head.state.versions)` succeeds only if the head has not moved.
2. Validators become durable only inside `commit` or `record`, never for a degraded, blocked or pending look.
   For a source: `Frontier.put` of every link and `Archive.create`, then `SourceBook.record`, then `ack`.
3. `Frontier.ack` last.
"""

from __future__ import annotations

from monitor.ports.annotations import Annotated, Annotations, Tagged
from monitor.ports.archive import Archive, Cares, Commit, Committed, Conflict, EventContext, Labellings, LookNote, Noted
from monitor.ports.book import RuleNote, SourceBook, SourceNote
from monitor.ports.catalog import Catalog, Glimpsed, Totals
from monitor.ports.copies import Copies, NoCopies
from monitor.ports.event_log import EventLog, Tenure
from monitor.ports.evidence import NoOriginals, Originals, SignedRoot
from monitor.ports.frontier import Frontier, HostCare, Wakeup
from monitor.ports.histories import Adopted, Claim, Histories, History, KeptVersion
from monitor.ports.ledger import Ledger
from monitor.ports.marks import Marks
from monitor.ports.outbox import BEHIND, Backlog, Behind, CatchUp, Outbox, OutboxDesk
from monitor.ports.outside import Clock, Fetcher, HostGate, Workshop
from monitor.ports.presence import SILENCE, Presence, Present
from monitor.ports.pushes import NoPushes, PushBook
from monitor.ports.shared import FULL_SHARE, Cache, Fullness, Locks, Room
from monitor.ports.sinks import Letter, Messenger, Parcel, Picture, Sink
from monitor.ports.subscriptions import Endpoints, SavedFilters, Subscriptions
from monitor.ports.turning import NothingLearned, TurningBoxes

__all__ = [
    "BEHIND",
    "FULL_SHARE",
    "SILENCE",
    "Adopted",
    "Annotated",
    "Annotations",
    "Archive",
    "Backlog",
    "Behind",
    "Cache",
    "Cares",
    "Catalog",
    "CatchUp",
    "Claim",
    "Clock",
    "Commit",
    "Committed",
    "Conflict",
    "Copies",
    "Endpoints",
    "EventContext",
    "EventLog",
    "Fetcher",
    "Frontier",
    "Fullness",
    "Glimpsed",
    "Histories",
    "History",
    "HostCare",
    "HostGate",
    "KeptVersion",
    "Labellings",
    "Ledger",
    "Letter",
    "Locks",
    "LookNote",
    "Marks",
    "Messenger",
    "NoCopies",
    "NoOriginals",
    "NoPushes",
    "Noted",
    "NothingLearned",
    "Originals",
    "Outbox",
    "OutboxDesk",
    "Parcel",
    "Picture",
    "Presence",
    "Present",
    "PushBook",
    "Room",
    "RuleNote",
    "SavedFilters",
    "SignedRoot",
    "Sink",
    "SourceBook",
    "SourceNote",
    "Subscriptions",
    "Tagged",
    "Tenure",
    "Totals",
    "TurningBoxes",
    "Wakeup",
    "Workshop",
]
