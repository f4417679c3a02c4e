"""Every error that Redline raises on purpose.

    RedlineError
    ├── SettingsError          the settings file or the environment; names the key         exit code 2
    ├── StoreError             Redis and what lies in it
    │   ├── StoreUnreachable   names the address and what to do                            exit code 2
    │   ├── StoreMismatch      another engine, layout or format version on the same files  exit code 2
    │   ├── Diverged           a history that is to be taken in is not the one that is kept here
    │   └── DamagedRecord      a record whose checksum, chain or codec tag is wrong
    ├── FetchError             no usable answer from a publisher (see model.FetchReason)
    │   └── AddressRefused     the address guard refused the address really dialled
    ├── ParseError             bytes that are not what they claim to be: feed, sitemap, page
    ├── WorkerDied             the child process of a look was killed, ran out of time or of memory
    ├── DeliveryRefused        a sink target that must not be used: private, malformed, unsupported
    ├── Refused                a wish that can not be fulfilled: something is missing, too long, over a cap, done before
    ├── NotFound               no such source, article, version, subscription
    └── Withheld               a version or an article that may not be read, or whose text is no longer kept

Expected outcomes (not modified, gone, degraded, a lost lease) are values, not errors.
"""

from __future__ import annotations


class RedlineError(Exception):
    """Anything Redline raises on purpose; `hint` says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} ({self.hint})" if self.hint else message


class SettingsError(RedlineError):
    """A key of the settings is unknown or its value is bad."""

    def __init__(self, key: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{key}: {message}", hint=hint)
        self.key = key


class StoreError(RedlineError):
    """Redis, or what lies in it."""


class StoreUnreachable(StoreError):
    """No answer from the Redis server at `address`."""

    def __init__(self, address: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"no Redis at {address}: {message}", hint=hint)
        self.address = address


class StoreMismatch(StoreError):
    """The data was written by another engine, layout or format version."""


class DamagedRecord(StoreError):
    """A record whose checksum, chain or codec tag is wrong; `where` names it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where


class Diverged(StoreError):
    """A history that is to be taken in and the one that is kept here part ways."""


class FetchError(RedlineError):
    """No usable answer; `reason` is a `model.FetchReason` value."""

    def __init__(self, url: str, reason: str, message: str = "", *, hint: str = "") -> None:
        super().__init__(f"{url}: {reason}{': ' + message if message else ''}", hint=hint)
        self.url = url
        self.reason = reason
        self.detail = message


class AddressRefused(FetchError):
    """The address really dialled is not a public one and is not allowed by name."""

    def __init__(self, url: str, address: str) -> None:
        super().__init__(url, "private_address", f"{address} is not a public address")
        self.address = address


class ParseError(RedlineError):
    """Bytes that are not what they claim to be."""


class WorkerDied(RedlineError):
    """The child process that extracted or compared a page died; `reason` is time, memory or crash."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or f"the page's worker process ended: {reason}")
        self.reason = reason


class DeliveryRefused(RedlineError):
    """A sink target that must not be used."""


class Refused(RedlineError):
    """A wish that can not be fulfilled; the message says why."""


class NotFound(RedlineError):
    """There is no such source, article, version or subscription."""


class Withheld(RedlineError):
    """It was there, and it can not be shown: hidden, erased, or its text let go by a rule of retention."""
