"""What watches Redline (dashboard, alerts) asks for figures that Redline tells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import NEW, OLD, Desk

from monitor.model import Subscription, SubscriptionId

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
NAME = re.compile(r"\bredline_[a-z_]+\b")


def asked_by_the_dashboard() -> set[str]:
    panels = json.loads((DEPLOY / "grafana/redline.json").read_text(encoding="utf-8"))["panels"]
    return set(NAME.findall(" ".join(target["expr"] for panel in panels for target in panel["targets"])))


def asked_by_the_alerts() -> set[str]:
    lines = (DEPLOY / "prometheus/alerts.yaml").read_text(encoding="utf-8").splitlines()
    return set(NAME.findall(" ".join(line for line in lines if "expr:" in line)))


@pytest.mark.parametrize("asked", [asked_by_the_dashboard, asked_by_the_alerts])
async def test_every_figure_that_is_asked_for_is_told(asked: Callable[[], set[str]]) -> None:
    desk = Desk()
    await desk.article(OLD, NEW)
    now = desk.clock.now()
    subscription = Subscription(SubscriptionId("sub_1"), "webhook", "https://receiver.example/", now)
    await desk.store.subscriptions.put(subscription, secret="whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
    async with desk.client() as client:
        await client.get("/")
        told = set(NAME.findall((await client.get("/metrics")).text))
    wanted = asked()
    assert wanted
    assert wanted <= told, wanted - told


async def test_what_keeps_redline_from_working_is_a_figure_too() -> None:
    async with Desk().client() as client:
        assert "redline_ready 1\n" in (await client.get("/metrics")).text


async def test_requests_are_counted_by_route_and_a_page_is_not_the_list_of_the_same_name() -> None:
    async with Desk().client() as client:
        for path in ("/sources", "/api/v1/sources", "/api/v1/sources", "/nowhere"):
            await client.get(path)
        told = (await client.get("/metrics")).text
    for route, status, count in (("/sources", 2, 1), ("/api/v1/sources", 2, 2), ("other", 4, 1)):
        assert f'redline_http_requests_total{{route="{route}",status="{status}xx"}} {count}\n' in told


async def test_messages_that_are_late_are_told_on_the_status_page_and_as_a_figure() -> None:
    desk = Desk()
    now = desk.clock.now()
    subscription = Subscription(SubscriptionId("sub_1"), "webhook", "https://receiver.example/", now)
    await desk.store.subscriptions.put(subscription, secret="whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
    async with desk.client() as client:
        assert "minutes late" not in (await client.get("/status")).text
        await desk.article(OLD, NEW)  # two hours apart, and nobody passes anything on
        assert "Messages are 120 minutes late: is a deliverer running" in (await client.get("/status")).text
        assert "redline_delivery_lag_seconds 7200" in (await client.get("/metrics")).text
        assert (await client.get("/readyz")).status_code == 200  # the pages can be shown all the same
