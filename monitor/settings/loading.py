"""The file and the environment become the tree, or a one-line error."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from monitor.errors import SettingsError
from monitor.settings.tree import Settings

# lists of tables: only the file has them
TABLES: Final = frozenset({"person", "source", "subscription", "target", "filter"})
DEFAULT_FILE: Final = Path("config/redline.toml")
# variables that begin with REDLINE_ but are no settings
OTHER_VARIABLES: Final = frozenset({"REDLINE_DATA", "REDLINE_SECRET_KEY", "REDLINE_ADMIN_KEY"})


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The tree of this file (None: the default file if it is there) and the environment; raises SettingsError."""
    tree = _read(path)
    for name, value in environment.items():
        if name.startswith("REDLINE_") and name not in OTHER_VARIABLES:
            _overlay(tree, name, value)
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise _one_line(error) from None


def _read(path: Path | None) -> dict[str, Any]:
    if path is None:
        if not DEFAULT_FILE.exists():
            return {}
        path = DEFAULT_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(str(path), "there is no such file", hint="name another with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(str(path), f"can not be read: {error}") from error


def _overlay(tree: dict[str, Any], name: str, value: str) -> None:
    key = name.removeprefix("REDLINE_").lower()
    section, _, rest = key.partition("_")
    if key in Settings.model_fields and key not in TABLES:
        tree[key] = value
    elif section in Settings.model_fields and section not in TABLES and rest:
        tree.setdefault(section, {})[rest] = value.split(",") if rest == "hosts" else value
    else:
        raise SettingsError(name, "no setting has this name", hint="config/redline.toml lists all keys")


def _one_line(error: ValidationError) -> SettingsError:
    """The first fault, named as it stands in the file: source[2].every."""
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ""
    for part in fault["loc"]:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    if fault["type"] == "extra_forbidden":
        return SettingsError(key, "no setting has this name", hint="config/redline.toml lists all keys")
    return SettingsError(key, fault["msg"].removeprefix("Value error, "))
