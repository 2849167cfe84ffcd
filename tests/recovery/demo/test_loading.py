"""The demo clinic is there at once, lives today, and is left alone when it is there already."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from plans.domain.adherence import Band
from plans.domain.days import local_day
from plans.models import (
    AskedQuestion,
    Clinic,
    Event,
    ExerciseReport,
    Injury,
    PainReport,
    Patient,
    Pause,
    Plan,
    PlanStatus,
    Prescription,
    Referral,
    Role,
    Task,
    User,
    Verdict,
)
from plans.selectors.day import PatientDay, patient_day, plans_with_dates
from plans.selectors.progress import progress_of
from plans.selectors.standing import standing_of
from plans.services.judging import judge_due_plans
from recovery.demo.accounts import DEMO_ACCOUNTS, PATIENT, DemoAccount
from tests.recovery.demo.conftest import NOW

pytestmark = [pytest.mark.usefixtures("_demo"), pytest.mark.django_db]


def _today(patient: Patient) -> PatientDay:
    today = local_day(NOW, patient.zone)
    return patient_day(patient_id=patient.pk, day=today, as_of=today)


def _patient(first_name: str) -> Patient:
    return Patient.objects.get(user__name__startswith=f"{first_name} ")


def test_one_clinic_with_its_people() -> None:
    assert Clinic.objects.get().name == "Fysiotherapie De Looppas"
    people = User.objects.exclude(role=Role.SYSTEM)
    assert people.filter(role=Role.STAFF).count() == 1
    assert people.filter(role=Role.PHYSIOTHERAPIST).count() == 2
    assert people.filter(role=Role.PATIENT).count() == Patient.objects.count() == 17
    assert not people.exclude(email__endswith="@example.org").exists()
    assert list(Patient.objects.filter(user__language="en")) == [_patient("Emma")]


def test_the_weeks_before_today_are_there() -> None:
    assert Injury.objects.count() == 18
    assert Plan.objects.filter(status=PlanStatus.ACTIVE).count() == 18
    assert PainReport.objects.count() == 266
    assert ExerciseReport.objects.count() > 500
    assert not Event.objects.filter(at__gt=NOW).exists()
    for report in PainReport.objects.select_related("injury__patient"):
        zone = report.injury.patient.zone
        assert report.counted == "on_time"
        assert report.for_on < local_day(NOW, zone)


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.role_label)
def test_the_accounts_that_are_printed_can_sign_in(
    account: DemoAccount, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

    assert Client().login(username=account.email, password=account.password)


def test_the_patient_who_signs_in_has_exercises_today() -> None:
    patient = Patient.objects.get(user__email=PATIENT.email)
    today = local_day(NOW, patient.zone)

    day = patient_day(patient_id=patient.pk, day=today, as_of=today)

    assert [plan.protocol for plan in day.plans] == ["heel-treatment"]
    assert day.plans[0].agenda.phase == "build_up"
    assert day.plans[0].agenda.items
    assert not day.plans[0].ticks


def test_two_weeks_without_improvement_call_a_physiotherapist_when_the_worker_starts() -> None:
    bram = _patient("Bram")
    assert not Referral.objects.filter(injury__patient=bram).exists()

    judge_due_plans(now=NOW)

    referral = Referral.objects.get(injury__patient=bram)
    assert (referral.rule, referral.to, referral.status) == ("R-ACH-1", "physiotherapist", "open")
    assert referral.raised_at == NOW


def test_who_hardly_reports_is_asked_a_question_when_the_worker_starts() -> None:
    judge_due_plans(now=NOW)

    asked = AskedQuestion.objects.get(plan__injury__patient=_patient("Lotte"))
    assert asked.question == "less_pain_than_at_start"


def test_earlier_referrals_were_seen() -> None:
    ruben = Referral.objects.get(injury__patient=_patient("Ruben"))
    iris = Referral.objects.get(injury__patient=_patient("Iris"))

    assert (ruben.rule, ruben.status) == ("R-ANK-3", "acknowledged")
    assert (iris.rule, iris.status) == ("R-ACH-1", "resolved")
    assert iris.acknowledged_at is not None
    assert iris.closed_at is not None
    assert iris.raised_at < iris.acknowledged_at < iris.closed_at
    assert Plan.objects.get(injury=iris.injury, continues=iris.plan).status == PlanStatus.ACTIVE


def test_one_plan_is_paused_and_one_is_tailored() -> None:
    pause = Pause.objects.get()
    assert pause.plan.injury.patient == _patient("Hanneke")
    today = local_day(NOW, pause.plan.injury.patient.zone)
    assert pause.from_on <= today < pause.until_on

    tailored = Prescription.objects.get(key="mobility-1~1")
    assert tailored.plan.injury.patient == _patient("Karim")


def test_signs_of_danger_wait_for_the_general_practitioner_and_stop_the_load() -> None:
    referral = Referral.objects.get(injury__patient=_patient("Fatima"))
    assert (referral.rule, referral.to, referral.status) == ("R-CALF-3", "gp", "open")

    (plan,) = _today(_patient("Fatima")).plans
    assert plan.agenda.stopped
    assert not plan.agenda.items


def test_beside_a_referral_stands_that_hardly_anything_was_done() -> None:
    referral = Referral.objects.get(injury__patient=_patient("Peter"))
    assert (referral.rule, referral.status) == ("R-HEEL-3", "open")
    assert referral.plan is not None
    plan = plans_with_dates().get(pk=referral.plan.pk)

    progress = progress_of([plan], now=NOW, score_days=14)[plan.pk]

    assert progress.adherence.band is Band.LOW


def test_more_pain_that_was_expected_calls_nobody() -> None:
    judge_due_plans(now=NOW)

    nienke = Verdict.objects.filter(plan__injury__patient=_patient("Nienke"), kind="flare")
    assert nienke.latest("window_last").verdict == "expected_flare"
    assert not Referral.objects.filter(injury__patient=_patient("Nienke")).exists()


def test_there_is_a_task_of_every_kind() -> None:
    waiting = Task.objects.filter(closed_at__isnull=True)

    assert {(task.plan.injury.patient.user.name, task.kind) for task in waiting} == {
        ("Willem Brandsma", "silence"),
        ("Aisha Yilmaz", "gate_met"),
        ("Gerrit Vos", "gate_overdue"),
    }


def test_somebody_in_self_care_may_open_the_next_phase() -> None:
    plan = plans_with_dates().get(injury__patient=_patient("Lieke"))

    gate = standing_of(plan, now=NOW).gate

    assert gate is not None
    assert (gate.phase.kind, gate.outcome) == ("relative_rest", "met")


def test_who_has_recovered_follows_up() -> None:
    recovered = Plan.objects.get(injury__patient=_patient("Daan"), status=PlanStatus.ENDED)
    assert recovered.outcome == "recovered"

    (plan,) = _today(_patient("Daan")).plans
    assert plan.agenda.phase == "follow_up"
    assert plan.agenda.items


def test_a_second_run_changes_nothing() -> None:
    before = (User.objects.count(), Event.objects.count(), PainReport.objects.count())
    said = StringIO()

    call_command("load_demo", stdout=said)

    assert "clinic already" in said.getvalue()
    assert (User.objects.count(), Event.objects.count(), PainReport.objects.count()) == before


def test_it_stays_out_of_production(settings: Settings) -> None:
    settings.PLACE = replace(settings.PLACE, environment="production")

    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", stdout=StringIO())
