from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from monitor.deliver.signing import key_of, new_secret, signed_headers
from monitor.errors import DeliveryRefused


def test_a_new_secret_has_32_random_bytes() -> None:
    secret = new_secret(secrets.token_bytes)
    assert secret.startswith("whsec_")
    assert len(key_of(secret)) == 32
    assert secret != new_secret(secrets.token_bytes)


@given(st.binary(min_size=24, max_size=64), st.text(st.characters(codec="utf-8"), max_size=200))
def test_the_library_accepts_every_signature(key: bytes, text: str) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    now = int(datetime.now(UTC).timestamp())
    headers = signed_headers([secret], message_id="evt_1", timestamp=now, body=text.encode())
    Webhook(secret).verify(text.encode(), headers, json_parse=False)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "secret",
        "whsec_short",
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
        "whsec_!!!" + base64.b64encode(b"x" * 32).decode(),
        base64.b64encode(b"x" * 32).decode(),
        "whsec_" + "é" * 44,
    ],
)
def test_a_secret_of_the_wrong_form_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        key_of(secret)
    assert len(secret) < 7 or secret not in str(refused.value)
