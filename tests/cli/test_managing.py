"""Adding, changing and removing sources as their owner does it: a real store, real HTTP, a real terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from commands import ENVIRONMENT, ROOT, RUN, behind, redline, served
from hostile import TEXTS
from looking import WORDS, feed
from publisher import Publisher

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[Publisher]:
    with served() as made:
        made.pages["/feed.xml"] = (200, "application/rss+xml", feed(f"{made.url}/a"))
        made.says("/a", *WORDS)
        yield made


def listed(data: Path, *arguments: str) -> list[dict[str, dict[str, object]]]:
    return [json.loads(line) for line in redline("sources", "--json", *arguments, data=data).splitlines()]


def on_a_terminal(*arguments: str, data: Path, typed: bytes) -> tuple[int, str]:
    """The exit code and the last screen of a command that somebody sits in front of."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*RUN, *arguments, "--data", str(data)], stdin=theirs, stdout=theirs, stderr=theirs, env=ENVIRONMENT, cwd=ROOT
    )
    os.close(theirs)
    os.write(ours, typed)
    said = b""
    try:
        while piece := os.read(ours, 65_536):
            said += piece
    except OSError:  # the other end is closed: the command has ended
        pass
    os.close(ours)
    return process.wait(30), said.decode("utf-8", "replace")


def test_addresses_come_from_arguments_standard_input_and_a_file(site: Publisher, tmp_path: Path) -> None:
    site.pages["/other.xml"] = (200, "application/rss+xml", feed(f"{site.url}/b"))
    site.pages["/third.xml"] = (200, "application/rss+xml", feed(f"{site.url}/c"))
    file = tmp_path / "list"
    file.write_text(f"# outlets\n{site.url}/third.xml # the third\n\n", encoding="utf-8")
    given = ("add", f"{site.url}/feed.xml", "-", "--file", str(file), "--kind", "feed")
    redline(*given, data=tmp_path, stdin=f"{site.url}/other.xml\n")
    assert {str(one["source"]["url"]).rsplit("/", 1)[-1] for one in listed(tmp_path)} == {
        "feed.xml",
        "other.xml",
        "third.xml",
    }


def test_a_source_is_changed_paused_archived_and_taken_up_again(site: Publisher, tmp_path: Path) -> None:
    url = f"{site.url}/feed.xml"
    redline("add", url, "--name", "Outlet", "--every", "10m", "--tag", "north", "--kind", "feed", data=tmp_path)
    fields = ("--field", "captions=off", "--field", "section=on", "--no-confirm")
    redline("edit", "Outlet", *fields, data=tmp_path)
    said = redline("edit", "Outlet", "--weight", "2", "--every", "auto", "--field", "section=usual", data=tmp_path)
    assert "history and known articles stay" in said
    (one,) = listed(tmp_path)
    rules = one["source"]["rules"]
    assert isinstance(rules, dict)
    assert (rules["weight"], rules["every_s"]) == (2, None)
    assert (rules["fields"], rules["confirm"]) == ([["captions", False]], False)
    assert one["source"]["tags"] == ["north"]
    assert "`redline resume` goes on" in redline("pause", url, data=tmp_path)
    assert listed(tmp_path)[0]["source"]["paused"] is True
    assert "their history stay readable" in redline("rm", str(one["source"]["id"])[:6], data=tmp_path)
    assert listed(tmp_path) == []
    assert len(listed(tmp_path, "--all")) == 1
    assert "is checked again" in redline("resume", url, data=tmp_path)
    assert listed(tmp_path)[0]["source"]["paused"] is False


