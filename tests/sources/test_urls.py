# ruff: noqa: E501 - tables read best with a case on one line
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources import article_id, host, normalise, registrable_domain, resolve, same_site


@pytest.mark.parametrize(
    ("spelt", "normal"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&UTM_medium=y&id=7", "https://example.org/a?id=7"),
        ("https://example.org/a?fbclid=1", "https://example.org/a"),
        ("https://example.org/?p=1&p=2", "https://example.org/?p=1&p=2"),
        ("https://example.org/a%7Eb", "https://example.org/a~b"),
        ("https://example.org/ä", "https://example.org/%C3%A4"),
        ("https://example.org/%c3%a4", "https://example.org/%C3%A4"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a b\n", "https://example.org/ab"),
        ("https://[2001:db8::1]:443/", "https://[2001:db8::1]/"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org/?12345", "https://example.org/?12345"),
    ],
)
def test_an_address_has_one_spelling(spelt: str, normal: str) -> None:
    assert normalise(spelt) == normal
    assert normalise(normal) == normal
    assert article_id(spelt) == article_id(normal)


@pytest.mark.parametrize(
    "bad", ["", "example.org", "ftp://example.org/", "javascript:alert(1)", "https://", "http://[::1", "https://e.org:99999/", "https://e.org/" + "x" * 9_000]
)  # fmt: skip
def test_what_is_no_web_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        normalise(bad)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b", "http://[::1", "//" + "x" * 9_000, "data:text/html,x"]
)
def test_a_link_that_leads_nowhere_on_the_web_is_none(link: str) -> None:
    assert resolve("https://example.org/", link) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_normalising_twice_is_normalising_once(path: str, query: str) -> None:
    try:
        once = normalise(f"https://example.org/{path}?{query}")
    except ValueError:
        return
    assert normalise(once) == once


def test_hosts_count_with_their_unusual_port() -> None:
    assert host("https://example.org/a") == "example.org"
    assert host("http://127.0.0.1:8000/a") == "127.0.0.1:8000"


def test_sites_are_told_apart_by_what_somebody_could_register() -> None:
    assert registrable_domain("https://news.example.co.uk/") == "example.co.uk"
    assert same_site("https://news.example.co.uk/", "https://www.example.co.uk/")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert registrable_domain("http://10.0.0.1/") == "10.0.0.1"
