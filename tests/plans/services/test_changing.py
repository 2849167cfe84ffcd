"""A plan is changed: shown first, then made, kept as history, and no report is touched."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from plans.domain.change import (
    AddExercise,
    ChangeDose,
    ChangeMoments,
    ExtendPhase,
    MovePlan,
    OpenPhase,
    PausePlan,
    RemoveExercise,
    ResumePlan,
    SwapExercise,
)
from plans.domain.dosage import Dose, Frequency
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Clinic, Event, ExerciseReport, PainReport, Patient, Pause, Plan, User
from plans.selectors.day import plans_with_dates
from plans.selectors.plan_values import dated_plan
from plans.services.changing import change_plan, preview_change
from plans.services.ending import end_plan
from plans.services.reporting import record_exercise
from tests.factories.people import make_patient, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import evening_of, keep_diary, morning_of

TODAY = date(2026, 3, 5)
NOW = morning_of(TODAY)
FIRST = "relative_rest-1"
DOSE = Dose(sets=2, reps=8)

CHANGES = [
    (MovePlan(starts_on=date(2026, 3, 8)), "plan_moved"),
    (ExtendPhase(phase="relative_rest", days=7), "phase_extended"),
    (ExtendPhase(phase="build_up", days=-7), "phase_extended"),
    (OpenPhase(phase="build_up"), "phase_opened"),
    (PausePlan(until_on=date(2026, 3, 9)), "plan_paused"),
    (
        AddExercise(
            phase="relative_rest",
            exercise="calf-stretch",
            dose=DOSE,
            from_on=TODAY,
            moments=(time(12),),
        ),
        "plan_tailored",
    ),
    (RemoveExercise(prescription=FIRST, from_on=TODAY), "plan_tailored"),
    (SwapExercise(prescription=FIRST, exercise="glute-bridge", from_on=TODAY), "plan_tailored"),
    (ChangeDose(prescription=FIRST, dose=DOSE, from_on=TODAY), "plan_tailored"),
    (
        ChangeDose(prescription=FIRST, frequency=Frequency(every_n_days=2), from_on=TODAY),
        "plan_tailored",
    ),
    (ChangeMoments(prescription=FIRST, moments=(time(9),), from_on=TODAY), "plan_tailored"),
]
IDS = [f"{type(change).__name__}-{number}" for number, (change, _) in enumerate(CHANGES)]


@pytest.fixture
def plan(patient: Patient) -> Plan:
    plan = start_demo_plan(patient)
    keep_diary(plan, "5 4 5 4")
    record_exercise(
        injury=plan.injury, exercise="calf-stretch", turn=1, by=patient.user, now=evening_of(TODAY)
    )
    return plan


def _change(plan: Plan, change: Any, by: User, **fields: Any) -> Any:
    return change_plan(plan=plan, change=change, by=by, now=NOW, **fields)


def _reports() -> list[Any]:
    rows: list[Any] = []
    for model in (PainReport, ExerciseReport):
        rows.extend(model.objects.order_by("pk").values())
    return rows


@pytest.mark.parametrize(("change", "kind"), CHANGES, ids=IDS)
def test_what_was_shown_is_what_happens(
    plan: Plan, physiotherapist: User, change: Any, kind: str
) -> None:
    reports = _reports()
    shown = preview_change(
        plan=plans_with_dates().get(pk=plan.pk), change=change, by=physiotherapist, now=NOW
    )
    assert Event.objects.filter(kind=kind).count() == 0

    made = _change(plan, change, physiotherapist, reason="slower than hoped")

    assert made == shown
    assert dated_plan(plans_with_dates().get(pk=plan.pk)) == shown.after
    assert _reports() == reports
    assert plan.version == 2
    event = Event.objects.get(kind=kind)
    assert (event.by, event.plan, event.reason) == (physiotherapist, plan, "slower than hoped")
    assert event.facts["change"]["kind"] == change.kind
    assert [
        (item["phase"], item["field"], item["before"], item["after"])
        for item in event.facts["moved"]
    ] == [
        (item.phase, item.field, item.before.isoformat(), item.after.isoformat())
        for item in shown.moved
    ]


def test_the_next_phase_says_who_opened_it(plan: Plan, physiotherapist: User) -> None:
    _change(plan, OpenPhase(phase="build_up"), physiotherapist)

    opened = plan.phases.get(kind="build_up")
    assert (opened.status, opened.opened_by, opened.opened_at) == ("open", physiotherapist, NOW)
    assert plan.phases.get(kind="relative_rest").ends_on == TODAY


def test_a_patient_opens_the_next_phase_when_its_gate_is_met(patient: Patient) -> None:
    """DEF-10: in self-care the patient's own reports open it, never silently."""
    plan = start_demo_plan(patient)
    change = OpenPhase(phase="build_up")
    keep_diary(plan, "5 4 3")
    with pytest.raises(Refusal, match="cannot open yet") as refused:
        _change(plan, change, patient.user)
    assert (refused.value.kind, refused.value.place) == (RefusalKind.CONFLICT, "phase")

    keep_diary(plan, "0 0 0 0", first=date(2026, 3, 4))
    later = morning_of(date(2026, 3, 12))
    keep_diary(plan, "0 0 0 0", first=date(2026, 3, 8))
    change_plan(plan=plan, change=change, by=patient.user, now=later)

    opened = plan.phases.get(kind="build_up")
    assert (opened.status, opened.opened_by) == ("open", patient.user)


