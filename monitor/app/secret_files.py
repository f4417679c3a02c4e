"""Keys of this installation, made at the first start and readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

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
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        key = secrets.token_urlsafe(32)
        out.write(key + "\n")
        return key
