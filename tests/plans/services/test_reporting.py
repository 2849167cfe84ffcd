"""What patients report is kept, once, and never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from plans.domain.change import PausePlan
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import (
    ActivityReport,
    AnswerReport,
    AskedQuestion,
    Clinic,
    Event,
    ExerciseReport,
    PainReport,
    Patient,
    Plan,
    Referral,
    SignReport,
    User,
)
from plans.models.report import Report
from plans.selectors.records import record_of
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
    set_day_score,
)
from tests.factories.people import (
    make_administrator,
    make_patient,
    make_physiotherapist,
    make_staff,
)
from tests.factories.plans import start_demo_plan

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 20, tzinfo=UTC)
KEY = UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture
def plan(patient: Patient) -> Plan:
    return start_demo_plan(patient)


@pytest.fixture
def calf(patient: Patient) -> Plan:
    """A plan that watches signs."""
    return start_demo_plan(patient, "calf-strain")


def _pain(plan: Plan, now: datetime = NOW, by: User | None = None, **fields: Any) -> PainReport:
    return record_pain(
        injury=plan.injury, by=by or plan.injury.patient.user, now=now, **{"pain": 4} | fields
    )


Reporter = Callable[..., Report]
REPORTERS: list[tuple[Reporter, dict[str, Any], str]] = [
    (record_pain, {"pain": 4}, "pain_logged"),
    (set_day_score, {"pain": 4, "for_on": TODAY}, "pain_logged"),
    (record_exercise, {"exercise": "calf-stretch"}, "exercise_logged"),
    (record_activity, {"kind": "walk", "minutes": 30}, "activity_logged"),
    (record_answer, {"question": "walking", "answer": "normal"}, "question_answered"),
    (record_signs, {"signs": ["warm"]}, "signs_reported"),
]
NAMES = [reporter.__name__ for reporter, _, _ in REPORTERS]


@pytest.mark.parametrize(("reporter", "fields", "kind"), REPORTERS, ids=NAMES)
def test_a_report_leaves_an_event_without_its_contents(
    calf: Plan, reporter: Reporter, fields: dict[str, Any], kind: str
) -> None:
    user = calf.injury.patient.user

    report = reporter(injury=calf.injury, by=user, now=NOW, **fields)

    assert (report.for_on, report.recorded_at, report.counted) == (TODAY, NOW, "on_time")
    event = Event.objects.get(kind=kind)
    assert (event.by, event.injury) == (user, calf.injury)
    assert event.facts == {
        "report": str(report.public_id),
        "for": "2026-03-10",
        "counted": "on_time",
    }


@pytest.mark.parametrize(("reporter", "fields"), [entry[:2] for entry in REPORTERS], ids=NAMES)
def test_only_the_patient_and_who_treats_them_report(
    calf: Plan, clinic: Clinic, reporter: Reporter, fields: dict[str, Any]
) -> None:
    calf.injury.patient.physiotherapist = by = make_physiotherapist(clinic)
    calf.injury.patient.save(update_fields=["physiotherapist"])
    others = (
        make_staff(clinic),
        make_administrator(clinic),
        make_patient(clinic).user,
        make_physiotherapist(clinic),
    )
    for person in others:
        with pytest.raises(Refusal) as refused:
            reporter(injury=calf.injury, by=person, now=NOW, **fields)
        assert refused.value.kind is RefusalKind.FORBIDDEN
    assert reporter(injury=calf.injury, by=by, now=NOW, **fields).by == by


@pytest.mark.parametrize(
    ("reporter", "fields"), [entry[:2] for entry in REPORTERS[:-1]], ids=NAMES[:-1]
)
def test_an_ended_plan_takes_no_reports(
    calf: Plan, physiotherapist: User, reporter: Reporter, fields: dict[str, Any]
) -> None:
    end_plan(plan=calf, outcome="stopped", by=physiotherapist, now=NOW)
    events = Event.objects.count()

    with pytest.raises(Refusal, match="No plan is under way"):
        reporter(injury=calf.injury, by=calf.injury.patient.user, now=NOW, **fields)

    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("now", "for_on", "counted"),
    [
        pytest.param(datetime(2026, 3, 16, 9, tzinfo=UTC), 14, "late_counted", id="EX-24a"),
        pytest.param(
            datetime(2026, 3, 20, 9, tzinfo=UTC), 12, "backfilled_not_counted", id="EX-24b"
        ),
        pytest.param(datetime(2026, 3, 14, 6, tzinfo=UTC), 13, "on_time", id="EX-24c"),
        pytest.param(datetime(2026, 3, 14, 23, 30, tzinfo=UTC), 15, "on_time", id="EX-25"),
    ],
)
def test_how_late_a_report_is_is_kept_with_it(
    plan: Plan, now: datetime, for_on: int, counted: str
) -> None:
    report = _pain(plan, now, for_on=date(2026, 3, for_on))

    assert report.counted == counted


def test_without_a_day_it_is_today_where_the_patient_lives(plan: Plan) -> None:
    assert _pain(plan, datetime(2026, 3, 14, 23, 30, tzinfo=UTC)).for_on == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"for_on": date(2026, 3, 11)}, "day_in_future", "for"),
        ({"for_on": date(2026, 2, 27)}, "day_before_injury", "for"),
        ({"pain": 11}, "score_out_of_range", "pain"),
        ({"pain": -1}, "score_out_of_range", "pain"),
        ({"pain": 5.5}, "score_out_of_range", "pain"),
        ({"pain": "5"}, "score_out_of_range", "pain"),
        ({"pain": True}, "score_out_of_range", "pain"),
        ({"morning": 11}, "score_out_of_range", "morning"),
        ({"pain": None}, "no_score", "pain"),
    ],
)
def test_a_score_that_cannot_be_is_refused_and_not_kept(
    plan: Plan, fields: dict[str, Any], code: str, place: str
) -> None:
    events = Event.objects.count()

    with pytest.raises(Refusal) as refused:
        _pain(plan, **fields)

    assert (refused.value.code, refused.value.place) == (code, place)
    assert (PainReport.objects.count(), Event.objects.count()) == (0, events)


@pytest.mark.parametrize(
    ("reporter", "fields", "code", "place"),
    [
        (record_exercise, {"exercise": "levitation"}, "unknown_exercise", "exercise"),
        (record_exercise, {"exercise": "calf-stretch", "done": "half"}, "unknown_done", "done"),
        (record_exercise, {"exercise": "calf-stretch", "pain": 11}, "score_out_of_range", "pain"),
        (record_activity, {"kind": "swim", "minutes": 5}, "unknown_activity", "kind"),
        (record_activity, {"kind": "walk", "minutes": 0}, "wrong_minutes", "minutes"),
        (record_activity, {"kind": "walk", "minutes": 1441}, "wrong_minutes", "minutes"),
        (
            record_activity,
            {"kind": "run", "minutes": 5, "km": Decimal(301)},
            "wrong_distance",
            "km",
        ),
        (record_activity, {"kind": "run", "minutes": 5, "km": Decimal(0)}, "wrong_distance", "km"),
        (
            record_activity,
            {"kind": "run", "minutes": 5, "km": Decimal("NaN")},
            "wrong_distance",
            "km",
        ),
        (record_answer, {"question": "shoe_size", "answer": "44"}, "unknown_question", "question"),
        (record_answer, {"question": "walking", "answer": "flying"}, "unknown_answer", "value"),
        (record_signs, {"signs": ["glowing"]}, "unknown_sign", "signs"),
    ],
)
def test_a_report_that_cannot_be_is_refused(
    calf: Plan, reporter: Reporter, fields: dict[str, Any], code: str, place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        reporter(injury=calf.injury, by=calf.injury.patient.user, now=NOW, **fields)

    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.message.nl != refused.value.message.en


@pytest.mark.parametrize(
    ("reporter", "fields", "model"),
    [
        (record_pain, {"pain": 4}, PainReport),
        (record_exercise, {"exercise": "calf-stretch"}, ExerciseReport),
        (record_activity, {"kind": "walk", "minutes": 30}, ActivityReport),
        (record_answer, {"question": "walking", "answer": "normal"}, AnswerReport),
        (record_signs, {"signs": ["warm"]}, SignReport),
    ],
)
def test_a_report_that_is_sent_twice_is_kept_once(
    calf: Plan, reporter: Reporter, fields: dict[str, Any], model: type[Report]
) -> None:
    user = calf.injury.patient.user

    first, again = (
        reporter(injury=calf.injury, by=user, now=NOW, client_key=KEY, **fields) for _ in range(2)
    )

    assert first == again
    assert model._default_manager.count() == 1
    assert (
        Event.objects.filter(kind__endswith="ed", facts__report=str(first.public_id)).count() == 1
    )


def test_two_scores_of_one_day_stand_beside_each_other(plan: Plan) -> None:
    _pain(plan, pain=3)
    _pain(plan, pain=6)

    assert list(PainReport.objects.order_by("pk").values_list("pain", flat=True)) == [3, 6]


def test_setting_the_days_score_again_corrects_it_and_keeps_the_old_one(plan: Plan) -> None:
    user = plan.injury.patient.user

    def say(pain: int) -> PainReport:
        return set_day_score(injury=plan.injury, for_on=TODAY, pain=pain, by=user, now=NOW)

    first, same, other, last = say(7), say(7), say(3), say(5)

    assert same == first
    assert (other.corrects, last.corrects) == (first, other)
    assert list(PainReport.objects.current().values_list("pain", flat=True)) == [5]
    assert list(PainReport.objects.order_by("pk").values_list("pain", flat=True)) == [7, 3, 5]
    assert Event.objects.filter(kind="pain_logged").count() == 3


def test_a_correction_that_comes_too_late_does_not_take_a_counted_score_away(plan: Plan) -> None:
    """The day was logged in time; a correction after four days does not count (DEF-12)."""
    user = plan.injury.patient.user
    set_day_score(injury=plan.injury, for_on=TODAY, pain=7, by=user, now=NOW)
    set_day_score(
        injury=plan.injury, for_on=TODAY, pain=1, by=user, now=datetime(2026, 3, 14, 9, tzinfo=UTC)
    )

    counted = [item for item in record_of(plan).pain if item.counted.is_counted]
    assert [(item.for_on, item.pain) for item in counted] == [(TODAY, 7)]


def test_the_same_turn_twice_corrects_it(plan: Plan) -> None:
    user = plan.injury.patient.user

    def tick(turn: int | None, done: str) -> ExerciseReport:
        return record_exercise(
            injury=plan.injury, exercise="calf-stretch", turn=turn, done=done, by=user, now=NOW
        )

    full, again, none = tick(1, "full"), tick(1, "full"), tick(1, "none")
    tick(2, "full")
    tick(None, "full")
    tick(None, "full")

    assert full == again
    assert none.corrects == full
    current = ExerciseReport.objects.current().order_by("pk")
    assert list(current.values_list("turn", "done")) == [
        (1, "none"),
        (2, "full"),
        (None, "full"),
        (None, "full"),
    ]


def test_signs_are_kept_in_order_and_none_is_an_answer(calf: Plan) -> None:
    user = calf.injury.patient.user

    two = record_signs(injury=calf.injury, signs=["warm", "red", "warm"], by=user, now=NOW)
    none = record_signs(injury=calf.injury, signs=[], by=user, now=NOW)

    assert (two.signs, none.signs) == (["red", "warm"], [])


@pytest.mark.parametrize(
    ("for_on", "is_due"), [(TODAY, True), (date(2026, 3, 8), True), (date(2026, 3, 2), False)]
)
def test_every_report_that_counts_lets_the_rules_look_again(
    plan: Plan, for_on: date, is_due: bool
) -> None:
    later = datetime(2026, 3, 20, tzinfo=UTC)
    Plan.objects.filter(pk=plan.pk).update(next_judgement_at=later)

    _pain(plan, for_on=for_on)

    plan.refresh_from_db()
    assert plan.next_judgement_at == (NOW if is_due else later)


# --- What cannot wait ----------------------------------------------------------------------------

DANGER = ["chest_pain", "warm", "red"]


def _called(plan: Plan) -> list[tuple[str, str, str, datetime]]:
    rows = Referral.objects.filter(injury=plan.injury).order_by("rule")
    return list(rows.values_list("rule", "to", "urgency", "raised_at"))


def _paused(plan: Plan, by: User) -> None:
    change_plan(plan=plan, change=PausePlan(until_on=date(2026, 3, 20)), by=by, now=NOW)


def _ended(plan: Plan, by: User) -> None:
    end_plan(plan=plan, outcome="stopped", by=by, now=NOW)


def _under_way(plan: Plan, by: User) -> None:
    """Leave the plan as it is."""


@pytest.mark.parametrize("make", [_under_way, _paused, _ended])
def test_a_red_flag_calls_within_the_report_whatever_the_state_of_the_plan(
    calf: Plan, physiotherapist: User, make: Callable[[Plan, User], None]
) -> None:
    make(calf, physiotherapist)

    record_signs(injury=calf.injury, signs=DANGER, by=calf.injury.patient.user, now=NOW)

    assert _called(calf) == [
        ("R-CALF-3", "gp", "immediate", NOW),
        ("R-CALF-4", "emergency", "immediate", NOW),
    ]
    assert Event.objects.filter(kind="referral_raised", injury=calf.injury).count() == 2


def test_a_red_flag_and_its_call_are_kept_together_or_not_at_all(calf: Plan) -> None:
    def report_and_fail() -> None:
        with transaction.atomic():
            record_signs(injury=calf.injury, signs=DANGER, by=calf.injury.patient.user, now=NOW)
            assert len(_called(calf)) == 2
            raise KeyError

    with pytest.raises(KeyError):
        report_and_fail()

    assert _called(calf) == []
    assert not SignReport.objects.exists()


def test_the_same_red_flag_sent_twice_calls_once(calf: Plan) -> None:
    for key in (KEY, KEY, None):
        record_signs(
            injury=calf.injury,
            signs=DANGER,
            by=calf.injury.patient.user,
            now=NOW,
            client_key=key,
        )

    assert [rule for rule, *_ in _called(calf)] == ["R-CALF-3", "R-CALF-4"]


@pytest.mark.parametrize(
    ("protocol", "question", "said", "expected"),
    [
        ("ankle-light", "unsure_how_serious", "yes", [("R-ANK-1", "emergency", "immediate", NOW)]),
        ("ankle-light", "unsure_how_serious", "no", []),
        (
            "low-back-self-care",
            "moving",
            "impossible",
            [("R-LBP-1", "physiotherapist", "immediate", NOW)],
        ),
        ("low-back-self-care", "moving", "possible", []),
    ],
)
def test_an_answer_that_is_a_red_flag_calls_within_the_report(
    patient: Patient, protocol: str, question: str, said: str, expected: list[Any]
) -> None:
    plan = start_demo_plan(patient, protocol)

    record_answer(injury=plan.injury, question=question, answer=said, by=patient.user, now=NOW)

    assert _called(plan) == expected


def test_more_signs_after_one_sign_call_within_the_report(calf: Plan) -> None:
    user = calf.injury.patient.user
    record_signs(injury=calf.injury, signs=["warm"], by=user, now=NOW)
    assert AskedQuestion.objects.get(plan=calf).question == "more_signs"

    record_answer(injury=calf.injury, question="more_signs", answer="yes", by=user, now=NOW)

    assert [rule for rule, *_ in _called(calf)] == ["R-CALF-3"]


def test_signs_that_come_too_late_are_kept_and_call_nobody(calf: Plan) -> None:
    """DEF-12: about a day more than three days ago."""
    user = calf.injury.patient.user

    record_signs(injury=calf.injury, signs=DANGER, for_on=date(2026, 3, 6), by=user, now=NOW)

    assert SignReport.objects.get().signs == sorted(DANGER)
    assert _called(calf) == []
