"""What was given, beside what a replay gives."""

from __future__ import annotations

from datetime import date

from plans.domain.comparison import Compared, Given, compare
from plans.domain.judgement import Basis, Judgement
from plans.domain.replay import Place, Replayed
from plans.domain.rule import Rule
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_protocol, rule, trend

PROTOCOL = make_protocol(rules=[trend(), rule("flare", "R-ALL-3")])
TREND, FLARE = PROTOCOL.rules


def _judged(
    judged: Rule, first: int, last: int, outcome: str, *, is_referred: bool = False
) -> Replayed:
    judgement = Judgement(
        rule=judged,
        first=day(first),
        last=day(last),
        outcome=outcome,
        fires=is_referred,
        basis=Basis.SCORES,
        evidence={},
        is_daily=judged is FLARE,
    )
    return Replayed(judgement, is_referred)


def _place(judged: Rule, first: int) -> Place:
    return judged.kind, judged.id, day(first)


def _told(item: Compared) -> tuple[date, int, str | None, str | None, bool]:
    return item.first, item.days, item.stored, item.replayed, item.is_different


def test_a_window_that_only_one_of_both_judged_is_a_difference() -> None:
    given = {_place(TREND, 0): Given("no_change", day(13))}

    lost, new = compare(given, (), [_judged(TREND, 14, 27, "worse")])

    assert _told(lost) == (day(0), 1, "no_change", None, True)
    assert _told(new) == (day(14), 1, None, "worse", True)


def test_the_same_verdict_is_a_difference_when_somebody_else_is_called_or_nobody() -> None:
    given = {_place(TREND, 0): Given("no_change", day(13))}
    again = [_judged(TREND, 0, 13, "no_change")]

    (called,) = compare(given, {_place(TREND, 0)}, again)
    (same,) = compare(given, (), again)

    assert (called.was_referred, called.is_referred, called.is_different) == (True, False, True)
    assert (same.is_changed, same.is_different) == (False, False)


def test_the_same_verdict_over_a_shorter_window_is_a_difference() -> None:
    given = {_place(TREND, 0): Given("no_change", day(13))}

    (shorter,) = compare(given, (), [_judged(TREND, 0, 6, "no_change")])

    assert (shorter.stored_last, shorter.last, shorter.is_changed) == (day(13), day(6), True)


def test_a_daily_verdict_holds_until_the_next_one_that_is_stored() -> None:
    given = {
        _place(FLARE, 0): Given("on_track", day(6)),
        _place(FLARE, 3): Given("step_back", day(9)),
    }
    again = [_judged(FLARE, first, first + 6, "on_track") for first in range(5)]

    calm, otherwise = compare(given, (), again)

    assert _told(calm) == (day(0), 3, "on_track", "on_track", False)
    assert _told(otherwise) == (day(3), 2, "step_back", "on_track", True)
    assert otherwise.last == day(10)


def test_a_day_on_which_somebody_is_called_stands_by_itself() -> None:
    given = {_place(FLARE, 0): Given("contact_physio", day(6))}
    again = [
        _judged(FLARE, first, first + 6, "contact_physio", is_referred=first == 1)
        for first in range(3)
    ]

    found = compare(given, {_place(FLARE, 0)}, again)

    assert [(item.days, item.was_referred, item.is_referred) for item in found] == [
        (1, True, False),
        (2, False, True),
    ]