def test_what_the_file_declares_is_changed_there_only(site: Publisher, tmp_path: Path) -> None:
    config = tmp_path / "redline.toml"
    config.write_text(
        f'[[source]]\nurl = "{site.url}/feed.xml"\nname = "Declared"\nallow_networks = ["127.0.0.0/8"]\n'
        "[web]\nport = 0\n",
        encoding="utf-8",
    )
    daemon = subprocess.Popen(
        [*RUN, "run", "--config", str(config), "--data", str(tmp_path)],
        env=ENVIRONMENT,
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    assert daemon.stderr is not None
    for line in daemon.stderr:
        if b"pages" in line or b"serving" in line:
            break
    daemon.terminate()
    daemon.communicate(timeout=30)
    assert daemon.returncode == 0
    said = redline("add", f"{site.url}/feed.xml", "--kind", "feed", "--config", str(config), data=tmp_path, expect=1)
    assert "is declared in the settings file" in said
    said = redline("pause", "Declared", "--config", str(config), data=tmp_path, expect=2)
    assert "is declared in the settings file (change it there)" in said or "change it there" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "https://example.org/", "--every", "soon"), "expected a value such as"),
        (("add", "https://example.org/", "--every", "0s"), "at least one second"),
        (("add", "https://example.org/", "--link-pattern", "("), "not a regular expression"),
        (("edit", "x", "--weight", "0"), "--weight"),
        (("edit", "x", "--field", "colour=on"), "expected FIELD=on"),
        (("add",), "name at least one address"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in redline(*arguments, data=tmp_path, expect=2)
    assert not (tmp_path / "redis").exists()


def test_a_dry_run_names_the_outcome_and_the_next_command(site: Publisher, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /closed\n")
    site.pages["/image"] = (200, "image/png", b"\x89PNG\r\n\x1a\n")
    for path, verdict, code in (
        ("/feed.xml", "works", 0),
        ("/a", "works", 0),
        ("/closed/a", "robots", 1),
        ("/image", "not_html", 1),
    ):
        seen = json.loads(
            redline("preview", site.url + path, *behind(site, tmp_path), "--json", data=tmp_path, expect=code)
        )
        assert seen["verdict"] == verdict
        assert seen["found"]
        assert seen["next"]
    assert listed(tmp_path) == []


def test_the_contact_is_asked_for_once_and_kept(tmp_path: Path) -> None:
    nowhere = "https://outlet.invalid/"  # never resolves
    _, said = on_a_terminal("add", nowhere, data=tmp_path, typed=b"desk@example.org\n")
    assert "Who answers for the requests?" in said
    assert (tmp_path / "contact").read_text().strip() == "desk@example.org"
    _, said = on_a_terminal("add", nowhere, data=tmp_path, typed=b"\n")
    assert "Who answers" not in said


def test_without_a_contact_the_command_says_what_that_means(tmp_path: Path) -> None:
    said = redline("add", "https://outlet.invalid/", data=tmp_path, expect=1)
    assert "nothing is checked more often than every 30 minutes" in said


def test_somebody_at_a_terminal_is_asked_whether_to_watch_an_unknown_article(site: Publisher, tmp_path: Path) -> None:
    code, said = on_a_terminal("show", f"{site.url}/a", data=tmp_path, typed=b"n\n")
    assert "Watch it from now on?" in said
    assert code == 1
    assert listed(tmp_path) == []


def test_hostile_texts_do_nothing_to_a_terminal(site: Publisher, tmp_path: Path) -> None:
    texts = [escape(text.encode("utf-8", "replace").decode()[:2_000]) for text in TEXTS.values()]
    addresses = [f"{site.url}/hostile/{number}" for number in range(len(texts))]

    def look(first: str) -> str:
        for number, text in enumerate(texts):
            site.says(f"/hostile/{number}", text + first, *WORDS[1:], title=text)
        return redline(
            "watch",
            "--once",
            "--urls",
            "-",
            "--allow",
            "127.0.0.0/8",
            "--pace",
            "0",
            data=tmp_path,
            stdin="\n".join(addresses),
        )

    look(WORDS[0])
    said = look(f"{WORDS[0]} And more.")
    assert said.splitlines()[-1] == f"new=0 changed={len(texts)} unchanged=0 failed=0", said
    said += redline("changes", "--limit", "1000", data=tmp_path)
    for number in (5, 6, 7, 23):  # terminal escapes, C1 controls, marks of direction, all controls
        said += redline("show", addresses[number], data=tmp_path)
        said += redline("show", addresses[number], "--diff", "1..2", data=tmp_path)
    assert not {sign for sign in said if not sign.isprintable()} - set("\n\u00a0\u3000")
