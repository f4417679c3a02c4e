"""The plan of what a subscription hears when: what waits, what was told and the time in, messages and waits out.

Everything that waits is in the plan, to be sent now or held until a time: nothing is ever dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

from monitor.event.pace import DAY, HOUR, period_end, quiet_until
from monitor.model import Delivery, EventType, Pace, Rhythm

CATCH_UP: Final = timedelta(minutes=10)  # changes found late are gathered for so long
GRACE: Final = timedelta(seconds=3)  # a digest waits for what was queued in the last moment of its period
Why = Literal["one", "joined", "digest", "late", "rest"]
_NOT_NEWS: Final = frozenset({EventType.PING, EventType.ENDPOINT_DISABLED})  # never held: somebody is waiting for them


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was sent, and the subjects that it was about."""

    at: datetime
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out in one message, oldest first."""

    deliveries: tuple[Delivery, ...]
    why: Why

    @property
    def id(self) -> str:
        """Stable over all attempts: kept with what was put into it, else the event's or a hash over all events."""
        first = self.deliveries[0]
        if first.message or len(self.deliveries) == 1:
            return first.message or str(first.event)
        members = "\n".join(sorted(one.event for one in self.deliveries))
        return "msg_" + sha256(members.encode()).hexdigest()[:26]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with all that waits."""

    send: tuple[Batch, ...] = ()
    hold: tuple[tuple[datetime, tuple[Delivery, ...]], ...] = ()
    rest_until: datetime | None = None  # quiet hours: nothing at all until then


def plan(
    pace: Pace, waiting: Sequence[Delivery], told: Sequence[Told], now: datetime, *, personal: bool = True
) -> Plan:
    """What to send now and what to hold; for a webhook (`personal=False`) each event stays a message of its own."""
    urgent = [one for one in waiting if one.type in _NOT_NEWS]
    news = [one for one in waiting if one.type not in _NOT_NEWS]
    send = [Batch((one,), "one") for one in urgent]
    end = quiet_until(pace, now)
    if end is not None and news:
        return Plan(tuple(send), rest_until=end) if not urgent else Plan(tuple(send), ((end, tuple(news)),))
    unbound = [one for one in news if not one.message]
    send += _begun(pace, [one for one in news if one.message])
    due, hold = _by_time(pace, unbound, now, personal=personal)
    if not personal:
        return Plan((*send, *(Batch((one,), "one") for one in sorted(_all(due), key=_number))), hold)
    send += [Batch(tuple(group), why) for (why, _), group in due.items() if why != "one"]
    singles, cooling = _joined(pace, due.get(("one", None), []), told, now)
    now_, later = _within_limits(pace, singles, [*told, *(Told(now, _subjects(one)) for one in send)], now)
    return Plan((*send, *now_), (*hold, *cooling, *later))


# ------------------------------------------------ the steps
_Key = tuple[Why, datetime | None]


def _begun(pace: Pace, bound: Iterable[Delivery]) -> list[Batch]:
    """The messages that were made before and not known to be taken: again as they were, with nothing added."""
    messages: dict[str, list[Delivery]] = defaultdict(list)
    for one in sorted(bound, key=_number):
        messages[one.message].append(one)
    batches = []
    for ones in messages.values():
        why, _ = _message(pace, ones[0], personal=True)
        if why == "one" and len(ones) > 1:
            why = "joined" if len({one.subject for one in ones}) == 1 else "rest"
        batches.append(Batch(tuple(ones), why))
    return batches


def _by_time(
    pace: Pace, news: Iterable[Delivery], now: datetime, *, personal: bool
) -> tuple[dict[_Key, list[Delivery]], tuple[tuple[datetime, tuple[Delivery, ...]], ...]]:
    """What is due now, by the message it belongs to, and what is held for its digest."""
    due: dict[_Key, list[Delivery]] = defaultdict(list)
    held: dict[datetime, list[Delivery]] = defaultdict(list)
    for one in sorted(news, key=_number):
        why, end = _message(pace, one, personal=personal)
        if end is None or end <= now:
            due[why, end].append(one)
        else:
            held[end].append(one)
    return due, tuple((end, tuple(ones)) for end, ones in sorted(held.items()))


def _message(pace: Pace, one: Delivery, *, personal: bool) -> _Key:
    if pace.rhythm is not Rhythm.AT_ONCE:
        return "digest", period_end(pace, one.queued) + GRACE
    if one.late and personal:
        ticks = -(-one.queued.timestamp() // CATCH_UP.total_seconds())
        return "late", datetime.fromtimestamp(ticks * CATCH_UP.total_seconds(), UTC) + GRACE
    return "one", None


def _joined(
    pace: Pace, due: Sequence[Delivery], told: Sequence[Told], now: datetime
) -> tuple[list[Batch], list[tuple[datetime, tuple[Delivery, ...]]]]:
    """One message per subject where that is asked for; what follows too soon waits and joins."""
    if not pace.apart_s:
        return [Batch((one,), "one") for one in due], []
    by_subject: dict[str, list[Delivery]] = defaultdict(list)
    for one in due:
        by_subject[one.subject].append(one)
    send, hold = [], []
    for subject, ones in by_subject.items():
        last = max((one.at for one in told if subject in one.subjects), default=None)
        free = last + timedelta(seconds=pace.apart_s) if last else now
        if free > now:
            hold.append((free, tuple(ones)))
        else:
            send.append(Batch(tuple(ones), "one" if len(ones) == 1 else "joined"))
    return send, hold


def _within_limits(
    pace: Pace, batches: Sequence[Batch], told: Sequence[Told], now: datetime
) -> tuple[list[Batch], list[tuple[datetime, tuple[Delivery, ...]]]]:
    """As many messages as are free; the last of them tells of all the rest, and without any the rest waits."""
    if not (pace.per_hour or pace.per_day):
        return list(batches), []
    room, opens = _room(pace, told, now)
    if len(batches) <= room:
        return list(batches), []
    rest = tuple(sorted((one for batch in batches[max(room - 1, 0) :] for one in batch.deliveries), key=_number))
    if room == 0:
        return [], [(opens, rest)]
    return [*batches[: room - 1], Batch(rest, "rest")], []


def _room(pace: Pace, told: Sequence[Told], now: datetime) -> tuple[int, datetime]:
    """How many messages may go now; with none, when the next one may."""
    room, opens = len(told) + 10_000, now
    for limit, window in ((pace.per_hour, HOUR), (pace.per_day, DAY)):
        if not limit:
            continue
        recent = sorted(one.at for one in told if one.at > now - window)
        room = min(room, limit - len(recent))
        if len(recent) >= limit:
            opens = max(opens, recent[-limit] + window)
    return max(room, 0), opens


def _subjects(batch: Batch) -> frozenset[str]:
    return frozenset(one.subject for one in batch.deliveries)


def _all(groups: dict[_Key, list[Delivery]]) -> Iterable[Delivery]:
    return (one for group in groups.values() for one in group)


def _number(one: Delivery) -> int:
    return one.endpoint_sequence