def test_a_pause_can_be_cut_short_and_begun_again_on_the_same_day(
    plan: Plan, patient: Patient
) -> None:
    for _ in range(2):
        _change(plan, PausePlan(until_on=date(2026, 3, 9)), patient.user, reason="flu")
        _change(plan, ResumePlan(), patient.user)
    _change(plan, PausePlan(until_on=date(2026, 3, 8)), patient.user)

    dated = dated_plan(plans_with_dates().get(pk=plan.pk))
    assert [pause.until_on for pause in dated.pauses] == [date(2026, 3, 8)]
    assert Pause.objects.filter(plan=plan).count() == 3
    cut_short = Pause.objects.filter(plan=plan, resumed_by=patient.user)
    assert [pause.reason for pause in cut_short] == ["flu", "flu"]


def test_two_people_at_once_do_not_overwrite_each_other(plan: Plan, physiotherapist: User) -> None:
    _change(plan, CHANGES[1][0], physiotherapist, expected_version=1)

    with pytest.raises(Refusal, match="has just changed this plan") as refused:
        _change(plan, CHANGES[2][0], physiotherapist, expected_version=1)

    assert refused.value.kind is RefusalKind.CONFLICT
    assert Event.objects.filter(kind="phase_extended").count() == 1


@pytest.mark.parametrize("change", [change for change, _ in CHANGES], ids=IDS)
def test_an_ended_plan_does_not_change(plan: Plan, physiotherapist: User, change: Any) -> None:
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)
    before = dated_plan(plans_with_dates().get(pk=plan.pk))

    with pytest.raises(Refusal, match="This plan has ended"):
        _change(plan, change, physiotherapist)

    assert dated_plan(plans_with_dates().get(pk=plan.pk)) == before


PATIENTS_OWN = (PausePlan, ResumePlan)


@pytest.mark.parametrize("change", [change for change, _ in CHANGES], ids=IDS)
def test_who_may_change_what(plan: Plan, patient: Patient, clinic: Clinic, change: Any) -> None:
    for person in (make_staff(clinic), make_patient(clinic).user):
        with pytest.raises(Refusal) as refused:
            _change(plan, change, person)
        assert refused.value.kind is RefusalKind.FORBIDDEN
    if isinstance(change, OpenPhase):
        with pytest.raises(Refusal) as refused:
            _change(plan, change, patient.user)
        assert refused.value.code == "gate_not_met"
        return
    if isinstance(change, PATIENTS_OWN):
        _change(plan, change, patient.user)
        return
    with pytest.raises(Refusal, match="Only a physiotherapist"):
        _change(plan, change, patient.user)


def test_in_treatment_only_a_physiotherapist_opens_a_phase(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(patient, "achilles-treatment")
    assert plan.phases.get(position=1).kind == "build_up"
    change = OpenPhase(phase="build_up")

    with pytest.raises(Refusal, match="Only a physiotherapist"):
        _change(plan, change, patient.user)
    _change(plan, change, physiotherapist)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (MovePlan(starts_on=date(2026, 2, 20)), "start_before_injury", "starts_on"),
        (
            AddExercise(phase="build_up", exercise="levitation", dose=DOSE, from_on=TODAY),
            "unknown_exercise",
            "exercise",
        ),
        (
            SwapExercise(prescription=FIRST, exercise="levitation", from_on=TODAY),
            "unknown_exercise",
            "exercise",
        ),
        (ResumePlan(), "not_paused", None),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    plan: Plan, physiotherapist: User, change: Any, code: str, place: str | None
) -> None:
    events = Event.objects.count()

    with pytest.raises(Refusal) as refused:
        _change(plan, change, physiotherapist)

    assert (refused.value.code, refused.value.place) == (code, place)
    assert Event.objects.count() == events
    plan.refresh_from_db()
    assert plan.version == 1


def test_a_year_that_was_typed_wrongly_is_refused(plan: Plan, physiotherapist: User) -> None:
    with pytest.raises(Refusal) as refused:
        _change(plan, MovePlan(starts_on=date(9999, 3, 8)), physiotherapist)

    assert refused.value.place == "starts_on"
