"""A replay gives what judging in time gave, with the same rules or with others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.evaluation import evaluate
from plans.domain.log import Counted, PainReport
from plans.domain.plan import DatedPlan, PhaseStatus
from plans.domain.protocol import Protocol
from plans.domain.record import AskedQuestion, Record, Referred
from plans.domain.replay import Life, Replayed, place_of, replay
from plans.domain.rescheduling import open_next
from plans.domain.rules.case import Case
from tests.plans.domain.cases import answer, asked, look, pain, record, run, signs
from tests.plans.domain.days import day
from tests.plans.domain.documents import make_plan, make_protocol, question, rule, trend

BAD = "5 5 5 5 5 5 5 5 5 5 4 4 5 4"
SPARSE = "6 - - - 6 5 5 5 4 4 4 4 3 3"
LESS_PAIN = "less_pain_than_at_start"
Told = tuple[str, str, bool]

PROTOCOL = make_protocol(
    questions=[
        question(LESS_PAIN),
        question("more_pain_than_before_resuming"),
        question("more_signs"),
        question("fracture", "yes", "no", "unsure"),
    ],
    signs=[{"name": name, "text": {"nl": name, "en": name}} for name in ("warm", "red")],
    rules=[
        trend("R-ACH-1", 14),
        trend("R-ALL-2", 6, fires_on=["no_change", "worse", "slight_improvement"]),
        rule("resuming", "R-ACH-2"),
        rule("flare", "R-ALL-3", expected_days=3),
        rule("signs", "R-CALF-3", signs=["warm", "red"], at_least=2, to="gp", urgency="immediate"),
        rule("report", "R-ANK-1", question="fracture", answers=["unsure"], to="emergency"),
    ],
)


def _replay(known: Record, until: int, plan: DatedPlan | None = None, **life: object) -> list[Told]:
    """Replay with a fortnight's rule alone; give window, verdict and whether a referral stands."""
    protocol = make_protocol(rules=[trend()])
    case = look(protocol, known, 0, plan)
    found = replay(case, until=day(until), life=Life(**life))  # type: ignore[arg-type]
    return [_told(item) for item in found]


def _told(item: Replayed) -> Told:
    return f"{item.judgement.first:%m-%d}", item.judgement.outcome, item.is_referred


def test_a_window_is_judged_on_the_day_after_it_and_not_before() -> None:
    assert _replay(record(BAD), 13) == []
    assert _replay(record(BAD), 14) == [("03-01", "no_change", True)]


def test_a_question_is_asked_on_its_day_and_its_answer_decides() -> None:
    less = record(SPARSE, answers=[answer(LESS_PAIN, "yes", 15)])
    more = record(SPARSE, answers=[answer(LESS_PAIN, "no", 15)])
    before = record(SPARSE, answers=[answer(LESS_PAIN, "no", 13)])

    assert _replay(less, 18) == [("03-01", "insufficient_data", False)]
    assert _replay(more, 15) == [("03-01", "insufficient_data", True)]
    assert _replay(before, 16) == [("03-01", "insufficient_data", False)]


def test_an_answer_on_the_very_day_of_the_question_counts() -> None:
    known = record(SPARSE, answers=[answer(LESS_PAIN, "no", 14)])

    assert _replay(known, 14) == [("03-01", "insufficient_data", True)]
    assert _replay(known, 27) == [("03-01", "insufficient_data", True)]


def test_three_days_of_silence_call_somebody() -> None:
    assert _replay(record(SPARSE), 16) == [("03-01", "insufficient_data", False)]
    assert _replay(record(SPARSE), 17) == [("03-01", "insufficient_data", True)]


def test_a_question_is_put_no_sooner_than_it_was() -> None:
    """A worker that stood still asked two days late, and the answer was still an answer."""
    known = record(SPARSE, answers=[answer(LESS_PAIN, "yes", 18)])
    late = asked("R-ACH-1", "trend", 0, LESS_PAIN, 16)

    assert _replay(known, 20) == [("03-01", "insufficient_data", True)]
    assert _replay(known, 20, asked=[late]) == [("03-01", "insufficient_data", False)]


