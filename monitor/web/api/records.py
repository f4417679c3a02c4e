"""What all shapes of the API share: they are public, and apart from the records inside."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from monitor.event.plain import whole

T = TypeVar("T")


def _whole(value: object) -> object:
    return whole(value) if isinstance(value, str) else value


Said = Annotated[str, BeforeValidator(_whole)]  # text from outside: may hold half characters, which JSON can not


class Record(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


class Listing(Record, Generic[T]):
    """A page of a list; `next` is the cursor of the next one, "" at the end."""

    items: list[T]
    next: str = ""


class Order(BaseModel):
    """A request's body; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Done(Record):
    """What was done, in words."""

    text: Said


class Problem(Record):
    """An error, as RFC 9457 has it (application/problem+json)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: Said = ""
    errors: list[dict[str, Any]] = []
