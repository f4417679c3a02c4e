"""Counters and gauges in the Prometheus text format 0.0.4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from monitor.conditions import conditions
from monitor.lateness import lag_s
from monitor.model import Subscription
from monitor.ports import Backlog
from monitor.web.services import Services
from monitor.web.traffic import Traffic

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure with its samples."""

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    samples: Sequence[tuple[Labels, float]]


async def collect(services: Services, traffic: Traffic, *, troubles: Sequence[str] = ()) -> list[Metric]:
    """Everything that is told; `troubles` are what /readyz says keeps us from working."""
    ready = _one("redline_ready", "gauge", "1 if nothing keeps us from working, as /readyz.", not troubles)
    return [ready, *await _watched(services), *await _deliveries(services), *_traffic(traffic)]


async def _watched(services: Services) -> list[Metric]:
    totals = await services.catalog.totals()
    everything = await services.book.all()
    states = await conditions(everything, services.book, services.catalog, services.archive)
    health = Counter("paused" if source.paused else states[source.id].health.value for source in everything)
    return [
        _one("redline_articles", "gauge", "Articles that are known.", totals.articles),
        _one("redline_changed_articles", "gauge", "Articles with at least one change.", totals.changed_articles),
        _one("redline_versions_total", "counter", "Versions that were kept.", totals.versions),
        _one("redline_changes_total", "counter", "Changes that were found.", totals.changes),
        _one("redline_looks_total", "counter", "Looks at articles.", totals.looks),
        _one("redline_failed_looks_total", "counter", "Looks at articles that gave no text.", totals.failed_looks),
        Metric(
            "redline_sources", "gauge", "Sources by how they are doing.",
            [((("health", state),), number) for state, number in sorted(health.items())],
        ),
    ]  # fmt: skip


async def _deliveries(services: Services) -> list[Metric]:
    subscriptions = await services.subscriptions.all()
    live = sum(not one.disabled for one in subscriptions)
    found = [_one("redline_subscriptions", "gauge", "Subscriptions that are live.", live)]
    if services.desk is None:
        return found
    late_s = await lag_s(services.log, services.desk, services.subscriptions)
    found.append(_one("redline_delivery_lag_seconds", "gauge", "How late the most overdue message is.", late_s))
    waits = [(one, await services.desk.backlog(one.id)) for one in subscriptions]
    return [*found, *_backlogs(waits)]


def _backlogs(waits: Sequence[tuple[Subscription, Backlog]]) -> Iterable[Metric]:
    def samples(numbers: Iterable[int]) -> list[tuple[Labels, float]]:
        return [((("subscription", one.id),), number) for (one, _), number in zip(waits, numbers, strict=True)]

    waiting = (wait.waiting + wait.retrying + wait.under_way for _, wait in waits)
    yield Metric("redline_deliveries_waiting", "gauge", "Deliveries on their way.", samples(waiting))
    yield Metric("redline_deliveries_dead", "gauge", "Dead letters.", samples(wait.dead for _, wait in waits))


def _traffic(traffic: Traffic) -> list[Metric]:
    requests: list[tuple[Labels, float]] = [
        ((("route", route), ("status", status)), number) for (route, status), number in sorted(traffic.requests.items())
    ]
    seconds: list[tuple[Labels, float]] = [
        ((("route", route),), round(spent, 6)) for route, spent in sorted(traffic.seconds.items())
    ]
    return [
        Metric("redline_http_requests_total", "counter", "Requests by route and class of status.", requests),
        Metric("redline_http_seconds_total", "counter", "Time spent on requests by route.", seconds),
    ]


def _one(name: str, kind: Literal["counter", "gauge"], told: str, value: float) -> Metric:
    return Metric(name, kind, told, [((), value)])


def text(metrics: Iterable[Metric]) -> str:
    """The metrics as Prometheus reads them."""
    lines = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [f"{metric.name}{_labels(labels)} {value:.15g}" for labels, value in metric.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escape(value)}"' for name, value in labels) + "}"


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
