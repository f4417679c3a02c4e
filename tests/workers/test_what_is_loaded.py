"""What the daemon and the command line load before they have anything to do: memory and start are paid for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.on_demand import on_demand

HEAVY = {
    "lxml",
    "feedparser",
    "trafilatura",
    "dateparser",
    "rapidfuzz",
    "regex",
    "PIL",
    "pypdfium2",
    "warcio",
    "rfc3161_client",
    "cryptography.hazmat.bindings._rust",
    "apprise",
    "fastapi",
}


@pytest.mark.slow
@pytest.mark.parametrize("module", ["workers.roles", "monitor.cli"])
def test_libraries_for_work_are_loaded_with_the_work(module: str) -> None:
    script = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert module in loaded.stdout.split()
    assert not HEAVY.intersection(loaded.stdout.split())


FIRST_QUESTIONS = """
import asyncio, sys
from pages import KEY, Desk
from monitor.web.services import WebOptions

async def main():
    desk = Desk(WebOptions(KEY, public=True))
    async with desk.client() as client:
        before = await client.get("/")
        print(before.status_code, "fastapi" in sys.modules)
        asked = ["/api/v1/sources", "/api/v1/nothing", "/", "/api/v1/changes?limit=none"] * 3
        answers = await asyncio.gather(*(client.get(path) for path in asked))
        print(*(answer.status_code for answer in answers), "fastapi" in sys.modules)

asyncio.run(main())
"""


@pytest.mark.slow
def test_the_api_is_loaded_by_who_first_asks_for_it_and_answers_all_who_ask_meanwhile() -> None:
    tests = Path(__file__).parent.parent
    command = [sys.executable, "-c", FIRST_QUESTIONS]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, cwd=tests.parent,
        env=os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["200 False", " ".join(["200 404 200 422"] * 3) + " True"], done.stderr


@pytest.mark.slow
def test_each_command_can_be_the_first_thing_that_is_loaded() -> None:
    script = """
import sys
from importlib import import_module
from monitor.cli import COMMANDS
for module in sorted({place.partition(":")[0] for place in COMMANDS.values()}):
    for name in [name for name in sys.modules if name.startswith(("monitor.app", "monitor.cli"))]:
        del sys.modules[name]
    import_module(module)
    print(module)
"""
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert loaded.returncode == 0, loaded.stderr
    assert "monitor.cli.watch" in loaded.stdout.split()


def test_a_package_gives_what_it_offers_and_says_what_it_does_not() -> None:
    fetch = on_demand("json", {"JSONDecoder": "decoder"})
    assert fetch("JSONDecoder").__name__ == "JSONDecoder"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="module 'json' has no attribute 'parse'"):
        fetch("parse")
