"""What the pain of a day is, what the last report was, and who is looking already."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.log import Counted, PainReport
from plans.domain.record import Record, Referred
from tests.plans.domain.cases import answer, exercise, record, run, signs, walk
from tests.plans.domain.days import START, day
from tests.plans.domain.documents import make_protocol, rule

DAY = date(2024, 3, 12)
REPORTS = st.builds(
    PainReport,
    for_on=st.dates(date(2024, 3, 1), date(2024, 3, 5)),
    pain=st.none() | st.integers(0, 10),
    morning=st.none() | st.integers(0, 10),
    counted=st.sampled_from(Counted),
)


def _record(*reports: PainReport) -> Record:
    return Record(START, pain=reports)


def _report(
    for_on: date = DAY,
    pain: int | None = None,
    morning: int | None = None,
    counted: Counted = Counted.ON_TIME,
) -> PainReport:
    return PainReport(for_on, pain, morning, counted)


def test_a_day_counts_with_its_worst_score_in_any_context() -> None:
    """DEF-1: asked, on waking, during an exercise, on a walk."""
    known = _record(_report(pain=3, morning=4), _report(pain=5, morning=6), _report(pain=4))

    assert (known.day_scores, known.mornings) == ({DAY: 6}, {DAY: 6})
    assert record("3", exercises=[exercise(0, 7)]).day_scores == {START: 7}
    assert record("3", activities=[walk(0, 8), run(0, 2)]).day_scores == {START: 8}


def test_a_missing_day_is_missing_and_nought_is_a_score() -> None:
    known = _record(_report(pain=0), _report(date(2024, 3, 14), morning=2))

    assert known.day_scores == {DAY: 0, date(2024, 3, 14): 2}
    assert known.mornings == {date(2024, 3, 14): 2}
    assert record(exercises=[exercise(0, None)], activities=[run(1, None)]).day_scores == {}


def test_a_back_filled_score_does_not_count() -> None:
    late = Counted.BACKFILLED
    known = _record(_report(pain=2, morning=1), _report(pain=9, morning=9, counted=late))

    assert (known.day_scores, known.mornings) == ({DAY: 2}, {DAY: 1})


@pytest.mark.parametrize("series", ["day", "morning"])
def test_the_series_is_chosen_by_name(series: str) -> None:
    known = _record(_report(pain=5, morning=3))

    assert known.scores("day") == {DAY: 5}
    assert known.scores("morning") == {DAY: 3}


@given(reports=st.lists(REPORTS, max_size=12), data=st.data())
def test_the_order_of_reports_does_not_matter(
    reports: list[PainReport], data: st.DataObject
) -> None:
    shuffled = _record(*data.draw(st.permutations(reports)))

    assert shuffled.day_scores == _record(*reports).day_scores
    assert shuffled.mornings == _record(*reports).mornings


@given(reports=st.lists(REPORTS, max_size=12), added=REPORTS)
def test_a_second_report_never_lowers_a_day(reports: list[PainReport], added: PainReport) -> None:
    before, after = _record(*reports).day_scores, _record(*reports, added).day_scores

    assert all(after[at] >= score for at, score in before.items())


@pytest.mark.parametrize(
    "fields",
    [
        {"scores": "- - - - 3"},
        {"mornings": "- - - - 3"},
        {"exercises": [exercise(2), exercise(4, None)]},
        {"activities": [walk(4), run(3)]},
        {"answers": [answer("gait", "normal", 4)]},
        {"signs": [signs(4)]},
    ],
)
def test_whatever_is_reported_is_a_report(fields: dict[str, Any]) -> None:
    assert record(**fields).last_report_on == day(4)
    assert record().last_report_on is None


CALM, DANGER = make_protocol(
    rules=[
        rule("prognosis", "R-ALL-1"),
        rule("signs", "R-CALF-4", to="emergency", urgency="immediate", signs=["warm"]),
    ],
    signs=[{"name": "warm", "text": {"nl": "warm", "en": "warm"}}],
).rules


@pytest.mark.parametrize(
    ("seen", "closed", "calm", "danger"),
    [
        pytest.param(None, None, True, True, id="nobody has looked yet"),
        pytest.param(5, None, True, False, id="seen before that day"),
        pytest.param(8, None, True, True, id="seen on that day"),
        pytest.param(5, 6, False, False, id="closed before that day"),
        pytest.param(None, 6, False, False, id="closed without having been seen"),
        pytest.param(None, 8, True, True, id="closed on that day"),
    ],
)
def test_a_call_holds_until_closed_and_one_about_danger_until_seen(
    seen: int | None, closed: int | None, calm: bool, danger: bool
) -> None:
    for known, expected in ((CALM, calm), (DANGER, danger)):
        call = Referred(
            known.id,
            known.kind,
            day(3),
            day(seen) if seen else None,
            day(closed) if closed else None,
        )
        assert record(referred=[call]).is_being_looked_at(known, day(8)) is expected


def test_a_call_about_the_same_day_or_by_another_rule_is_another_call() -> None:
    about = [Referred(CALM.id, CALM.kind, day(8)), Referred(DANGER.id, DANGER.kind, day(3))]

    assert not record(referred=about).is_being_looked_at(CALM, day(8))
