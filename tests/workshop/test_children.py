"""The workshop with real child processes: what a page does to its reader harms nobody else."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from looking import FEED, WORDS, feed, page

from monitor.errors import ParseError, WorkerDied
from monitor.model import Source, SourceId, SourceKind
from monitor.store.memory.clock import WallClock
from monitor.workshop import ChildWorkshop, InlineWorkshop, WorkshopOptions

pytestmark = pytest.mark.slow

URL = "https://outlet.example/a"


def source() -> Source:
    return Source(SourceId("s"), FEED, SourceKind.FEED, "", WallClock().now())


def children() -> list[int]:
    """Process ids of the workshop's children."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    found = [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]
    return [pid for pid in found if b"workshop.child" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def test_children_answer_as_the_twin_does() -> None:
    async with ChildWorkshop() as shop:
        for body in (page(*WORDS), b"", b"\xff\x00", page("Ä „Zitat“ – 渡轮 " * 30)):
            theirs = await shop.read_page(body, url=URL, content_type="text/html")
            assert theirs == await InlineWorkshop().read_page(body, url=URL, content_type="text/html")
        listed = await shop.read_listing(source(), feed(URL), url=FEED, content_type="")
        assert listed == await InlineWorkshop().read_listing(source(), feed(URL), url=FEED, content_type="")


async def test_a_document_that_is_no_listing_is_a_parse_error_and_the_child_goes_on() -> None:
    async with ChildWorkshop() as shop:
        with pytest.raises(ParseError, match="not a feed"):
            await shop.read_listing(source(), b"nonsense", url=FEED, content_type="")
        before = children()
        await shop.read_page(page(*WORDS), url=URL, content_type="")
        assert children() == before


async def test_a_child_that_is_killed_costs_one_page() -> None:
    async with ChildWorkshop() as shop:
        await shop.read_page(page(*WORDS), url=URL, content_type="")
        (child,) = children()
        os.kill(child, signal.SIGSTOP)
        job = asyncio.create_task(shop.read_page(page(*WORDS), url=URL, content_type=""))
        await asyncio.sleep(0.1)
        os.kill(child, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            await job
        assert not (await shop.read_page(page(*WORDS), url=URL, content_type="")).degraded


async def test_a_page_that_takes_too_long_is_given_up() -> None:
    body = page(
        *(f"Paragraph {n} of a very long page that takes its time to be read by anybody." for n in range(25_000))
    )
    async with ChildWorkshop(WorkshopOptions(time_s=0.2)) as shop:
        with pytest.raises(WorkerDied) as died:
            await shop.read_page(body, url=URL, content_type="")
        assert died.value.reason == "time"


async def test_a_child_without_memory_is_given_up() -> None:
    async with ChildWorkshop(WorkshopOptions(memory_bytes=150_000_000)) as shop:
        with pytest.raises(WorkerDied) as died:
            await shop.read_page(page("word " * 1_500_000), url=URL, content_type="")
        assert died.value.reason in {"memory", "crash"}


async def test_a_look_that_is_cancelled_leaves_no_child_at_work() -> None:
    async with ChildWorkshop() as shop:
        await shop.read_page(page(*WORDS), url=URL, content_type="")
        job = asyncio.create_task(shop.read_page(page("word " * 1_000_000), url=URL, content_type=""))
        await asyncio.sleep(0.05)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)
        assert children() == []
        assert not (await shop.read_page(page(*WORDS), url=URL, content_type="")).degraded
