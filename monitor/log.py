"""The door to structlog: events with fields, readable on a terminal, JSON otherwise, always on standard error."""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

import structlog

_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != 9}  # noqa: PLR2004 - tab


def configure(*, level: str = "info", form: str = "auto") -> None:
    """Set up logging once per process; `form` is text, json or auto."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    renderer: Any = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _harmless,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _harmless(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Values come from pages and feeds: a terminal must not obey them."""
    del logger, name
    return {
        key: value if key == "exception" or not isinstance(value, str) else value.translate(_CONTROLS)[:2_000]
        for key, value in event.items()
    }


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger whose lines carry the part of Redline that wrote them."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return logger
