"""Changing a plan: nothing moves before it was shown and confirmed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Clinic, Patient, Pause, Plan, User
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import SignIn, report_calm_days

pytestmark = pytest.mark.django_db

KINDS = ("open-phase", "pause", "resume", "extend", "swap", "remove", "dose")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_has_a_form(at_work: Client, plan: Plan, kind: str) -> None:
    assert at_work.get(_address(plan, kind)).status_code == HTTPStatus.OK


def test_a_longer_phase_is_shown_first_and_made_after_confirming(
    at_work: Client, plan: Plan
) -> None:
    form = {"phase": "relative_rest", "days": "7", "reason": "griep"}

    shown = at_work.post(_address(plan, "extend"), form)
    untouched = plan.phases.get(kind="relative_rest").ends_on
    made = at_work.post(_address(plan, "extend"), form | {"step": "confirm", "version": "1"})

    assert "Relatieve rust eindigt op 21 maart 2026 in plaats van 14 maart 2026." in (
        shown.content.decode()
    )
    assert untouched == date(2026, 3, 15)
    assert made.headers["Location"] == reverse("patient", args=[plan.injury.patient.public_id])
    assert plan.phases.get(kind="relative_rest").ends_on == date(2026, 3, 22)


def test_what_somebody_else_changed_meanwhile_is_looked_at_again(
    at_work: Client, plan: Plan
) -> None:
    form = {"phase": "relative_rest", "days": "7", "step": "confirm", "version": "1"}
    at_work.post(_address(plan, "extend"), form)

    again = at_work.post(_address(plan, "extend"), form)

    assert again.status_code == HTTPStatus.CONFLICT
    assert "Iemand anders heeft dit plan net veranderd." in again.content.decode()
    assert plan.phases.get(kind="relative_rest").extended_days == 7


@pytest.mark.parametrize("version", ["", "x", "9" * 40, "-1"])
def test_confirming_without_having_looked_changes_nothing(
    at_work: Client, plan: Plan, version: str
) -> None:
    form = {"phase": "relative_rest", "days": "7", "step": "confirm", "version": version}

    answer = at_work.post(_address(plan, "extend"), form)

    assert answer.status_code == HTTPStatus.CONFLICT


def test_a_patient_pauses_and_resumes_the_own_plan(at_home: Client, plan: Plan) -> None:
    pause = {"from_on": "2026-03-10", "until_on": "2026-03-15", "step": "confirm", "version": "1"}

    paused = at_home.post(_address(plan, "pause"), pause)
    at_home.post(_address(plan, "resume"), {"step": "confirm", "version": "2"})

    assert paused.headers["Location"] == reverse("plan", args=[plan.public_id])
    assert Pause.objects.get().until_on == date(2026, 3, 10)


def test_a_pause_is_shown_in_words_before_it_begins(at_home: Client, plan: Plan) -> None:
    page = at_home.post(
        _address(plan, "pause"), {"from_on": "2026-03-10", "until_on": "2026-03-15"}
    ).content.decode()

    assert "Van 10 maart 2026 tot en met 14 maart 2026 wordt niets gevraagd." in page
    assert "De fasen houden hun datums." in page
    assert not Pause.objects.exists()


def test_a_patient_opens_the_next_phase_once_the_gate_is_met(
    at_home: Client, plan: Plan, patient: Patient
) -> None:
    confirm = {"step": "confirm", "version": "1"}

    early = at_home.post(_address(plan, "open-phase"), confirm)
    report_calm_days(plan, patient)
    opened = at_home.post(_address(plan, "open-phase"), confirm)

    assert early.status_code == HTTPStatus.CONFLICT
    assert "De volgende fase kan nog niet open" in early.content.decode()
    assert "Nog nodig voor de volgende fase:" in early.content.decode()
    assert opened.status_code == HTTPStatus.FOUND
    assert plan.phases.get(kind="build_up").status == "open"


def test_a_patient_opens_no_phase_of_a_treatment(sign_in: SignIn, clinic: Clinic) -> None:
    treated = make_patient(clinic)
    treatment = start_demo_plan(treated, "achilles-treatment", date(2026, 3, 1))

    refused = sign_in(treated.user).post(
        _address(treatment, "open-phase"), {"step": "confirm", "version": "1"}
    )

    assert refused.status_code == HTTPStatus.FORBIDDEN
    said = "Alleen een fysiotherapeut die deze patiënt behandelt, kan dit doen."
    assert said in refused.content.decode()


def test_a_physiotherapist_opens_a_phase_that_is_not_met_and_sees_what_is_missing(
    at_work: Client, plan: Plan
) -> None:
    shown = at_work.get(_address(plan, "open-phase")).content.decode()
    at_work.post(_address(plan, "open-phase"), {"step": "confirm", "version": "1"})

    assert "Nog nodig voor de volgende fase:" in shown
    assert plan.phases.get(kind="build_up").status == "open"


def test_a_dose_changes_only_where_something_was_filled_in(at_work: Client, plan: Plan) -> None:
    old = plan.prescriptions.filter(phase="relative_rest").order_by("pk")[0]
    form = {"prescription": old.key, "from_on": "2026-03-12", "times_a_day": "5"}

    shown = at_work.post(_address(plan, "dose"), form).content.decode()
    at_work.post(_address(plan, "dose"), form | {"step": "confirm", "version": "1"})

    new = plan.prescriptions.get(key=f"{old.key}~1")
    assert "Vanaf 12 maart 2026" in shown
    assert "5 keer per dag" in shown
    assert (new.frequency["times_a_day"], new.dose) == (5, old.dose)


@pytest.mark.parametrize(
    "figures",
    [{}, {"sets": "0"}, {"reps": "101"}, {"times_a_day": "11"}, {"sets": "veel"}],
)
def test_a_dose_that_is_none_is_refused_on_the_same_page(
    at_work: Client, plan: Plan, figures: dict[str, str]
) -> None:
    key = plan.prescriptions.filter(phase="relative_rest").order_by("pk")[0].key

    answer = at_work.post(
        _address(plan, "dose"), {"prescription": key, "from_on": "2026-03-12"} | figures
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_an_exercise_is_swapped_and_removed_from_a_day_on(at_work: Client, plan: Plan) -> None:
    first, second = plan.prescriptions.filter(phase="relative_rest").order_by("pk")[:2]
    swap = {"prescription": first.key, "from_on": "2026-03-12", "exercise": "wall-sit"}
    remove = {"prescription": second.key, "from_on": "2026-03-13"}

    at_work.post(_address(plan, "swap"), swap | {"step": "confirm", "version": "1"})
    at_work.post(_address(plan, "remove"), remove | {"step": "confirm", "version": "2"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.until_on, second.until_on) == (date(2026, 3, 12), date(2026, 3, 13))
    assert plan.prescriptions.get(key=f"{first.key}~1").exercise == "wall-sit"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("pause", {"from_on": "2026-02-30", "until_on": "2026-03-15"}),
        ("pause", {"from_on": "2026-03-01", "until_on": "2026-03-15"}),
        ("pause", {"from_on": "2026-03-15", "until_on": "2026-03-12"}),
        ("extend", {"phase": "relative_rest", "days": "0"}),
        ("extend", {"phase": "relative_rest", "days": "-40"}),
        ("extend", {"phase": "winterslaap", "days": "3"}),
        ("remove", {"prescription": "niets", "from_on": "2026-03-12"}),
        ("swap", {"prescription": "niets", "exercise": "zweven", "from_on": "2026-03-12"}),
    ],
)
def test_what_cannot_be_is_refused_on_the_same_page(
    at_work: Client, plan: Plan, kind: str, form: dict[str, str]
) -> None:
    answer = at_work.post(_address(plan, kind), form)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    plan.refresh_from_db()
    assert plan.version == 1


def test_resuming_what_is_not_paused_says_so(at_work: Client, plan: Plan) -> None:
    answer = at_work.post(_address(plan, "resume"), {})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Dit plan is nu niet gepauzeerd." in answer.content.decode()


def test_a_plan_that_has_ended_takes_no_changes(at_work: Client, plan: Plan) -> None:
    at_work.post(
        reverse("end_plan", args=[plan.public_id]),
        {"outcome": "stopped", "step": "confirm", "version": plan.version},
    )

    page = at_work.get(_address(plan, "pause")).content.decode()
    answer = at_work.post(
        _address(plan, "pause"), {"from_on": "2026-03-10", "until_on": "2026-03-15"}
    )

    assert "Dit plan is afgesloten" in page
    assert answer.status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("kind", ["extend", "swap", "remove", "dose", "onzin"])
def test_what_is_not_the_patients_to_change_does_not_exist_for_them(
    at_home: Client, plan: Plan, kind: str
) -> None:
    assert at_home.get(_address(plan, kind)).status_code == HTTPStatus.NOT_FOUND


def test_a_plan_of_somebody_else_cannot_be_changed(
    sign_in: SignIn, clinic: Clinic, plan: Plan
) -> None:
    others: list[User] = [
        make_patient(clinic).user,
        make_staff(clinic),
        make_physiotherapist(make_clinic()),
    ]
    pause = {"from_on": "2026-03-10", "until_on": "2026-03-15", "step": "confirm", "version": "1"}

    answers = [sign_in(user).post(_address(plan, "pause"), pause).status_code for user in others]
    ends = [
        sign_in(user)
        .post(reverse("end_plan", args=[plan.public_id]), {"outcome": "stopped", "step": "confirm"})
        .status_code
        for user in (*others, plan.injury.patient.user)
    ]

    assert answers == [HTTPStatus.NOT_FOUND] * 3
    assert ends == [HTTPStatus.NOT_FOUND] * 4
    assert not Pause.objects.exists()


def _address(plan: Plan, kind: str) -> str:
    return reverse("change_plan", args=[plan.public_id, kind])
