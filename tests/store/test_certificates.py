"""The certificate that a server showed: from the connection into the WARC record and the zip."""

from __future__ import annotations

import ssl
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import web
from archive_stores import article, keep_many, memory_stores
from certificates import self_signed
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from monitor.cli.bundle import Between, Side, pack
from monitor.model import Response
from monitor.net import Call
from monitor.net.transport import GuardedTransport
from monitor.store.evidence import WarcFolder
from monitor.store.memory.clock import FrozenClock

BODY = b"<p>Twelve were hurt.</p>"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path / "server.pem", "An outlet")


def der(file: Path) -> bytes:
    return x509.load_pem_x509_certificate(file.read_bytes()).public_bytes(serialization.Encoding.DER)


@pytest.fixture
async def site(certificate: Path) -> AsyncIterator[str]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=BODY, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_the_certificate_is_kept_once_and_named_by_each_response(
    tmp_path: Path, site: str, certificate: Path
) -> None:
    transport = GuardedTransport(context=ssl.create_default_context(cafile=str(certificate)))
    folder = WarcFolder(tmp_path)
    shown = der(certificate)
    for number in range(2):
        got = await transport.get(site, {}, Call(("127.0.0.0/8",)))
        assert got.certificate == shown, "on a kept connection, too"
        body = got.body + b"%d" % number
        answer = Response(site, site, got.status, (), body, sha256(body).hexdigest(), 0.1, (), got.address, shown)
        await folder.keep(article().id, answer, f"look{number}", datetime.now(UTC))
    await transport.aclose()
    original = folder.original(article().id, sha256(BODY + b"0").hexdigest())
    assert original is not None
    assert original.certificate == sha256(shown).hexdigest()
    assert folder.certificate(original.certificate) == shown
    assert len(list((tmp_path / "evidence" / "certificates").iterdir())) == 1


async def test_the_zip_says_whose_certificate_it_was_and_what_was_seen_in_between(
    tmp_path: Path, certificate: Path
) -> None:
    shown = der(certificate)
    stores = memory_stores(FrozenClock())
    versions = [one.version for one in await keep_many(stores.archive, ["one", "two", "three"])]
    head = await stores.archive.head(article().id)
    assert head is not None
    old = Side(versions[0], None, b"", "the original was not kept", b"", shown)
    new = Side(versions[2], None, b"", "the original was not kept", b"", b"", "import of a file")
    with zipfile.ZipFile(BytesIO(pack(head.article, head.state, (old, new), Between((versions[1],))))) as files:
        facts = files.read("facts.txt").decode()
        assert files.read("certificate-1.der") == shown
        assert "@media print" in files.read("diff.html").decode()
    assert "Certificate shown: certificate-1.der, for CN=An outlet, issued by CN=An outlet, valid until" in facts
    assert "version 2 was first found" in facts
    assert "Not seen by us: import of a file says that it was there" in facts
