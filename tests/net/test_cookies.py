"""The client of deliveries and web archives: nothing is kept of anybody, nothing said of where we were."""

from __future__ import annotations

from misbehaving import misbehaving, ok

from monitor.net import Call, NetOptions, open_client


async def test_cookies_are_not_kept_and_no_referrer_is_sent_across_redirects() -> None:
    async with misbehaving() as site, open_client(NetOptions(contact="https://example.org/bot")) as client:
        site.answers["/a"] = ok(b"", "Set-Cookie: a=b; Path=/", "Location: /b", status="302 Found")
        site.answers["/b"] = ok(b"there", "Set-Cookie: c=d; Path=/")
        allowed = {"redline": Call(("127.0.0.0/8",))}
        for _ in range(2):
            for path in ("/a", "/b"):
                await client.get(f"{site.url}{path}", extensions=allowed)
    assert len(site.asked) == 4  # no redirect is followed unasked
    for _, headers in site.asked:
        assert not {"cookie", "referer", "authorization"} & set(headers)
        assert headers["user-agent"].endswith("(+https://example.org/bot)")
