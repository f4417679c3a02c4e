"""The fields of a form, as browsers send them without files."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

from monitor.errors import Refused

MAX_FIELDS = 20
MAX_DIGITS = 9


async def fields_of(request: Request) -> dict[str, str]:
    """The fields by name, the first of each; {} for what is no form."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: values[0] for name, values in parse_qs(body, max_num_fields=MAX_FIELDS).items()}
    except ValueError:
        return {}


def number_of(field: str) -> int:
    """The number in a field; raises Refused for what is none."""
    if not (field.isascii() and field.isdigit() and len(field) <= MAX_DIGITS):
        raise Refused("a number is wanted")
    return int(field)
