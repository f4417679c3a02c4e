"""`redline watch --once` and reading what it found: a real store, real HTTP, processes where one is the point."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from commands import behind, redline, redline_process, served
from looking import WORDS, feed
from publisher import Publisher

pytestmark = pytest.mark.slow

EDITED = (WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])


@pytest.fixture
def site() -> Iterator[Publisher]:
    with served() as made:
        yield made


def watch(site: Publisher, data: Path, *paths: str, run: Callable[..., str] = redline) -> str:
    urls = "\n".join(site.url + path for path in paths)
    out = run("watch", "--once", "--urls", "-", "--allow", "127.0.0.0/8", "--pace", "0", data=data, stdin=urls)
    return out.strip().splitlines()[-1]


def test_it_counts_new_changed_unchanged_and_failed(site: Publisher, tmp_path: Path) -> None:
    looked = partial(watch, site, tmp_path, run=redline_process)
    site.says("/a", *WORDS)
    site.says("/b", *WORDS, title="Another story altogether")
    assert looked("/a", "/b", "/missing") == "new=2 changed=0 unchanged=0 failed=1"
    site.says("/a", *EDITED)
    assert looked("/a", "/b", "/missing") == "new=0 changed=1 unchanged=1 failed=1"
    assert looked("/a") == "new=0 changed=0 unchanged=1 failed=0"


def test_private_addresses_are_refused_unless_allowed_by_name(site: Publisher, tmp_path: Path) -> None:
    site.says("/a", *WORDS)
    out = redline("watch", "--once", "--urls", "-", "--pace", "0", data=tmp_path, stdin=f"{site.url}/a\n")
    assert out.strip().splitlines()[-1] == "new=0 changed=0 unchanged=0 failed=1"
    assert "is not a public address" in out
    assert site.asked == []


def test_a_possible_edit_is_looked_at_a_second_time_at_once(site: Publisher, tmp_path: Path) -> None:
    site.says("/a", *WORDS)
    watch(site, tmp_path, "/a")
    site.says("/a", *EDITED)
    site.asked.clear()
    watch(site, tmp_path, "/a")
    assert [path for path, _ in site.asked].count("/a") == 2


def test_history_diff_and_changes_are_told_in_words_and_as_json(site: Publisher, tmp_path: Path) -> None:
    site.says("/a", *WORDS)
    watch(site, tmp_path, "/a")
    site.says("/a", *EDITED)
    watch(site, tmp_path, "/a")
    history = redline("show", f"{site.url}/a", data=tmp_path)
    assert "we saw 1 change in 3 checks" in history
    assert "“Twelve people” → “Fifteen people”" in history or "Fifteen" in history
    shown = redline("show", f"{site.url}/a", "--diff", "1..2", data=tmp_path)
    assert "Twelve" in shown
    assert "Fifteen" in shown
    document = json.loads(redline("show", f"{site.url}/a", "--diff", "1..2", "--json", data=tmp_path))
    assert document["schema"] == 1
    listed = [json.loads(line) for line in redline("changes", "--json", data=tmp_path).splitlines()]
    assert [event["type"] for event in listed] == ["article.changed"]
    short = listed[0]["subject"][:6]
    assert "Twelve hurt" in redline("show", short, data=tmp_path)
    assert "unchanged" in redline("look", short, *behind(site, tmp_path), data=tmp_path)


def test_an_unknown_article_is_offered_to_be_watched(site: Publisher, tmp_path: Path) -> None:
    said = redline("show", f"{site.url}/a", data=tmp_path, expect=1)
    assert f"redline add {site.url}/a" in said


def test_a_site_is_added_by_the_feed_that_its_front_page_announces(site: Publisher, tmp_path: Path) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    front = f"<html><head><title>Outlet</title>{link}</head><body>{'<p>x</p>' * 3}</body></html>"
    site.pages["/"] = (200, "text/html", front.encode())
    site.pages["/feed.xml"] = (200, "application/rss+xml", feed("http://outlet.example/a"))
    proxy = behind(site, tmp_path)
    seen = redline("preview", "http://outlet.example/", *proxy, data=tmp_path)
    assert "works" in seen
    assert "a feed with 1 entry" in seen
    assert redline("sources", "--json", data=tmp_path) == ""
    redline("add", "http://outlet.example/", *proxy, data=tmp_path)
    (listed,) = [json.loads(line) for line in redline("sources", "--json", data=tmp_path).splitlines()]
    assert listed["source"]["url"] == "http://outlet.example/feed.xml"
    assert "paused" in redline("pause", "http://outlet.example/feed.xml", data=tmp_path)
    assert "paused" in redline("sources", data=tmp_path)
    assert "archived" in redline("rm", "http://outlet.example/feed.xml", data=tmp_path)
    assert redline("sources", "--json", data=tmp_path) == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("changes", "--config", "nowhere.toml"), "nowhere.toml: there is no such file"),
        (("show", "zzzzzz"), "no article has an id that begins with 'zzzzzz'"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    code = 2 if "--config" in arguments else 1
    out = redline_process(*arguments, data=tmp_path, expect=code)
    assert said in out
    assert len(out.strip().splitlines()) == 1


def test_an_unreachable_redis_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "redline.toml"
    file.write_text('[redis]\nurl = "redis://127.0.0.1:1/0"\n', encoding="utf-8")
    out = redline_process("changes", "--config", str(file), data=tmp_path, expect=2)
    assert "redis://127.0.0.1:1/0" in out or "127.0.0.1:1" in out
    assert len(out.strip().splitlines()) == 1
