"""Subscriptions and saved filters over the API: what was sent, what was given up, sending again, and typing errors."""

from __future__ import annotations

from typing import Any

import pytest
from pages import BEARER, Desk

ORDER = {"target": "https://hooks.example.org/redline", "name": "newsroom"}


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def post(desk: Desk, path: str, **body: Any) -> Any:
    async with desk.client(**BEARER) as client:
        return await client.post(f"/api/v1/{path}", json=body)


async def test_a_subscription_has_a_filter_and_a_pace_and_shows_them(desk: Desk) -> None:
    pace = {"rhythm": "daily", "zone": "Europe/Berlin", "quiet": "22:00-07:00"}
    made = (await post(desk, "subscriptions", **ORDER, filter={"words": ["resign*"]}, pace=pace)).json()
    assert made["filter"]["words"] == ["resign*"]
    assert {name: made["pace"][name] for name in pace} == pace
    worth = (await post(desk, "subscriptions", target="the-desk", sink="mail", preset="worth-a-look")).json()
    assert (worth["filter"]["min_weight"], worth["pace"]["per_hour"], worth["pace"]["per_day"]) == (60, 6, 30)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("pace", {"zone": "Europe/Berlim"}, "Europe/Berlim"),
        ("pace", {"quiet": "22-7"}, "22"),
        ("pace", {"rythm": "daily"}, "rythm"),
        ("filter", {"kinds": ["numbr"]}, "did you mean 'number'"),
        ("filter", {"colour": "red"}, "colour"),
        ("filter", {"min_weight": 101}, "min_weight"),
    ],
)
async def test_a_typing_error_names_the_field(desk: Desk, field: str, value: dict[str, Any], said: str) -> None:
    answer = await post(desk, "subscriptions", **ORDER, **{field: value})
    assert answer.status_code == 422
    assert said in answer.text


async def test_log_dead_letters_and_resending_are_there_for_each_subscription(desk: Desk) -> None:
    made = (await post(desk, "subscriptions", **ORDER)).json()
    path = f"subscriptions/{made['id']}"
    async with desk.client(**BEARER) as client:
        for name in ("log", "dead"):
            assert (await client.get(f"/api/v1/{path}/{name}")).json()["items"] == []
    assert (await post(desk, f"{path}/resend")).json()["text"] == "0 given up before are tried again"
    assert "is sent again" in (await post(desk, f"{path}/resend", since="2026-05-04T09:00:00")).json()["text"]
    assert (await post(desk, f"{path}/resend", event_id="evt_none")).status_code == 404
    assert "is queued" in (await post(desk, f"{path}/ping")).json()["text"]
    assert (await post(desk, f"{path}/rotate")).json()["secret"].startswith("whsec_")
    assert (await post(desk, f"{path}/enable")).json()["text"] == "was not disabled"


async def test_a_saved_filter_can_not_be_removed_while_it_is_in_use(desk: Desk) -> None:
    assert (await post(desk, "filters", name="heavy", filter={"min_weight": 70})).status_code == 201
    assert (await post(desk, "filters", name="Not A Name", filter={})).status_code == 422
    await post(desk, "subscriptions", **ORDER, filter={"saved": ["heavy"]})
    async with desk.client(**BEARER) as client:
        refused = await client.delete("/api/v1/filters/heavy")
        listed = (await client.get("/api/v1/filters")).json()["items"]
    assert refused.status_code == 409
    assert "newsroom" in refused.text
    assert [one["name"] for one in listed] == ["heavy"]


@pytest.mark.parametrize("path", ["subscriptions", "filters"])
async def test_nobody_writes_without_the_key(desk: Desk, path: str) -> None:
    async with desk.client() as client:
        assert (await client.post(f"/api/v1/{path}", json={"name": "x", "filter": {}})).status_code == 401
