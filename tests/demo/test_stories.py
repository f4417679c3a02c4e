from collections import Counter

from monitor.demo import stories


def test_there_are_twelve_stories_with_three_to_eight_editions() -> None:
    loaded = stories.load()
    assert len(loaded) == 12
    assert all(3 <= len(story.editions) <= 8 for story in loaded)


def test_every_edit_changes_what_a_reader_sees() -> None:
    for story in stories.load():
        for before, after in zip(story.editions, story.editions[1:], strict=False):
            old = (before.status, before.title, before.standfirst, before.caption, before.paragraphs, before.correction)
            new = (after.status, after.title, after.standfirst, after.caption, after.paragraphs, after.correction)
            assert old != new, (story.slug, after.at_s)


def test_the_edits_cover_what_newsrooms_do() -> None:
    kinds = Counter(kind for story in stories.load() for edition in story.editions for kind in edition.kinds)
    wanted = {
        "headline", "number", "name", "quote", "hedge", "correction_notice", "paragraph_moved", "paragraph_split",
        "paragraph_merged", "paragraph_removed", "spelling", "ab_test", "unavailable", "date", "caption", "attribution",
    }  # fmt: skip
    assert wanted <= set(kinds)


def test_exactly_two_edits_are_made_too_fast_on_purpose() -> None:
    assert sum(edition.fast for story in stories.load() for edition in story.editions) == 2


def test_it_opens_with_a_number_and_a_removed_quote_without_a_note() -> None:
    first = stories.load()[0]
    assert first.editions[1].kinds == ("number", "quote")
    assert first.editions[1].at_s <= 5
    assert not first.editions[1].correction
