"""Which reports count, and what the pain of a day is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.days import local_day
from plans.domain.log import (
    AnswerReport,
    Counted,
    PainReport,
    latest_answer,
    pain_by_day,
    timeliness,
)
from plans.domain.refusal import Refusal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = date(2024, 3, 12)
REPORTS = st.builds(
    PainReport,
    for_on=st.dates(date(2024, 3, 1), date(2024, 3, 5)),
    pain=st.none() | st.integers(0, 10),
    morning=st.none() | st.integers(0, 10),
    counted=st.sampled_from(Counted),
)


def _report(
    for_on: date = DAY,
    pain: int | None = None,
    morning: int | None = None,
    counted: Counted = Counted.ON_TIME,
) -> PainReport:
    return PainReport(for_on, pain, morning, counted)


@pytest.mark.parametrize(
    ("for_on", "recorded_at", "counted"),
    [
        pytest.param(14, datetime(2024, 3, 16, 9, tzinfo=UTC), "late_counted", id="EX-24a"),
        pytest.param(
            12, datetime(2024, 3, 20, 9, tzinfo=UTC), "backfilled_not_counted", id="EX-24b"
        ),
        pytest.param(13, datetime(2024, 3, 14, 6, tzinfo=UTC), "on_time", id="EX-24c"),
        pytest.param(12, datetime(2024, 3, 15, 12, tzinfo=UTC), "late_counted", id="EX-69a"),
        pytest.param(
            11, datetime(2024, 3, 15, 12, tzinfo=UTC), "backfilled_not_counted", id="EX-69b"
        ),
        pytest.param(15, datetime(2024, 3, 14, 23, 30, tzinfo=UTC), "on_time", id="EX-25"),
        pytest.param(15, datetime(2024, 3, 15, 12, tzinfo=UTC), "on_time", id="the same day"),
    ],
)
def test_how_late_a_report_is_decides_whether_it_counts(
    for_on: int, recorded_at: datetime, counted: str
) -> None:
    late = timeliness(date(2024, 3, for_on), local_day(recorded_at, AMSTERDAM))

    assert late == counted
    assert late.is_counted is (counted != "backfilled_not_counted")


def test_a_day_that_has_not_come_is_refused() -> None:
    """EX-24d."""
    with pytest.raises(Refusal) as refused:
        timeliness(date(2024, 3, 16), date(2024, 3, 15))

    assert (refused.value.code, refused.value.place) == ("day_in_future", "for")
    assert refused.value.message.nl.startswith("16 maart 2024 is nog niet geweest.")
    assert refused.value.message.en.startswith("16 March 2024 has not come yet.")


def test_a_day_counts_with_its_worst_score() -> None:
    reports = [_report(pain=3, morning=6), _report(pain=5, morning=1), _report(pain=4)]

    assert pain_by_day(reports, "day") == {DAY: 5}
    assert pain_by_day(reports, "morning") == {DAY: 6}


def test_a_missing_day_is_missing_and_nought_is_a_score() -> None:
    reports = [_report(pain=0), _report(date(2024, 3, 14), morning=2)]

    assert pain_by_day(reports, "day") == {DAY: 0}


def test_a_back_filled_score_does_not_count() -> None:
    reports = [_report(pain=2), _report(pain=9, counted=Counted.BACKFILLED)]

    assert pain_by_day(reports, "day") == {DAY: 2}


@given(reports=st.lists(REPORTS, max_size=12), data=st.data())
def test_the_order_of_reports_does_not_matter(
    reports: list[PainReport], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reports))

    for series in ("day", "morning"):
        assert pain_by_day(shuffled, series) == pain_by_day(reports, series)


@given(reports=st.lists(REPORTS, max_size=12), added=REPORTS)
def test_a_second_report_never_lowers_a_day(reports: list[PainReport], added: PainReport) -> None:
    before = pain_by_day(reports, "day")
    after = pain_by_day([*reports, added], "day")

    assert all(after[day] >= score for day, score in before.items())


def _answer(answer: str, for_on: int, question: str = "gait") -> AnswerReport:
    return AnswerReport(question, answer, date(2024, 3, for_on))


@pytest.mark.parametrize(
    ("answers", "until", "latest"),
    [
        ([], None, None),
        ([_answer("normal", 2), _answer("abnormal", 3)], None, "abnormal"),
        ([_answer("abnormal", 3), _answer("normal", 2)], None, "abnormal"),
        ([_answer("normal", 3), _answer("abnormal", 3)], None, "abnormal"),
        ([_answer("normal", 2), _answer("abnormal", 3)], date(2024, 3, 2), "normal"),
        ([_answer("abnormal", 3)], date(2024, 3, 2), None),
        ([_answer("yes", 3, "aids")], None, None),
    ],
)
def test_the_latest_answer_is_that_of_the_latest_day(
    answers: list[AnswerReport], until: date | None, latest: str | None
) -> None:
    assert latest_answer(answers, "gait", until=until) == latest
