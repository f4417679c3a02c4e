"""What the daemon and the command line load before they have anything to do: memory and start are paid for it."""

from __future__ import annotations

import subprocess
import sys

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
}


@pytest.mark.parametrize("module", ["workers.roles", "monitor.cli"])
def test_libraries_for_work_are_loaded_with_the_work(module: str) -> None:
    script = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert module in loaded.stdout.split()
    assert not HEAVY.intersection(loaded.stdout.split())


def test_a_package_gives_what_it_offers_and_says_what_it_does_not() -> None:
    fetch = on_demand("json", {"JSONDecoder": "decoder"})
    assert fetch("JSONDecoder").__name__ == "JSONDecoder"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="module 'json' has no attribute 'parse'"):
        fetch("parse")