def test_what_the_record_says_was_asked_is_left_aside() -> None:
    known = record(SPARSE, asked=[asked("R-ACH-1", "trend", 0, LESS_PAIN, 3)])

    assert _replay(known, 16) == [("03-01", "insufficient_data", False)]


def _signs_twice(*others: Referred) -> Case:
    protocol = make_protocol(
        signs=[{"name": "warm", "text": {"nl": "w", "en": "w"}}],
        rules=[rule("signs", signs=["warm"], to="gp", within_days=1)],
    )
    known = record(signs=[signs(3, "warm"), signs(6, "warm")], referred=others)
    return look(protocol, known, 0)


def test_somebody_who_was_called_is_not_called_again_until_they_looked() -> None:
    seen = Referred("R-ACH-1", "signs", day(3), seen_on=day(4))

    unseen = replay(_signs_twice(), until=day(9))
    looked = replay(_signs_twice(), until=day(9), life=Life(referred=[seen]))

    assert [item.is_referred for item in unseen] == [True, False]
    assert [item.is_referred for item in looked] == [True, True]


def test_who_was_called_by_another_plan_of_the_injury_is_not_called_again() -> None:
    case = _signs_twice(Referred("R-ACH-1", "signs", day(2)))

    assert [item.is_referred for item in replay(case, until=day(9))] == [False, False]


def test_a_red_flag_that_was_taken_back_the_same_day_did_call() -> None:
    protocol = make_protocol(
        questions=[question("fracture", "no", "unsure")],
        rules=[rule("report", question="fracture", answers=["unsure"], to="emergency")],
    )
    known = record(answers=[answer("fracture", "unsure", 2), answer("fracture", "no", 2)])

    (found,) = replay(look(protocol, known, 0), until=day(5))

    assert _told(found) == ("03-03", "emergency", True)


def test_a_plan_that_ended_is_judged_as_it_stood_while_it_lasted() -> None:
    """Ending closes the phase; what was open until then is open in the replay."""
    plan = make_plan()
    closed = replace(plan.phases[0], status=PhaseStatus.DONE, ends_on=day(15))
    ended = replace(plan, ended_on=day(15), phases=(closed, *plan.phases[1:]))

    assert _replay(record(BAD), 30, ended) == [("03-01", "no_change", True)]
    assert _replay(record(BAD), 30, replace(ended, ended_on=day(13))) == []


def test_after_the_end_red_flags_alone_are_judged() -> None:
    case = _signs_twice()
    ended = replace(case, plan=replace(case.plan, ended_on=day(4)))

    assert [_told(item)[0] for item in replay(ended, until=day(9))] == ["03-04", "03-07"]


def test_mornings_count_from_the_day_on_which_the_build_up_opened() -> None:
    plan = open_next(make_plan(), "build_up", on=day(10))
    known = record(BAD, "5 5 5 5 5 5 5 5 5 5 1 1 1 1")

    assert _replay(known, 9, plan) == []
    assert _replay(known, 14, plan) == [("03-01", "settled", False)]


# --- The plain way -------------------------------------------------------------------------------


