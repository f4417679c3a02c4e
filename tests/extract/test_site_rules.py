"""Rules of single sites: what they name is read, and one that matches nothing any more says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from looking import WORDS, page

from monitor.errors import SettingsError
from monitor.extract import Rulebook, extract, gate
from monitor.model import Extraction, PageType, Reading, SiteRule
from monitor.settings.site_rules import load_site_rules

STORY = "https://www.outlet.example/news/ferry"
BODY = page(*WORDS).replace(
    b"</article>",
    b"<div class='poll'><p>Which of the two ferries do you take to the other side of the bay in the morning?</p></div>"
    b"<p class='seats'>Only 12 seats left</p><span class='price'>12 euros</span></article>",
)
RULE = SiteRule("ferry", ("outlet.example",), content=("article",))


def read(rule: SiteRule, body: bytes = BODY) -> Extraction:
    return extract(body, url=STORY, reading=Reading(rule=rule))


def texts(rule: SiteRule, body: bytes = BODY) -> list[str]:
    return [block.text for block in read(rule, body).text.blocks]


def test_the_content_that_a_rule_names_is_read_whole() -> None:
    assert "Only 12 seats left" in texts(RULE)
    assert read(RULE).extractor == "site rule ferry"
    assert read(RULE).extractor_version.endswith(f"rule ferry {RULE.hash}")


def test_what_it_removes_is_gone_and_what_it_keeps_stays_though_it_is_called_a_box() -> None:
    poll = "Which of the two ferries do you take to the other side of the bay in the morning?"
    promo = BODY.replace(b"class='poll'", b"class='newsletter'")
    assert poll not in texts(SiteRule("a", ("x",), content=("article",), remove=(".poll",)))
    assert poll not in texts(RULE, promo)
    assert poll in texts(SiteRule("a", ("x",), content=("//article",), keep=("div.newsletter",)), promo)


def test_ignored_blocks_are_left_out_and_masked_words_are_no_edit() -> None:
    assert "Only 12 seats left" not in texts(SiteRule("a", ("x",), content=("article",), ignore_text=(r"Only \d+ .*",)))
    masking = SiteRule("a", ("x",), content=("article",), mask_text=(r"\d+ seats",))
    assert "Only […] left" in texts(masking)
    assert texts(masking) == texts(masking, BODY.replace(b"12 seats", b"11 seats"))


def test_fields_titles_and_dates_are_read_where_the_rule_says() -> None:
    rule = SiteRule(
        "a", ("x",), content=("article",), title=("span.price",), fields=(("price", "span.price"),),
        published=("time::attr(datetime)",),
    )  # fmt: skip
    body = BODY.replace(b"<article>", b"<article><time datetime='2026-03-02T10:05:00Z'>today</time>")
    found = read(rule, body).text
    assert found.title == "12 euros"
    assert found.blocks[0].text == "price: 12 euros"
    assert found.published == "2026-03-02T10:05:00Z"


@pytest.mark.parametrize(
    "rule",
    [
        SiteRule("gone", ("x",), content=("div.no-such-thing",), remove=("article",)),
        SiteRule("short", ("x",), content=("article",), min_chars=100_000, remove=(".poll",)),
        SiteRule("headless", ("x",), title=("h7",)),
    ],
)
def test_a_rule_that_matches_nothing_leaves_the_page_to_the_generic_chain(rule: SiteRule) -> None:
    found, generic = read(rule), extract(BODY, url=STORY)
    assert found.rule_failed
    assert found.text == generic.text
    assert found.extractor_version == generic.extractor_version
    assert rule.name in found.notes[-1]


def test_the_rule_with_the_longest_pattern_holds() -> None:
    broad, narrow = SiteRule("broad", ("outlet.example",)), SiteRule("narrow", ("https://www.outlet.example/news/*",))
    book = Rulebook([broad, narrow])
    assert book.of(STORY) == narrow
    assert book.of("http://outlet.example/") == broad
    assert book.of("https://other-outlet.example/") is None


def test_with_a_rule_an_attribute_is_enough_to_open_the_gate() -> None:
    other = BODY.replace(b"class='poll'", b"class='pool'")
    assert gate(BODY) == gate(other)
    assert gate(BODY, Reading(rule=RULE)) != gate(other, Reading(rule=RULE))


def test_a_rule_s_hash_is_that_of_what_it_says() -> None:
    assert SiteRule("a", ("x",)).hash == SiteRule("b", ("x",)).hash != SiteRule("a", ("y",)).hash


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "outlet.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_rules_are_data_in_a_folder(tmp_path: Path) -> None:
    text = '[[rule]]\nmatch = "outlet.example"\ntype = "page"\ncontent = "div.text"\nfields = { price = "b" }\n'
    (rule,) = load_site_rules(folder(tmp_path, text))
    assert rule == SiteRule(
        "outlet.example", ("outlet.example",), PageType.PAGE, content=("div.text",), fields=(("price", "b"),)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[rule]]\nmatch = "a"\ncontent = "div["\n', "rule[1].content: 'div[' is neither CSS nor XPath"),
        ('[[rule]]\nmatch = "a"\nremove = ["//div[", "p"]\n', "rule[1].remove: '//div[' is neither"),
        ('[[rule]]\nmatch = "a"\nmask_text = "("\n', "rule[1].mask_text: '(' is no regular expression"),
        ('[[rule]]\nmatch = "a"\nconten = "p"\n', "rule[1].conten: no key of a rule has this name"),
        ("[[rule]]\n", "rule[1].match: Field required"),
        ('[[rule]]\nmatch = "a"\n[[rule]]\nmatch = "a"\n', "another rule is called 'a'"),
        ("nothing = 1\n", "only [[rule]] tables"),
        ("[[rule", "can not be read"),
    ],
)
def test_a_faulty_rule_is_a_one_line_error_that_names_file_rule_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_site_rules(folder(tmp_path, text))
    assert said in str(caught.value)
    assert "outlet.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_file_that_ships_lists_every_key() -> None:
    shipped = Path(__file__).parents[2] / "config" / "sites"
    assert load_site_rules(shipped) == ()
    reference = (shipped / "README.toml").read_text("utf-8")
    assert all(f"# {name} = " in reference for name in SiteRule.__dataclass_fields__)
