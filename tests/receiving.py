"""Starts the webhook receiver in another process and reads what it received."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
SCRIPT = Path(__file__).parent / "webhook_receiver.py"


class Receipt(NamedTuple):
    """One verified message."""

    id: str
    endpoint_sequence: int
    subject: str
    sequence: int
    path: str
    type: str


@dataclass(slots=True)
class Receiving:
    """A receiver that runs; it can be killed and started again on the same port."""

    receipts_file: Path
    secret: str
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def url(self, path: str = "ok") -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def receipts(self, path: str | None = None) -> list[Receipt]:
        """What it verified so far."""
        lines = self.receipts_file.read_text().splitlines() if self.receipts_file.exists() else []
        found = [Receipt(*json.loads(line)) for line in lines]
        return [one for one in found if path is None or one.path == path]

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        args = [sys.executable, str(SCRIPT), str(self.port), self.secret, str(self.receipts_file)]
        self.process = subprocess.Popen(args, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        """End it by SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def receiving(folder: Path, secret: str = SECRET) -> Iterator[Receiving]:
    """A receiver, started; killed at the end."""
    receiver = Receiving(folder / "receipts.jsonl", secret)
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.kill()