def _day_by_day(case: Case, until: date) -> dict[tuple[str, str, date], tuple[str, bool, bool]]:
    """Judge at every midnight and every evening, all of it every time, and keep what was last."""
    questions: list[AskedQuestion] = []
    raised: dict[tuple[str, str, date], Referred] = {}
    found: dict[tuple[str, str, date], tuple[str, bool]] = {}
    for today, limit in _looks(case.on, until):
        known = _up_to(case.record, limit)
        known = replace(known, asked=tuple(questions), referred=tuple(raised.values()))
        for item in evaluate(replace(case, record=known, on=today)).judgements:
            place = (item.rule.kind, item.rule.id, item.first)
            found[place] = item.outcome, item.fires
            if not item.fires:
                raised.pop(place, None)
            elif place not in raised and not known.is_being_looked_at(item.rule, item.first):
                raised[place] = Referred(item.rule.id, item.rule.kind, item.first)
            for name in item.asks:
                new = AskedQuestion(item.rule.id, item.rule.kind, item.first, name, today)
                if not any(replace(old, asked_on=today) == new for old in questions):
                    questions.append(new)
    return {place: (*said, place in raised) for place, said in found.items()}


def _looks(first: date, until: date) -> Iterator[tuple[date, date]]:
    number = (first - day(0)).days
    while day(number) <= until:
        yield day(number), day(number - 1)
        yield day(number), day(number)
        number += 1


def _up_to(known: Record, last: date) -> Record:
    return replace(
        known,
        pain=[item for item in known.pain if item.for_on <= last],
        activities=[item for item in known.activities if item.for_on <= last],
        answers=[item for item in known.answers if item.for_on <= last],
        signs=[item for item in known.signs if item.for_on <= last],
    )


DAYS = st.integers(0, 34)
SCORES = st.integers(0, 10) | st.none()


@st.composite
def _records(draw: st.DrawFn) -> Record:
    """Five weeks of somebody who reports most days; one answer and one report of signs a day."""
    reported = draw(st.dictionaries(DAYS, st.tuples(SCORES, SCORES), max_size=35))
    runs = draw(st.dictionaries(DAYS, SCORES, max_size=6))
    answers = draw(
        st.dictionaries(
            st.tuples(
                DAYS, st.sampled_from([LESS_PAIN, "more_pain_than_before_resuming", "more_signs"])
            ),
            st.sampled_from(["yes", "no"]),
            max_size=8,
        )
    )
    doubts = draw(st.dictionaries(DAYS, st.sampled_from(["no", "unsure"]), max_size=2))
    seen = draw(st.dictionaries(DAYS, st.sets(st.sampled_from(["warm", "red"])), max_size=3))
    return record(
        pain=[
            PainReport(day(at), score, morning, Counted.ON_TIME)
            for at, (score, morning) in reported.items()
        ],
        activities=[run(at, hurt) for at, hurt in runs.items()],
        answers=[
            *(answer(name, said, at) for (at, name), said in answers.items()),
            *(answer("fracture", said, at) for at, said in doubts.items()),
        ],
        signs=[signs(at, *found) for at, found in seen.items()],
    )


@given(_records(), st.integers(1, 34))
def test_a_replay_is_the_day_by_day_run(known: Record, until: int) -> None:
    """Judging when due and on reports, from where was left off, leaves nothing out."""
    case = Case(make_plan(PROTOCOL), PROTOCOL, known, day(0))

    replayed = replay(case, until=day(until))

    assert {
        place_of(item): (item.judgement.outcome, item.judgement.fires, item.is_referred)
        for item in replayed
    } == _day_by_day(case, day(until))


@given(_records(), st.integers(1, 33))
def test_what_comes_later_changes_nothing_of_what_was_judged(known: Record, until: int) -> None:
    """A late run gives what a run in time gave: later reports are left aside on earlier days."""
    case = Case(make_plan(PROTOCOL), PROTOCOL, known, day(0))

    in_time = replace(case, record=_up_to(known, day(until)))

    assert replay(case, until=day(until)) == replay(in_time, until=day(until))


@pytest.mark.parametrize("protocol", [PROTOCOL, make_protocol()])
def test_nothing_reported_still_ends_somewhere(protocol: Protocol) -> None:
    case = Case(make_plan(protocol), protocol, record(pain=pain()), day(0))

    assert replay(case, until=day(0)) == ()
    assert any(item.is_referred for item in replay(case, until=day(60)))
