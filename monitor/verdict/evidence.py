"""What is kept beside a text: how it was seen, and what makes the next request conditional."""

from __future__ import annotations

from typing import Final

from monitor.model import Evidence, Extraction, Response, Validators
from monitor.verdict.limits import Look

EVIDENCE_HEADERS: Final = ("date", "last-modified", "etag", "content-type", "age", "server", "x-cache", "via")
MAX_HEADER_CHARS: Final = 200


def validators_of(response: Response, gate: str = "") -> Validators:
    """What makes the next request conditional, verbatim, and the hashes for servers that give nothing."""
    return Validators(response.header("etag"), response.header("last-modified"), response.body_sha256, gate)


def evidence_of(response: Response, extraction: Extraction, look: Look) -> Evidence:
    """How this text was seen."""
    headers = tuple((k, v[:MAX_HEADER_CHARS]) for k, v in response.headers if k in EVIDENCE_HEADERS)
    return Evidence(
        look_id=look.id,
        status=response.status,
        headers=headers,
        raw_sha256=response.body_sha256,
        raw_bytes=len(response.body),
        extractor=extraction.extractor,
        extractor_version=extraction.extractor_version,
        final_url=response.final_url if response.final_url != response.url else "",
    )
