"""The same answer on too many days in a row, such as more than two days of bed rest."""

from __future__ import annotations

import pytest

from tests.plans.domain.cases import answer, judge, record
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule

PROTOCOL = make_protocol(
    rules=[rule("tally", "R-LBP-3", question="bed_rest", more_than_days=2)],
    questions=[question("bed_rest"), question("painkillers")],
)


def _rows(answers: str, starts_on: int = 0) -> list[tuple[int, int]]:
    """Judge a row such as ``y y n - y``; give the first and last day of what was too long."""
    words = {"y": "yes", "n": "no"}
    given = [
        answer("bed_rest", words[letter], on)
        for on, letter in enumerate(answers.split())
        if letter != "-"
    ]
    plan = make_plan(PROTOCOL, starts_on=day(starts_on))
    found = judge(PROTOCOL, record(answers=given[::-1]), 30, plan)
    assert all(item.fires and item.outcome == "contact_physio" for item in found)
    return [((item.first - day(0)).days, (item.last - day(0)).days) for item in found]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        pytest.param("y y", [], id="two days"),
        pytest.param("y y y", [(0, 2)], id="three days"),
        pytest.param("y y y y y", [(0, 2)], id="five days are one row"),
        pytest.param("y y n y y", [], id="up in between"),
        pytest.param("y y - y", [(0, 2)], id="a day without an answer is not a no"),
        pytest.param("y - y", [(0, 2)], id="the day in between may be missing"),
        pytest.param("y y - - y", [], id="two days without an answer end the row"),
        pytest.param("y y y n y y y", [(0, 2), (4, 6)], id="twice"),
        pytest.param("n n n n", [], id="never"),
        pytest.param("", [], id="nothing said"),
    ],
)
def test_more_than_two_days_in_a_row(answers: str, found: list[tuple[int, int]]) -> None:
    assert _rows(answers) == found


def test_the_last_answer_of_a_day_counts() -> None:
    given = [answer("bed_rest", "yes", on) for on in range(3)]

    corrected = record(answers=[*given, answer("bed_rest", "no", 2)])
    assert judge(PROTOCOL, corrected, 3) == []


def test_another_answer_is_another_matter() -> None:
    given = [answer("painkillers", "yes", on) for on in range(5)]

    assert judge(PROTOCOL, record(answers=given), 5) == []


@pytest.mark.parametrize(("starts_on", "found"), [(2, [(0, 2)]), (3, [])])
def test_a_row_that_was_over_before_the_plan_is_not_judged(
    starts_on: int, found: list[tuple[int, int]]
) -> None:
    assert _rows("y y y", starts_on) == found
