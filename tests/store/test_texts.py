"""A text as bytes: whatever it holds comes back, and plain texts are as short as ever."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model import Block, BlockKind, Mark, PageType, Text
from monitor.store.texts import pack_text, unpack_text

ANY = st.text(max_size=20)
TEXTS = st.builds(
    Text,
    title=ANY,
    blocks=st.lists(st.builds(Block, kind=st.sampled_from(BlockKind), text=ANY), max_size=3).map(tuple),
    authors=st.lists(ANY, max_size=2).map(tuple),
    type=st.sampled_from(PageType),
    effective=ANY,
    og_title=ANY,
    data_title=ANY,
    links=st.lists(ANY, max_size=2).map(tuple),
    marks=st.lists(st.builds(Mark, name=ANY, first=st.integers(0, 99)), max_size=2).map(tuple),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine under load
@given(TEXTS)
def test_every_text_comes_back(text: Text) -> None:
    assert unpack_text(pack_text(text), "here") == text


def test_a_plain_article_needs_no_further_line() -> None:
    text = Text("Ferry", (Block(BlockKind.PARAGRAPH, "Twelve"),))
    assert pack_text(text).startswith(b"1Ferry\n")
