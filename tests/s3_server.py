"""A server that speaks S3, over HTTP on loopback: `moto` in its server mode."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_SAID = {"AWS_ACCESS_KEY_ID": "redline", "AWS_SECRET_ACCESS_KEY": "redline", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def served() -> Iterator[str]:
    """Its address, which the environment names as the one of S3 until the block ends."""
    server_of = pytest.importorskip("moto.server", reason="moto is not installed")
    s3fs = pytest.importorskip("s3fs", reason="the extra `s3` is not installed")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    before = dict(os.environ)
    os.environ.update(_SAID, AWS_ENDPOINT_URL=f"http://{host}:{port}")
    s3fs.S3FileSystem.clear_instance_cache()  # it would go on with the address of an earlier server
    try:
        yield f"http://{host}:{port}"
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.stop()


def new_bucket() -> str:
    """The address of a folder in an empty bucket of it."""
    s3fs = pytest.importorskip("s3fs", reason="the extra `s3` is not installed")
    name = f"b-{uuid.uuid4().hex}"
    s3fs.S3FileSystem(skip_instance_cache=True).mkdir(name)
    return f"s3://{name}/redline"
