from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.poll import bins, prior
from monitor.poll.counters import Span, added, keep_after, tally
from monitor.poll.fitting import fit
from monitor.poll.hazard import Hazard
from monitor.poll.learned import Learned, SourceFactors, dump, load, unlearned


def quiet(source: str = "s1", *, age_h: float = 1.0, length_h: float = 1.0, hour: float = 12.0) -> Span:
    return Span(source, 0, age_h, age_h, length_h, hour, found=False)


def tallied(span: Span, learned: Learned | None = None) -> dict[str, float]:
    counts: dict[str, float] = {}
    tally(span, learned or unlearned(), counts)
    return counts


def total(counts: dict[str, float], kind: str, what: str) -> float:
    return sum(value for name, value in counts.items() if name.startswith(f"{kind}:") and name.endswith(f":{what}"))


def test_a_quiet_span_counts_its_hours_in_the_cells_that_it_passed() -> None:
    counts = tallied(quiet(age_h=1.0, length_h=2.0), unlearned())
    cells = {int(name.split(":")[1]): value for name, value in counts.items() if name.startswith("c:")}
    assert cells == pytest.approx({bins.cell(0, 5, 5): 0.5, bins.cell(0, 6, 6): 0.5, bins.cell(0, 7, 7): 1.0})
    assert total(counts, "c", "d") == 0


def test_an_edit_is_shared_out_over_the_span_and_counts_once() -> None:
    counts = tallied(Span("s1", 0, 1.0, 1.0, 5.0, 23.0, found=True), unlearned())
    for kind in "csh":
        assert total(counts, kind, "d") == pytest.approx(1.0)


def test_an_announced_edit_is_no_evidence_of_edits_that_nobody_announces() -> None:
    counts = tallied(Span("s1", 0, 1.0, 1.0, 5.0, 23.0, found=True, announced=True), unlearned())
    assert total(counts, "c", "d") == 0
    assert counts["g:s1:d"] == counts["g:s1:e"] == 1


def test_an_announcement_that_came_to_nothing_is_counted() -> None:
    counts = tallied(Span("s1", 0, 1.0, 1.0, 5.0, 23.0, found=False, announced=True), unlearned())
    assert (counts["g:s1:d"], counts["g:s1:e"]) == (0, 1)


def test_a_span_of_days_says_nothing_about_the_hour() -> None:
    assert not any(name.startswith("h:") for name in tallied(quiet(length_h=100.0), unlearned()))


@given(
    age_h=st.floats(0, 9_000),
    share=st.floats(0, 1),
    length_h=st.floats(0.001, 9_000),
    hour=st.floats(0, 23.99),
    changes=st.integers(0, 20),
    found=st.booleans(),
)
def test_nothing_of_a_span_is_lost_or_counted_twice(
    age_h: float, share: float, length_h: float, hour: float, changes: int, *, found: bool
) -> None:
    counts = tallied(Span("s1", changes, age_h, age_h * share, length_h, hour, found=found), unlearned())
    watched = length_h * (0.5 if found else 1.0)
    assert total(counts, "c", "e") == pytest.approx(watched, rel=1e-3, abs=1e-4)
    assert total(counts, "c", "d") == pytest.approx(float(found))


def test_sums_add_up_and_fade() -> None:
    sums = added({"a": 1.0}, {"a": 2.0, "b": 1e-6})
    assert sums == {"a": 3.0, "b": 1e-6}
    assert keep_after(180.0) == 0.5


def test_without_evidence_the_prior_stands() -> None:
    learned = fit({}, prior.shipped())
    assert learned.hazard.cells == prior.shipped().cells
    assert learned.hours == pytest.approx((1.0,) * 24)
    assert learned.detections == 0


def watch(learned: Learned, rate: float, *, spans: int, seed: int, source: str = "s1") -> dict[str, float]:
    """Sums of a world where articles are edited at a steady rate by day and never by night."""
    dice = Random(seed)  # noqa: S311 - a seeded world
    sums: dict[str, float] = {}
    for _ in range(spans):
        hour = dice.random() * 24
        age_h = dice.random() * 40
        busy = 2.0 if 6 <= hour < 18 else 0.0
        found = dice.random() < rate * busy * 0.5
        sums = added(sums, tallied(Span(source, 0, age_h, age_h, 0.5, hour, found=found), learned))
    return sums


def test_a_prior_that_is_wrong_by_ten_is_corrected_by_what_was_counted() -> None:
    wrong = Hazard((0.5,) * bins.CELLS)
    learned = fit(watch(Learned(wrong), 0.05, spans=8_000, seed=1), wrong)
    rates = [learned.hazard.per_hour(0, age_h, age_h) for age_h in (5.0, 10.0, 20.0, 30.0)]
    assert all(0.02 < rate < 0.12 for rate in rates), rates


def test_the_newsroom_sleeps_at_night_and_that_is_learned() -> None:
    start = Learned(Hazard((0.1,) * bins.CELLS))
    learned = fit(watch(start, 0.1, spans=12_000, seed=2), start.hazard)
    assert min(learned.hours[9:15]) > 3 * max(*learned.hours[:4], *learned.hours[21:])
    assert learned.busy(8.0, 8.0) > 2 * learned.busy(20.0, 8.0)
    assert learned.busy(3.0, 48.0) == pytest.approx(sum(learned.hours) / 24)


def test_a_source_that_edits_less_than_others_is_known_after_a_while() -> None:
    start = Learned(Hazard((0.1,) * bins.CELLS))
    sums = added(
        watch(start, 0.02, spans=4_000, seed=3, source="calm"), watch(start, 0.2, spans=4_000, seed=4, source="busy")
    )
    learned = fit(sums, start.hazard)
    assert learned.source("calm").young < 0.6
    assert learned.source("busy").young > 1.2
    assert learned.source("unknown") == SourceFactors()


def test_a_learned_model_survives_being_stored() -> None:
    learned = fit(watch(unlearned(), 0.1, spans=500, seed=5), prior.shipped())
    back = load(dump(learned))
    assert back.hazard.cells == pytest.approx(learned.hazard.cells, rel=1e-3)
    assert back.hours == learned.hours
    assert back.sources == learned.sources


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"schema":2}', b"\xff", b'{"schema":1,"edges_h":[],"changes":[]}']
)
def test_a_model_of_another_version_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        load(body)
