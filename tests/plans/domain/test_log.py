"""Which reports count, and which answer is the latest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from plans.domain.days import local_day
from plans.domain.log import AnswerReport, latest_answer, timeliness
from plans.domain.refusal import Refusal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


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
