"""The workshop: a few child processes that take one job at a time and are killed when a job eats too much."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from monitor import log
from monitor.diff.result import BY_POSITION
from monitor.errors import WorkerDied
from monitor.model import Change, Extraction, Head, Listing, Reading, Source, Version
from monitor.workshop import jobs
from monitor.workshop.child import OUT_OF_MEMORY
from monitor.workshop.inline import change_of, compare_job, extraction_of, listing_of

MAX_ANSWER_BYTES: Final = 64_000_000
JOBS_PER_CHILD: Final = 2_000  # then it is replaced: parsers leak


@dataclass(frozen=True, slots=True)
class WorkshopOptions:
    """How many children, and what one job may use."""

    processes: int = 1
    time_s: float = 20.0  # CPU time of one job; waiting for three times as long ends it too
    memory_bytes: int = 1_000_000_000  # address space of one child


class ChildWorkshop:
    """Behind the port Workshop. Open it with `async with`; children start when they are first needed."""

    def __init__(self, options: WorkshopOptions = WorkshopOptions()) -> None:
        self._options = options
        self._log = log.get("workshop")
        self._idle: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()
        self._children = [_Child(options) for _ in range(options.processes)]

    async def __aenter__(self) -> Self:
        for child in self._children:
            self._idle.put_nowait(child)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            await child.stop()

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        """The article in a page, or the word that its gate is still this one; raises WorkerDied."""
        return extraction_of(await self._do(jobs.ReadPage(url, content_type, gate, reading), body))

    async def read_listing(self, source: Source, body: bytes, *, url: str, content_type: str) -> Listing:
        """What a source's document lists; raises ParseError or WorkerDied."""
        return listing_of(await self._do(jobs.ReadListing(source, url, content_type), body))

    async def compare(self, old: Version, new: Version, head: Head) -> Change:
        """The labelled change between two versions; raises WorkerDied."""
        change = change_of(await self._do(compare_job(old, new, head), b""))
        for reason in change.reasons:
            if reason.startswith(BY_POSITION):
                self._log.warning("a diff failed its check", article=old.article, version=new.number, why=reason)
        return change

    async def _do(self, job: jobs.Job, body: bytes) -> jobs.Answer:
        child = await self._idle.get()
        try:
            return await child.do(job, body)
        finally:
            self._idle.put_nowait(child)


class _Child:
    """One child process, started again after it died."""

    def __init__(self, options: WorkshopOptions) -> None:
        self._options = options
        self._process: Process | None = None
        self._jobs_left = JOBS_PER_CHILD

    async def do(self, job: jobs.Job, body: bytes) -> jobs.Answer:
        """The answer to one job; a child that fails is gone afterwards."""
        process = self._process or await self._start()
        try:
            async with asyncio.timeout(self._options.time_s * 3):
                answer = await _ask(process, job, body)
        except TimeoutError:
            await self.stop()
            raise WorkerDied("time", f"it took more than {self._options.time_s * 3:.0f} s") from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            raise await self._post_mortem(process) from error
        except asyncio.CancelledError:
            await self.stop()
            raise
        self._jobs_left -= 1
        if answer.bug or self._jobs_left <= 0:
            await self.stop()
        if answer.bug:
            raise WorkerDied("crash", answer.bug)
        return answer

    async def stop(self) -> None:
        """Kill the child, if there is one, and wait for its end."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _start(self) -> Process:
        arguments = (str(self._options.time_s), str(self._options.memory_bytes))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "monitor.workshop.child",
            *arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._jobs_left = JOBS_PER_CHILD
        return self._process

    async def _post_mortem(self, process: Process) -> WorkerDied:
        """Why the child is gone, in one word of three."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await process.wait()
        code = process.returncode
        await self.stop()
        if code == -signal.SIGXCPU:
            return WorkerDied("time", f"it used more than {self._options.time_s:.0f} s of CPU time")
        if code in {OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGKILL}:  # libraries abort when they get no memory
            return WorkerDied("memory", "it ran out of memory or was killed")
        return WorkerDied("crash", f"it ended with {code}")


async def _ask(process: Process, job: jobs.Job, body: bytes) -> jobs.Answer:
    assert process.stdin is not None  # noqa: S101 - started with pipes
    assert process.stdout is not None  # noqa: S101 - started with pipes
    name, payload = jobs.pack(job)
    process.stdin.write(b"%s %d %d\n" % (name.encode("ascii"), len(payload), len(body)))
    process.stdin.write(payload)
    process.stdin.write(body)
    await process.stdin.drain()
    header = await process.stdout.readline()
    if not header.strip().isdigit() or int(header) > MAX_ANSWER_BYTES:
        raise ValueError("no answer of the agreed form")
    return jobs.unpack_answer(await process.stdout.readexactly(int(header)))
