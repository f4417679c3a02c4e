"""Keys of this installation, made at the first start and readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from monitor.store.files import made_once

ADMIN_KEY_FILE: Final = "admin-key"


def admin_key(data_dir: Path) -> str:
    """The key of this installation, made at the first start, readable by its owner only."""
    given = os.environ.get("REDLINE_ADMIN_KEY", "")
    if given:
        return given
    return _secret(data_dir / ADMIN_KEY_FILE)


def secret_key(data_dir: Path) -> str:
    """The key that stored webhook secrets are encrypted with."""
    given = os.environ.get("REDLINE_SECRET_KEY", "")
    return given or _secret(data_dir / "secret-key")


def _secret(file: Path) -> str:
    return made_once(file, lambda: secrets.token_urlsafe(32))
