"""What was hidden or erased is in nothing that is given out: pages, API, feeds, exports, originals, backups."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from commands import ENVIRONMENT, redline
from erasable import FERRY, SECRET, fill, says
from every_address import addresses

from monitor.app.erasing import erase
from monitor.app.opening import App, open_app
from monitor.app.pages import web_app
from monitor.app.secret_files import admin_key
from monitor.model import WHOLE, Act, Deed
from monitor.settings import Settings
from monitor.takeout.backup import pieces
from monitor.takeout.sqlite import lines_in

pytestmark = pytest.mark.slow


async def said_by_routes(app: App) -> list[str]:
    """Addresses whose answer to the owner holds the word."""
    web = web_app(app)
    source = (await app.store.book.all())[0].id
    headers = {"Authorization": f"Bearer {admin_key(app.settings.data_dir)}"}
    found = []
    transport = httpx2.ASGITransport(app=web)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        for path in sorted(set(addresses(web, FERRY.id, source))):
            if path.endswith("/events"):  # it does not end; test_hidden_words.py looks at what it reads
                continue
            answer = await client.get(path, follow_redirects=False)
            assert answer.status_code < 500, path
            if says(answer.content):
                found.append(path)
    return found


def said_by_commands(data: Path, out: Path, *, backup: bool) -> list[str]:
    """Commands whose output holds the word, and files that they wrote; one process runs them all."""
    out.mkdir()
    commands = [
        ("export",),
        ("export", "--to", str(out / "folder")),
        ("export", "--to", str(out / "one.sqlite")),
        ("export", "--opml"),
        ("changes",),
        ("verify",),
        ("subscriptions", "log", "sub_one"),
        ("show", FERRY.id, "--json"),
        ("annotate", FERRY.id),
        ("warc", FERRY.id, "--output", str(out / "one.warc.gz")),
        *([("backup", str(out / "store.gz"))] if backup else []),
    ]
    code = (
        "import sys, json\nfrom monitor.cli import main\n"
        "for arguments in json.loads(sys.argv[1]):\n"
        "    print('====', *arguments, flush=True)\n"
        "    try: main(arguments, prog_name='redline')\n"
        "    except SystemExit: pass\n"
    )
    asked = json.dumps([[*one, "--data", str(data)] for one in commands])
    done = subprocess.run([sys.executable, "-c", code, asked], capture_output=True, env=ENVIRONMENT, check=True)
    printed = done.stdout.split(b"====")[1:]
    assert len(printed) == len(commands)
    assert not says(done.stderr), done.stderr
    found = [" ".join(command) for command, said in zip(commands, printed, strict=True) if says(said)]
    files = [file for file in sorted(out.rglob("*")) if file.is_file()]
    assert len(files) > backup, "the commands wrote them"
    return found + [str(file.relative_to(out)) for file in files if any(map(says, unpacked(file)))]


def unpacked(file: Path) -> Iterator[bytes]:
    """What a file holds, and what lies packed in it."""
    yield file.read_bytes()
    if file.suffix == ".sqlite":
        yield from (line for _, line in lines_in(file))
    if file.name == "store.gz":
        yield from (part for piece in pieces(file) for part in piece.parts)


@pytest.mark.parametrize("number", [2, WHOLE])
async def test_no_output_holds_hidden_or_erased_words(tmp_path: Path, number: int) -> None:
    data = tmp_path / "data"
    async with open_app(Settings(data_dir=data)) as app:
        await fill(app)
        assert len(await said_by_routes(app)) > 8
        said = await asyncio.to_thread(said_by_commands, data, tmp_path / "before", backup=True)
        assert len(said) > 8, said
        await app.store.marks.add(FERRY.id, Act(Deed.HIDE, number, app.world.clock.now(), "me", "asked to"))
        assert await said_by_routes(app) == []
        assert await asyncio.to_thread(said_by_commands, data, tmp_path / "hidden", backup=False) == []
        shown = await asyncio.to_thread(redline, "show", FERRY.id, "--hidden", "--version", "2", data=data)
        assert SECRET in shown, "its owner can read it"
        await erase(app, FERRY.id, number, by="me", reason="asked to")
        assert await said_by_routes(app) == []
        assert await asyncio.to_thread(said_by_commands, data, tmp_path / "erased", backup=True) == []
