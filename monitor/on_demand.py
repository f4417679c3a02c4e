"""Packages whose functions are loaded when they are first used, and their libraries with them.

Most of Redline's processes name a package for its records and constants alone: the daemon leaves reading pages to child
processes, so it has no use for a parser, nor for the memory that one takes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def on_demand(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """A package's `__getattr__` (PEP 562): each of these names is fetched from the submodule that is its home.

    No submodule may have the name of something it offers: loading it would put the module in the place of that.
    """

    def fetch(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return fetch
