from __future__ import annotations

from monitor.diff import Diff, Op, Row, RowKind, compare_paragraphs

HARBOUR = "The harbour of Lenn reopened on Monday after three weeks of repairs to the northern breakwater."
BOATS = "Twelve fishing boats left before dawn, the first since the storm tore away the old landing stage."
MAYOR = "Mayor Anna Berg thanked the crews who had worked through two nights to clear stones from the channel."
COST = "The council expects the work to cost 3.5 million crowns, a third of it paid by the insurance fund."
FERRY = "Ferries to the outer islands will sail again from Thursday, the shipping company announced later."


def row_of(diff: Diff, *, old: int | None = None, new: int | None = None) -> Row:
    return next(row for row in diff.rows if (old is None or old in row.old) and (new is None or new in row.new))


def kinds(diff: Diff) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(row.kind.value, row.old, row.new) for row in diff.rows]


def links(old: list[str], new: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...], bool]]:
    """(old paragraphs, new paragraphs, moved) of every row that has both sides."""
    return [(row.old, row.new, row.moved) for row in compare_paragraphs(old, new).rows if row.old and row.new]


def test_a_paragraph_inserted_at_the_front_shifts_nothing() -> None:
    diff = compare_paragraphs([HARBOUR, BOATS], [FERRY, HARBOUR, BOATS])
    assert kinds(diff) == [("added", (), (0,)), ("equal", (0,), (1,)), ("equal", (1,), (2,))]


def test_a_rewritten_paragraph_stays_beside_its_old_self() -> None:
    rewritten = "On Monday, after repairs to its breakwater that took three weeks, Lenn reopened the harbour."
    diff = compare_paragraphs([BOATS, HARBOUR, COST], [BOATS, MAYOR, rewritten, COST])
    assert row_of(diff, old=1).new == (2,)
    assert row_of(diff, new=1).kind is RowKind.ADDED


def test_an_unrelated_paragraph_in_the_same_place_is_not_a_rewritten_one() -> None:
    diff = compare_paragraphs([HARBOUR, BOATS, COST], [HARBOUR, MAYOR, COST])
    assert [row.kind for row in diff.rows] == [RowKind.EQUAL, RowKind.REMOVED, RowKind.ADDED, RowKind.EQUAL]


def test_two_paragraphs_made_one_share_a_row() -> None:
    diff = compare_paragraphs([HARBOUR, BOATS, COST], [f"{HARBOUR} {BOATS}", COST])
    row = row_of(diff, old=0)
    assert (row.kind, row.old, row.new) == (RowKind.MERGED, (0, 1), (0,))
    assert all(run.op is Op.EQUAL for run in row.runs)


def test_one_paragraph_cut_in_three_shares_a_row() -> None:
    diff = compare_paragraphs([HARBOUR, f"{BOATS} {MAYOR} {COST}"], [HARBOUR, BOATS, MAYOR, COST])
    row = row_of(diff, old=1)
    assert (row.kind, row.new) == (RowKind.SPLIT, (1, 2, 3))


def test_a_whole_sentence_taken_over_word_for_word_joins_a_row() -> None:
    both = f"{HARBOUR} {BOATS}"
    gone = (
        f"{BOATS} Nobody on the quay had expected so many to wait; some had come from Vess, two hours by road, by bus."
    )
    diff = compare_paragraphs([HARBOUR, gone, COST], [both, COST])
    assert row_of(diff, new=0).old == (0, 1)


def test_a_moved_paragraph_is_one_row_and_says_so() -> None:
    diff = compare_paragraphs([HARBOUR, BOATS, MAYOR, COST], [BOATS, MAYOR, COST, HARBOUR])
    row = row_of(diff, old=0)
    assert (row.moved, row.new) == (True, (3,))
    assert sum(row.moved for row in diff.rows) == 1


def test_a_moved_paragraph_shows_its_word_changes() -> None:
    edited = HARBOUR.replace("three weeks", "five weeks")
    diff = compare_paragraphs([HARBOUR, BOATS, MAYOR, COST], [BOATS, MAYOR, COST, edited])
    row = row_of(diff, old=0)
    assert row.moved
    assert [(run.old.strip(), run.new.strip()) for run in row.runs if run.op is not Op.EQUAL] == [
        ("three", ""),
        ("", "five"),
    ]


def test_a_heading_that_stands_twice_holds_nothing_in_place() -> None:
    old = ["Background", HARBOUR, "More", BOATS]
    new = ["More", HARBOUR, "Background", BOATS]
    diff = compare_paragraphs(old, new)
    assert row_of(diff, old=1).new == (1,)
    assert row_of(diff, old=3).new == (3,)


def test_typography_alone_is_an_equal_row_with_a_flag() -> None:
    diff = compare_paragraphs(["He said “no” — twice…"], ['He said "no" - twice...'])
    assert (diff.rows[0].kind, diff.rows[0].typography) == (RowKind.EQUAL, True)
    assert diff.is_empty


