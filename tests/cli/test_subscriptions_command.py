"""`redline subscriptions` as its user runs it: a real store, a receiver and a deliverer in processes of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import ENVIRONMENT, ROOT, redline, served
from looking import WORDS
from publisher import Publisher
from receiving import SECRET, Receiving

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[Publisher]:
    with served() as made:
        yield made


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiving]:
    made = Receiving(tmp_path / "receipts", SECRET)
    made.start()
    yield made
    made.kill()


def listed(data: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in redline("subscriptions", "list", "--json", data=data).splitlines()]


def test_a_target_gets_a_secret_once_and_a_test_message_that_it_can_verify(receiver: Receiving, tmp_path: Path) -> None:
    said = redline("subscriptions", "add", "http://hooks.example.org/", "--name", "Desk", data=tmp_path)
    secret = re.findall(r"whsec_\S+", said)
    assert len(secret) == 1
    assert secret[0] not in redline("subscriptions", data=tmp_path)
    receiver.kill()
    receiver.secret = secret[0]
    receiver.start()
    assert "test message evt_" in redline("subscriptions", "ping", "Desk", data=tmp_path)
    command = [sys.executable, "-m", "workers", "deliverer", "--data", str(tmp_path)]
    proxied = ENVIRONMENT | {"REDLINE_NETWORK_PROXY": f"http://127.0.0.1:{receiver.port}"}  # every address leads to it
    daemon = subprocess.Popen(command, env=proxied, cwd=ROOT, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 120
        while not receiver.receipts() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        daemon.terminate()
        _, told = daemon.communicate(timeout=120)
    assert [one.type for one in receiver.receipts()] == ["ping"], told.decode()
    assert "delivered" in redline("subscriptions", "log", "Desk", data=tmp_path)


def test_a_filter_is_tried_on_what_happened_before_anybody_is_told(site: Publisher, tmp_path: Path) -> None:
    look = ("watch", "--once", "--urls", "-", "--allow", "127.0.0.0/8", "--pace", "0")
    site.says("/a", *WORDS)
    site.says("/b", *WORDS, title="Another story altogether")
    urls = f"{site.url}/a\n{site.url}/b\n"
    redline(*look, data=tmp_path, stdin=urls)
    site.says("/a", WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
    site.says("/b", *WORDS, title="Another headline altogether")
    redline(*look, data=tmp_path, stdin=urls)
    redline("subscriptions", "add", "https://hooks.example.org/", "--name", "Desk", data=tmp_path)

    def tried(*options: str) -> str:
        return redline("subscriptions", "test", "Desk", *options, "--against", "last:50", data=tmp_path)

    assert "2 of the last 4 events would have been sent" in tried()
    headlines = tried("--headline-only")
    assert "1 of the last 4" in headlines
    assert "Another headline altogether" in headlines
    assert "1 of the last 4" in tried("--article", f"{site.url}/a")
    assert "0 of the last 4" in tried("--kind", "caption")
    redline("subscriptions", "edit", "Desk", "--kind", "headline", "--min-weight", "5", data=tmp_path)
    (one,) = listed(tmp_path)
    wanted = one["filter"]
    assert isinstance(wanted, dict)
    assert (wanted["kinds"], wanted["min_weight"]) == (["headline"], 5)
    assert "1 of the last 4" in tried()


def test_what_is_wrong_names_the_field(tmp_path: Path) -> None:
    add = ("subscriptions", "add", "https://hooks.example.org/")
    assert "--kind" in redline(*add, "--kind", "numbr", data=tmp_path, expect=2)
    assert "--against" in redline("subscriptions", "test", "--against", "all", data=tmp_path, expect=2)
    assert "no source has the address" in redline(*add, "--source", "nobody", data=tmp_path, expect=1)
    assert "no subscriptions fit" in redline("subscriptions", "rm", "Desk", data=tmp_path, expect=1)
    config = tmp_path / "wrong.toml"
    config.write_text('[[subscription]]\nname = "x"\ntarget = "https://a.example/"\nkinds = ["numbr"]\n')
    said = redline("subscriptions", "--config", str(config), data=tmp_path, expect=2)
    assert "subscription[1].kinds: no kind of change is called 'numbr'; did you mean 'number'?" in said


def test_a_secret_is_rotated_and_a_subscription_is_forgotten(tmp_path: Path) -> None:
    redline("subscriptions", "add", "https://hooks.example.org/", "--name", "Desk", data=tmp_path)
    assert "whsec_" in redline("subscriptions", "rotate", "Desk", data=tmp_path)
    assert "was not disabled" in redline("subscriptions", "enable", "Desk", data=tmp_path)
    assert "0 given up before" in redline("subscriptions", "resend", "Desk", data=tmp_path)
    assert "is sent again" in redline("subscriptions", "resend", "Desk", "--since", "2026-01-01", data=tmp_path)
    redline("subscriptions", "rm", "Desk", data=tmp_path)
    assert listed(tmp_path) == []
