"""People with keys of their own: what each may do, and whose name stands beside what they write."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import BEARER, KEY, NEW, OLD, Desk

from monitor.app.people import people_of
from monitor.errors import SettingsError
from monitor.settings import Settings, load
from monitor.web.keys import Person
from monitor.web.services import WebOptions

ANNA = Person("Anna", "the-key-of-anna-0123456789")
BEN = Person("Ben", "the-key-of-ben-0123456789", may_write=False)
HERE = {"Sec-Fetch-Site": "same-origin"}


def desk() -> Desk:
    return Desk(WebOptions(KEY, people=(ANNA, BEN)))


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.key}"}


async def test_the_name_of_the_key_stands_beside_what_was_written() -> None:
    made = desk()
    article = await made.article(OLD, NEW)
    path = f"/api/v1/articles/{article}/annotations"
    async with made.client() as client:
        for headers in (bearer(ANNA), BEARER):
            said = await client.post(path, json={"kind": "note", "text": "seen"}, headers=headers)
            assert said.status_code == 201
        found = (await client.get(path, headers=BEARER)).json()["items"]
    assert [one["author"] for one in found] == ["Anna", "owner"]


async def test_who_may_read_reads_everything_and_changes_nothing() -> None:
    made = desk()
    article = await made.article(OLD, NEW)
    path = f"/api/v1/articles/{article}/annotations"
    async with made.client() as client:
        await client.post(path, json={"kind": "note", "text": "for the newsroom only"}, headers=BEARER)
        assert "for the newsroom only" in (await client.get(f"/articles/{article}", headers=bearer(BEN))).text
        refused = await client.post(path, json={"kind": "note", "text": "no"}, headers=bearer(BEN))
        assert (refused.status_code, refused.text) == (403, "The key of Ben is for reading only.")
        for own in ("/subscriptions", "/marks", "/api/v1/subscriptions"):
            assert (await client.get(own, headers=bearer(BEN))).status_code == 403, own
        assert len((await client.get(path, headers=BEARER)).json()["items"]) == 1


@pytest.mark.parametrize("person", [ANNA, BEN])
async def test_everybody_signs_in_with_their_own_key_and_out(person: Person) -> None:
    made = desk()
    async with made.client() as client:
        await client.post("/login", data={"key": person.key, "next": "/"}, headers=HERE)
        assert f"Signed in as {person.name}" in (await client.get("/")).text
        await client.post("/logout", headers=HERE)
        assert (await client.get("/", headers={"Accept": "text/html"})).status_code == 303


async def test_a_session_ends_when_its_person_gets_another_key() -> None:
    made = desk()
    async with made.client() as client:
        await client.post("/login", data={"key": ANNA.key, "next": "/"}, headers=HERE)
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}
        assert (await client.get("/", headers=cookie)).status_code == 200
    made.options = WebOptions(KEY, people=(Person("Anna", "another-key-of-anna-0123456789"), BEN))
    async with made.client() as client:
        assert (await client.get("/", headers=cookie)).status_code == 401


def settings(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "redline.toml").write_text(text, encoding="utf-8")
    return load(tmp_path / "redline.toml", {})


def test_people_come_from_the_file_and_their_keys_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNA_KEY", ANNA.key)
    monkeypatch.setenv("BEN_KEY", BEN.key)
    text = "[[person]]\nname='Anna'\nkey_env='ANNA_KEY'\n[[person]]\nname='Ben'\nkey_env='BEN_KEY'\nmay='read'\n"
    assert people_of(settings(tmp_path, text)) == (ANNA, BEN)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[person]]\nname='Anna'\nkey_env='NOBODY'", "person[1].key_env: the environment has no NOBODY"),
        ("[[person]]\nname='Anna'\nkey_env='SHORT_KEY'", "person[1].key_env: SHORT_KEY holds no key of at least 20"),
        ("[[person]]\nname='owner'\nkey_env='ANNA_KEY'", "person[1].name: expected a name on one line"),
        ("[[person]]\nname='a\\nb'\nkey_env='ANNA_KEY'".replace("'a", '"a').replace("b'", 'b"'), "person[1].name"),
        (
            "[[person]]\nname='Anna'\nkey_env='ANNA_KEY'\n[[person]]\nname='Anna'\nkey_env='BEN_KEY'",
            "person[2].name: there are two people named 'Anna'",
        ),
        (
            "[[person]]\nname='Anna'\nkey_env='ANNA_KEY'\n[[person]]\nname='Ben'\nkey_env='ANNA_KEY'",
            "person[2].key_env: ANNA_KEY holds the key of somebody else",
        ),
    ],
)
def test_a_person_without_a_good_key_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.setenv("ANNA_KEY", ANNA.key)
    monkeypatch.setenv("BEN_KEY", BEN.key)
    monkeypatch.setenv("SHORT_KEY", "short")
    with pytest.raises(SettingsError) as error:
        people_of(settings(tmp_path, text))
    assert said in str(error.value)