def test_a_text_with_little_in_common_is_replaced_as_a_whole() -> None:
    title = compare_paragraphs([], [], old_title="Fire at the old mill", new_title="Two arrested in the harbour").title
    assert [run.op for run in title] == [Op.DELETE, Op.INSERT]


def test_an_island_of_small_words_is_not_kept() -> None:
    old = "Officers of the northern district command were waiting."
    new = "Members of the southern volunteer fire brigade were waiting."
    runs = compare_paragraphs([], [], old_title=old, new_title=new).title
    assert [run.op for run in runs] == [Op.DELETE, Op.INSERT, Op.EQUAL]


def test_an_inserted_sentence_is_marked_from_its_first_to_its_last_word() -> None:
    old = f"{HARBOUR} The boats left early."
    new = f"{HARBOUR} The crews waved. The boats left early."
    runs = [run for run in compare_paragraphs([old], [new]).rows[0].runs if run.op is Op.INSERT]
    assert [run.new for run in runs] == ["The crews waved. "]


def test_empty_texts_and_empty_paragraphs_are_texts_too() -> None:
    assert compare_paragraphs([], []).rows == ()
    assert [row.kind for row in compare_paragraphs([], [""]).rows] == [RowKind.ADDED]
    assert [row.kind for row in compare_paragraphs(["", ""], [""]).rows].count(RowKind.EQUAL) == 1


def test_a_heading_moves_along_with_its_section() -> None:
    section = f"{HARBOUR} {MAYOR}"
    old = ["Repairs", section, BOATS, COST, FERRY]
    new = [BOATS, COST, FERRY, "The repairs", f"{HARBOUR} And {MAYOR}"]
    diff = compare_paragraphs(old, new)
    assert [(row.old, row.new) for row in diff.rows if row.moved] == [((0,), (3,)), ((1,), (4,))]


def test_a_paragraph_that_moved_and_was_cut_in_two_stays_one_row() -> None:
    old = [f"{HARBOUR} {BOATS}", MAYOR, COST, FERRY]
    new = [MAYOR, COST, FERRY, HARBOUR, BOATS]
    row = row_of(compare_paragraphs(old, new), old=0)
    assert (row.kind, row.moved, row.new) == (RowKind.SPLIT, True, (3, 4))


def test_equal_paragraphs_each_have_their_own_row_however_often_they_stand_there() -> None:
    diff = compare_paragraphs([f"{COST} One."] * 40, [f"{COST} Two."] * 40)
    assert kinds(diff) == [("changed", (n,), (n,)) for n in range(40)]
    assert len({row.runs for row in diff.rows}) == 1


def test_a_full_stop_beside_a_moved_paragraph_is_no_island_of_its_own() -> None:
    ending = "The work was paid for by a fund of the old fishing families of the town."
    other = "The work was paid for by nobody whom we could find out about today."
    diff = compare_paragraphs([ending, BOATS, MAYOR, COST], [BOATS, MAYOR, other, COST])
    kept = [run.new for row in diff.rows for run in row.runs if run.op is Op.EQUAL]
    assert not [text for text in kept if text.strip() in {".", ","}]


def test_the_second_half_of_a_split_stays_with_the_first_though_a_removed_paragraph_resembles_it() -> None:
    first = "The council approved the new bridge over the river after a debate of nine hours on Tuesday night."
    second = "Work on the northern bank begins in March and the ferry will run until the last pillar stands."
    alike = "Work on the southern bank began in April and the ferry ran until the first pillar stood there."
    old = [f"{first} {second}", HARBOUR, BOATS, alike]
    assert links(old, [first, second, HARBOUR, BOATS])[0] == ((0,), (0, 1), False)


def test_a_moved_paragraph_resembles_its_own_more_than_the_remainder_of_its_neighbour() -> None:
    begin = "The mayor said on Monday that the school would be closed for the whole of the winter term."
    end = "Parents of the pupils were told by letter that buses would bring them to the next town."
    moved = "Parents of the pupils who were told by letter in May wanted buses that bring them to the old town hall."
    old = [f"{begin} {end}", "The roof had leaked for years.", "An engineer warned in spring.", moved]
    new = [begin, moved.replace("in May", "in June"), "The roof had leaked for years.", "An engineer warned in spring."]
    assert ((3,), (1,), True) in links(old, new)


def test_halves_find_each_other_across_a_paragraph_that_moved_between_them() -> None:
    first = "All requests are read by a team of lawyers before any data of a user is given to the police."
    second = "The team is trained to reject what is too broad and it explains its decisions to the courts."
    other = "Since the summer the company has published how many requests it had from each country and why."
    old = [f"{first} {second}", "A report comes twice a year.", "It is free.", other]
    new = [first, other.replace("summer", "autumn"), second, "A report comes twice a year.", "It is free."]
    assert ((0,), (0, 2), False) in links(old, new)
    assert ((3,), (1,), True) in links(old, new)
