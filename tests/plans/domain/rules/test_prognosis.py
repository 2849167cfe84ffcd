"""Has the longest expected recovery passed without full recovery?"""

from __future__ import annotations

import pytest

from plans.domain.evaluation import next_judgement_on
from plans.domain.rules.prognosis import is_recovered, pain_free_since
from tests.plans.domain.cases import answer, find, judge, look, record, told
from tests.plans.domain.days import day
from tests.plans.domain.documents import (
    SOURCE,
    make_plan,
    make_protocol,
    question,
    range_of,
    rule,
    words,
)

PROTOCOL = make_protocol(
    rules=[rule("prognosis", "R-ALL-1")],
    prognosis={"text": words(), "duration": range_of("P2W", "P4W"), "source": SOURCE},
    questions=[question("sport_resumed"), question("aids", "none", "some")],
)
END = 28
RESUMED = (answer("sport_resumed", "yes", 10), answer("aids", "none", 10))
OK, CALL = ("ok", False), ("contact_physio", True)


@pytest.mark.parametrize(
    ("scores", "sport", "aids", "is_met"),
    [
        pytest.param("0 " * 14, "yes", "none", True, id="EX-49a"),
        pytest.param("- " + "0 " * 13, "yes", "none", False, id="thirteen days"),
        pytest.param("0 0 0 0 0 - 0 0 0 0 0 0 0 0", "yes", "none", False, id="a day missing"),
        pytest.param("0 0 0 0 0 1 0 0 0 0 0 0 0 0", "yes", "none", False, id="a day of pain"),
        pytest.param("0 " * 14, "no", "none", False, id="no sport"),
        pytest.param("0 " * 14, "yes", "some", False, id="with aids"),
        pytest.param("0 " * 14, None, None, False, id="never said"),
    ],
)
def test_full_recovery(scores: str, sport: str | None, aids: str | None, is_met: bool) -> None:
    given = (("sport_resumed", sport), ("aids", aids))
    known = record(scores, answers=[answer(name, value, 3) for name, value in given if value])

    assert is_recovered(known, days=14, on=day(14)) is is_met


def test_the_days_without_pain_are_a_row_up_to_yesterday() -> None:
    known = record("0 3 0 0 0 5")

    assert pain_free_since(known, before=day(5)) == day(2)
    assert pain_free_since(known, before=day(6)) is None
    assert pain_free_since(known, before=day(7)) is None


def _scores(since: int | None, until: int = 60) -> str:
    """Pain up to the day before ``since`` and none from then on."""
    first = until if since is None else since
    return " ".join(["3"] * first + ["0"] * (until - first))


@pytest.mark.parametrize(
    ("since", "on", "found"),
    [
        pytest.param(None, END - 1, [], id="not yet"),
        pytest.param(None, END, [CALL], id="still pain"),
        pytest.param(END, END, [CALL], id="no day without pain yet"),
        pytest.param(14, END, [OK], id="fourteen days"),
        pytest.param(15, END, [], id="thirteen days: wait for the fourteenth"),
        pytest.param(15, END + 1, [OK], id="and there it is"),
        pytest.param(27, END, [], id="one day"),
        pytest.param(27, END + 12, [], id="still filling the days"),
        pytest.param(27, END + 13, [OK], id="filled"),
    ],
)
def test_who_is_without_pain_by_then_may_fill_the_days(
    since: int | None, on: int, found: list[tuple[str, bool]]
) -> None:
    known = record(_scores(since, on), answers=RESUMED)

    assert told(judge(PROTOCOL, known, on)) == found


def test_a_relapse_while_the_days_are_filled_calls_somebody() -> None:
    known = record(_scores(20, 30) + " 4", answers=RESUMED)

    assert told(judge(PROTOCOL, known, 30)) == []
    assert told(judge(PROTOCOL, known, 31)) == [CALL]


@pytest.mark.parametrize(("on", "found"), [(END + 13, []), (END + 14, [CALL])])
def test_without_pain_but_not_in_sport_is_no_recovery(
    on: int, found: list[tuple[str, bool]]
) -> None:
    known = record(_scores(20, on), answers=[answer("sport_resumed", "no", 10)])

    assert told(judge(PROTOCOL, known, on)) == found


def test_it_may_count_from_the_injury() -> None:
    protocol = make_protocol(
        rules=[rule("prognosis", "R-ALL-1", anchor="injury")],
        prognosis={"text": words(), "duration": range_of("P2W", "P4W"), "source": SOURCE},
    )
    plan = make_plan(protocol, starts_on=day(9))

    assert told(judge(protocol, record(), END - 1, plan)) == []
    assert told(judge(protocol, record(), END, plan)) == [CALL]


def test_a_plan_from_after_the_prognosis_is_judged_after_its_first_day() -> None:
    protocol = make_protocol(
        rules=[rule("prognosis", "R-ALL-1", anchor="injury")],
        prognosis={"text": words(), "duration": range_of("P2W", "P4W"), "source": SOURCE},
    )
    plan = make_plan(protocol, starts_on=day(50))

    assert told(judge(protocol, record(), 50, plan)) == []
    assert told(judge(protocol, record(), 51, plan)) == [CALL]


def test_without_a_figure_nothing_is_judged() -> None:
    protocol = make_protocol(rules=[rule("prognosis", "R-ALL-1")])

    assert judge(protocol, record("5 " * 300), 300) == []


@pytest.mark.parametrize("on", [27, 30])
def test_it_is_judged_on_its_day_and_each_day_while_undecided(on: int) -> None:
    known = record(_scores(20, on), answers=RESUMED)

    following = next_judgement_on(look(PROTOCOL, known, on), find(PROTOCOL, known, on))
    assert following == day(on + 1)
