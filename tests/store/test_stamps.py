"""Time stamps by a real service: openssl's, on loopback."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from archive_stores import article, keep_many

from monitor.app.opening import App, open_app
from monitor.app.roots import sign_root, stamp_certificates, stamp_roots
from monitor.app.storage import chains_of
from monitor.errors import DamagedRecord, StoreError
from monitor.settings import ArchiveSettings, Settings
from monitor.store import stamps
from monitor.store.proofs import proof_of
from monitor.store.roots import RootLog

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
accuracy = secs:1
[signing]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
"""


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A folder with an authority and the certificate of its time-stamping service."""
    folder = tmp_path / "tsa"
    folder.mkdir()
    config = folder / "openssl.cnf"
    config.write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    new = ["req", "-newkey", "rsa:2048", "-nodes"]
    openssl(
        *new, "-x509", "-subj", "/CN=Test authority", "-days", "2", "-config", str(config), "-extensions", "authority",
        "-keyout", str(folder / "ca.key"), "-out", str(folder / "ca.pem"),
    )  # fmt: skip
    openssl(*new, "-subj", "/CN=Test service", "-keyout", str(folder / "tsa.key"), "-out", str(folder / "tsa.csr"))
    openssl(
        "x509", "-req", "-in", str(folder / "tsa.csr"), "-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"),
        "-CAcreateserial", "-days", "2", "-extfile", str(config), "-extensions", "signing",
        "-out", str(folder / "tsa.pem"),
    )  # fmt: skip
    return folder


@pytest.fixture
async def service(authority: Path) -> AsyncIterator[str]:
    """The address of the service."""

    async def answer(request: web.Request) -> web.Response:
        (authority / "query").write_bytes(await request.read())
        config = ["-config", str(authority / "openssl.cnf"), "-queryfile", str(authority / "query")]
        await asyncio.to_thread(openssl, "ts", "-reply", *config, "-out", str(authority / "reply"))
        return web.Response(body=(authority / "reply").read_bytes(), content_type="application/timestamp-reply")

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(body=b"no stamps today")

    app = web.Application()
    app.add_routes([web.post("/tsr", answer), web.post("/nonsense", refuse)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def settings(folder: Path, url: str, authority: Path) -> Settings:
    archive = ArchiveSettings(timestamp_url=url, timestamp_ca=str(authority / "ca.pem"))
    return Settings(data_dir=folder / "data", archive=archive)


async def root(app: App) -> RootLog:
    await keep_many(app.store.archive, ["Twelve were hurt.", "Fifteen were hurt."])
    assert await sign_root(app) is not None
    return RootLog(app.settings.data_dir)


async def test_a_root_is_dated_once_and_others_can_check_it_without_us(
    tmp_path: Path, service: str, authority: Path
) -> None:
    async with open_app(settings(tmp_path, f"{service}/tsr", authority)) as app:
        log = await root(app)
        assert await stamp_roots(app) == 1
        assert await stamp_roots(app) == 0
        assert log.check(stamp_certificates(app.settings)) == ""
        version = await app.store.archive.version(article().id, 1)
        assert version is not None
        proof = json.loads(await proof_of(version, chains_of(app.store), log))
    (tmp_path / "signed").write_text(proof["root"]["signed"])
    (tmp_path / "stamp").write_bytes(base64.b64decode(proof["timestamp"]))
    files = ["-data", str(tmp_path / "signed"), "-in", str(tmp_path / "stamp"), "-CAfile", str(authority / "ca.pem")]
    openssl("ts", "-verify", *files)
    (tmp_path / "signed").write_text(proof["root"]["signed"].replace("leaves 1", "leaves 2"))
    with pytest.raises(subprocess.CalledProcessError):
        openssl("ts", "-verify", *files)


async def test_a_stamp_of_something_else_or_by_somebody_else_is_broken(
    tmp_path: Path, service: str, authority: Path
) -> None:
    async with open_app(settings(tmp_path, f"{service}/tsr", authority)) as app:
        log = await root(app)
        await stamp_roots(app)
        answer = log.stamp(1)
        other = tmp_path / "other"
        other.mkdir()
        openssl(
            "req", "-newkey", "rsa:2048", "-nodes", "-x509", "-subj", "/CN=Somebody else", "-days", "2",
            "-keyout", str(other / "ca.key"), "-out", str(other / "ca.pem"),
        )  # fmt: skip
        strangers = stamps.certificates((other / "ca.pem").read_bytes(), "test")
        assert "not signed as it should be" in log.check(strangers)
        with pytest.raises(DamagedRecord, match="something else"):
            stamps.checked(answer, b"another text", "a test")
        (tmp_path / "data" / "proofs" / "root-1.tsr").write_bytes(answer[:40])
        assert log.check().startswith("time stamp of entry 1 of the log of roots: there is no time stamp in it")


async def test_a_service_that_gives_none_is_named_and_asked_again(
    tmp_path: Path, service: str, authority: Path
) -> None:
    async with open_app(settings(tmp_path, f"{service}/nonsense", authority)) as app:
        log = await root(app)
        with pytest.raises(StoreError, match="gave no time stamp"):
            await stamp_roots(app)
        assert log.stamp(1) == b""
    async with open_app(settings(tmp_path, "http://127.0.0.1:1/", authority)) as app:
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/ gave no time stamp"):
            await stamp_roots(app)
