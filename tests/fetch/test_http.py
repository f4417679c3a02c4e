# ruff: noqa: E501 - tables read best with a case on one line
"""The fetcher on a server that does everything wrong: every failure is a value with its reason."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from certificates import self_signed
from misbehaving import Misbehaving, Write, misbehaving, ok

from monitor.fetch import HttpFetcher, MemoryRobots
from monitor.model import FetchFailed, FetchReason, FetchResult, NotModified, Request, Response, Validators
from monitor.net import GuardedTransport, user_agent

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
async def site() -> AsyncIterator[Misbehaving]:
    async with misbehaving() as made:
        yield made


@pytest.fixture
async def fetcher() -> AsyncIterator[HttpFetcher]:
    transport = GuardedTransport()
    yield HttpFetcher(transport, agent=user_agent("https://example.org/bot"), cache=MemoryRobots())
    await transport.aclose()


def request(site: Misbehaving, path: str = "/a", **options: object) -> Request:
    wanted: dict[str, object] = {"ignore_robots": True, "allow_networks": LOOPBACK, "total_s": 5.0, **options}
    return Request(f"{site.url}{path}", **wanted)  # type: ignore[arg-type]  # test options


def failed(result: FetchResult, reason: FetchReason) -> str:
    assert isinstance(result, FetchFailed), result
    assert result.reason is reason, result
    return result.detail


async def test_an_answer_is_whole_with_its_headers_and_hash(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = ok(gzip.compress(b"words"), 'ETag: "x"', "Content-Encoding: gzip", "Content-Type: text/html")
    result = await fetcher.fetch(request(site))
    assert isinstance(result, Response)
    assert (result.status, result.body, result.header("etag")) == (200, b"words", '"x"')
    assert result.address == "127.0.0.1"
    assert len(result.body_sha256) == 64


async def test_we_say_who_we_are_and_send_neither_cookies_nor_referrer(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = ok(b"x", "Set-Cookie: a=b; Path=/")
    await fetcher.fetch(request(site))
    await fetcher.fetch(request(site))
    for headers in site.headers_of("/a"):
        assert headers["user-agent"].startswith("Redline/")
        assert "(+https://example.org/bot)" in headers["user-agent"]
        assert not {"cookie", "referer", "authorization", "if-none-match"} & set(headers)


async def test_validators_go_back_verbatim_and_304_is_not_modified(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    validators = Validators('W/"odd, value"', "yesterday at noon")
    assert isinstance(await fetcher.fetch(request(site, validators=validators)), NotModified)
    (headers,) = site.headers_of("/a")
    assert headers["if-none-match"] == 'W/"odd, value"'
    assert headers["if-modified-since"] == "yesterday at noon"


async def test_304_to_a_request_without_conditions_is_a_failure(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    failed(await fetcher.fetch(request(site)), FetchReason.PROTOCOL)


# ------------------------------------------------ redirects
async def test_redirects_are_followed_hop_by_hop(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = ok(b"", "Location: /b#part", status="301 Moved")
    site.answers["/b"] = ok(b"", "Location: c?x=1", status="302 Found")
    site.answers["/c?x=1"] = ok(b"here")
    result = await fetcher.fetch(request(site, validators=Validators('"1"')))
    assert isinstance(result, Response)
    assert (result.url, result.final_url) == (f"{site.url}/a", f"{site.url}/c?x=1")
    assert [status for status, _ in result.hops] == [301, 302]
    assert "if-none-match" not in site.headers_of("/b")[0]


async def test_a_loop_and_too_many_redirects_end(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = ok(b"", "Location: /b", status="302 Found")
    site.answers["/b"] = ok(b"", "Location: /a", status="302 Found")
    assert "loop" in failed(await fetcher.fetch(request(site)), FetchReason.TOO_MANY_REDIRECTS)
    for number in range(10):
        site.answers[f"/{number}"] = ok(b"", f"Location: /{number + 1}", status="302 Found")
    assert "more than 5" in failed(await fetcher.fetch(request(site, "/0")), FetchReason.TOO_MANY_REDIRECTS)


@pytest.mark.parametrize(
    "location", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://u:p@127.0.0.1/", "http://[::1", "http://127.0.0.1:25/"]
)  # fmt: skip
async def test_a_redirect_to_what_is_no_web_page_is_refused(
    site: Misbehaving, fetcher: HttpFetcher, location: str
) -> None:
    site.answers["/a"] = ok(b"", f"Location: {location}", status="302 Found")
    failed(await fetcher.fetch(request(site)), FetchReason.BAD_URL)


async def test_proxies_of_the_environment_are_not_asked(
    site: Misbehaving, fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    monkeypatch.delenv("NO_PROXY", raising=False)
    site.answers["/a"] = ok(b"direct")
    assert isinstance(await fetcher.fetch(request(site)), Response)


async def test_a_proxy_of_the_settings_is_asked_for_everything(site: Misbehaving) -> None:
    transport = GuardedTransport(proxy=site.url)
    site.answers["http://news.example/a"] = ok(b"by proxy")
    fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots())
    result = await fetcher.fetch(Request("http://news.example/a", ignore_robots=True))
    await transport.aclose()
    assert isinstance(result, Response)
    assert result.body == b"by proxy"


async def test_a_handshake_that_never_comes_ends_at_the_deadline(fetcher: HttpFetcher) -> None:
    ended = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    asked = Request(f"https://127.0.0.1:{port}/", allow_networks=LOOPBACK, ignore_robots=True, total_s=0.5)
    failed(await fetcher.fetch(asked), FetchReason.TIMEOUT)
    ended.set()
    server.close()


class Closed:
    """A gate that lets nobody through."""

    async def turn(self, host: str, *, within_s: float = 0.0, holding: bool = False) -> float | None:
        return None


async def test_a_hop_to_another_host_takes_that_hosts_turn(site: Misbehaving) -> None:
    async with misbehaving() as other:
        site.answers["/a"] = ok(b"", f"Location: {other.url}/b", status="302 Found")
        other.answers["/b"] = ok(b"there")
        transport = GuardedTransport()
        fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots(), gate=Closed())
        failed(await fetcher.fetch(request(site)), FetchReason.HOST_BUSY)
        await transport.aclose()
        assert other.asked == []


# ------------------------------------------------ limits and broken servers
async def test_a_body_over_the_cap_is_refused_packed_or_not(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = ok(b"x" * 50_000)
    site.answers["/b"] = ok(gzip.compress(bytes(50_000_000)), "Content-Encoding: gzip")
    for path in ("/a", "/b"):
        failed(await fetcher.fetch(request(site, path, max_bytes=10_000)), FetchReason.TOO_LARGE)


async def test_a_body_without_end_is_cut_at_the_cap(site: Misbehaving, fetcher: HttpFetcher) -> None:
    async def endless(write: Write) -> None:
        await write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await write(b"x" * 65_536)

    site.answers["/a"] = endless
    failed(await fetcher.fetch(request(site, max_bytes=1_000_000)), FetchReason.TOO_LARGE)


async def test_a_server_that_drips_ends_at_the_deadline(site: Misbehaving, fetcher: HttpFetcher) -> None:
    async def drip(write: Write) -> None:
        await write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            await write(b"x")
            await asyncio.sleep(0.05)

    async def silence(write: Write) -> None:
        await asyncio.sleep(5)

    for number, answer in enumerate((drip, silence)):
        site.answers[f"/{number}"] = answer
        begun = asyncio.get_running_loop().time()
        failed(await fetcher.fetch(request(site, f"/{number}", total_s=0.5)), FetchReason.TIMEOUT)
        assert asyncio.get_running_loop().time() - begun < 3


BROKEN = {
    "nonsense": b"this is no HTTP\r\n\r\n",
    "nothing": b"",
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    "cut chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "huge header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "bad status": b"HTTP/1.1 two hundred\r\n\r\n",
    "broken gzip": ok(b"not gzip at all, but long enough", "Content-Encoding: gzip"),
    "cut gzip": ok(gzip.compress(b"words " * 5_000)[:40], "Content-Encoding: gzip"),
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "many trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"T: y\r\n" * 50_000 + b"\r\n",
    "huge chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
    "no length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nxx",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\nxx",
    "bad header": b"HTTP/1.1 200 OK\r\nBad Header: x\r\n\r\n",
    "HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00",
    "for ever about to": b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
    "three codings": ok(b"x", "Content-Encoding: gzip, gzip, gzip"),
    "unknown coding": ok(b"x", "Content-Encoding: rot13"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_broken_http_is_a_failure_with_a_reason(site: Misbehaving, fetcher: HttpFetcher, name: str) -> None:
    async def broken(write: Write) -> None:
        await write(BROKEN[name])

    site.answers["/a"] = broken
    result = await fetcher.fetch(request(site))
    assert isinstance(result, FetchFailed), result
    assert result.reason in {FetchReason.PROTOCOL, FetchReason.CONNECT}
    assert "\n" not in result.detail
    assert "400" not in result.detail  # the engine's word for what it can not read, not the server's
    site.answers["/b"] = ok(b"fine")
    assert isinstance(await fetcher.fetch(request(site, "/b")), Response)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "ftp://example.org/", "https://u:p@example.org/", "https://example.org/" + "x" * 10_000, "https://e.org:99999/", "http://e.org:6379/"]
)  # fmt: skip
async def test_an_address_that_must_not_be_asked_is_refused(fetcher: HttpFetcher, url: str) -> None:
    failed(await fetcher.fetch(Request(url)), FetchReason.BAD_URL)


async def test_nothing_listening_and_no_such_name_are_told_apart(fetcher: HttpFetcher) -> None:
    closed = Request("http://127.0.0.1:1/", allow_networks=LOOPBACK, ignore_robots=True)
    assert failed(await fetcher.fetch(closed), FetchReason.CONNECT) == "Connection refused"
    said = failed(await fetcher.fetch(Request("http://nowhere.invalid/", ignore_robots=True)), FetchReason.DNS)
    assert "name" in said.lower()


async def test_a_certificate_that_nobody_vouches_for_is_refused(fetcher: HttpFetcher, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "both.pem", "localhost"))
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    result = await fetcher.fetch(
        Request(f"https://localhost:{port}/", allow_networks=("127.0.0.0/8", "::1/128"), ignore_robots=True)
    )
    server.close()
    assert failed(result, FetchReason.TLS) == "self-signed certificate"


# ------------------------------------------------ robots.txt
async def test_robots_txt_forbids_with_the_line_that_does(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/robots.txt"] = ok(
        b"User-agent: *\nAllow: /\nUser-agent: Redline\nDisallow: /private\nCrawl-delay: 7\n"
    )
    site.answers["/public"] = ok()
    detail = failed(await fetcher.fetch(request(site, "/private/x", ignore_robots=False)), FetchReason.ROBOTS)
    assert detail == "Disallow: /private"
    assert isinstance(await fetcher.fetch(request(site, "/public", ignore_robots=False)), Response)
    assert len(site.headers_of("/robots.txt")) == 1
    assert await fetcher.crawl_delay(f"{site.url}/public") == 7.0
    assert isinstance(await fetcher.fetch(request(site, "/private/x")), Response)


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (ok(b"no", status="404 Not Found"), True),
        (ok(b"no", status="403 Forbidden"), True),
        (ok(b"no", status="503 Unavailable"), False),
        (ok(b"no", status="429 Too Many"), False),
        (ok(b"\xff\xfe\x00 garbage"), True),
        (ok(b""), True),
        (ok(b"User-agent: *\nDisallow:\n"), True),
        (ok(b"User-agent: *\nDisallow: /\nAllow: /a\n"), True),
        (ok(b"User-agent: other\nDisallow: /\n"), True),
    ],
)
async def test_what_robots_txt_answers_decides(
    site: Misbehaving,
    fetcher: HttpFetcher,
    answer: bytes,
    allowed: bool,  # noqa: FBT001 - a case of the table
) -> None:
    site.answers["/robots.txt"] = answer
    site.answers["/a"] = ok()
    result = await fetcher.fetch(request(site, ignore_robots=False))
    assert isinstance(result, Response) == allowed


async def test_robots_txt_is_found_behind_redirects(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/robots.txt"] = ok(b"", "Location: /r2", status="302 Found")
    site.answers["/r2"] = ok(b"User-agent: *\nDisallow: /\n")
    failed(await fetcher.fetch(request(site, ignore_robots=False)), FetchReason.ROBOTS)


async def test_a_long_robots_txt_is_read_for_its_first_500_kib(site: Misbehaving, fetcher: HttpFetcher) -> None:
    line = b"Disallow: /\xc3\xa9tage\n"
    padding = b"User-agent: *\n" + line * (500 * 1024 // len(line) - 2)
    late = b"Disallow: /late" + b"x" * 700_000
    site.answers["/robots.txt"] = ok(padding + b"Disallow: /early\n" + late)
    site.answers["/late"] = ok()
    failed(await fetcher.fetch(request(site, "/early", ignore_robots=False)), FetchReason.ROBOTS)
    assert isinstance(await fetcher.fetch(request(site, "/late", ignore_robots=False)), Response)


async def test_many_looks_at_a_new_host_ask_for_robots_txt_once(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/a"] = ok()
    results = await asyncio.gather(*(fetcher.fetch(request(site, ignore_robots=False)) for _ in range(8)))
    assert all(isinstance(result, Response) for result in results)
    assert len(site.headers_of("/robots.txt")) == 1


async def test_robots_txt_follows_five_redirects_and_no_more(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/robots.txt"] = ok(b"", "Location: /r1", status="301 Moved")
    for number in range(1, 7):
        site.answers[f"/r{number}"] = ok(b"", f"Location: /r{number + 1}", status="301 Moved")
    site.answers["/r5"] = ok(b"User-agent: *\nDisallow: /\n")
    failed(await fetcher.fetch(request(site, ignore_robots=False)), FetchReason.ROBOTS)
    async with misbehaving() as other:
        other.answers.update(site.answers)
        other.answers["/r5"] = ok(b"", "Location: /r6", status="301 Moved")
        other.answers["/r6"] = ok(b"User-agent: *\nDisallow: /\n")
        other.answers["/a"] = ok()
        assert isinstance(await fetcher.fetch(request(other, ignore_robots=False)), Response)


async def test_the_page_waits_for_the_crawl_delay_after_robots_txt(site: Misbehaving, fetcher: HttpFetcher) -> None:
    site.answers["/robots.txt"] = ok(b"User-agent: *\nCrawl-delay: 0.5\n")
    site.answers["/a"] = ok()
    begun = asyncio.get_running_loop().time()
    assert isinstance(await fetcher.fetch(request(site, ignore_robots=False)), Response)
    assert asyncio.get_running_loop().time() - begun >= 0.5


async def test_a_redirect_target_is_held_to_its_own_robots_txt(site: Misbehaving, fetcher: HttpFetcher) -> None:
    async with misbehaving() as other:
        site.answers["/a"] = ok(b"", f"Location: {other.url}/private", status="302 Found")
        other.answers["/robots.txt"] = ok(b"User-agent: *\nDisallow: /private\n")
        other.answers["/private"] = ok(b"secret")
        failed(await fetcher.fetch(request(site, ignore_robots=False)), FetchReason.ROBOTS)
        assert other.headers_of("/private") == []


class Turns:
    """A gate that remembers who took a turn, and makes nobody wait."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bool]] = []

    async def turn(self, host: str, *, within_s: float = 0.0, holding: bool = False) -> float | None:
        self.taken.append((host, holding))
        return 0.0


async def test_every_request_but_the_first_of_a_look_takes_a_turn(site: Misbehaving) -> None:
    gate, transport = Turns(), GuardedTransport()
    fetcher = HttpFetcher(transport, agent="test", cache=MemoryRobots(), gate=gate)
    async with misbehaving() as other:
        site.answers["/a"] = ok(b"", "Location: /b", status="302 Found")
        site.answers["/b"] = ok(b"", f"Location: {other.url}/c", status="302 Found")
        other.answers["/c"] = ok(b"there")
        assert isinstance(await fetcher.fetch(request(site, ignore_robots=False)), Response)
        here, there = site.url.removeprefix("http://"), other.url.removeprefix("http://")
        # robots.txt goes first, then: the page, its hop, the hop away (whose turn robots.txt takes), the page there
        assert gate.taken == [(here, True), (here, True), (there, False), (there, False)]
        gate.taken.clear()
        await fetcher.fetch(request(site, "/b", ignore_robots=True, holds=here))
        assert gate.taken == [(here, True), (there, False)]
    await transport.aclose()
