"""Those who have a key of their own, as the settings name them."""

from __future__ import annotations

import os
from typing import Final

from monitor.errors import SettingsError
from monitor.settings import Settings
from monitor.web.keys import Person

SHORTEST: Final = 20  # characters of a key: it is guarded by nothing else


def people_of(settings: Settings) -> tuple[Person, ...]:
    """The people of the file with their keys; raises SettingsError for one without a key, or with a poor one."""
    found: list[Person] = []
    for number, one in enumerate(settings.person, 1):
        key, where = os.environ.get(one.key_env, ""), f"person[{number}].key_env"
        if not key:
            raise SettingsError(where, f"the environment has no {one.key_env}")
        if len(key) < SHORTEST or not key.isprintable():
            raise SettingsError(where, f"{one.key_env} holds no key of at least {SHORTEST} characters")
        if one.name in {other.name for other in found}:
            raise SettingsError(f"person[{number}].name", f"there are two people named {one.name!r}")
        if key in {other.key for other in found}:
            raise SettingsError(where, f"{one.key_env} holds the key of somebody else")
        found.append(Person(one.name, key, may_write=one.may == "write"))
    return tuple(found)
