"""Numbers of a clinic: what waits, what happened, and with whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pytest_django import DjangoAssertNumQueries

from plans.domain.change import PausePlan
from plans.models import AskedQuestion, Clinic, Patient, Plan, User
from plans.selectors.overview import ClinicNumbers, Sort, numbers_of
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import ask, fall_silent, refer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)
MONDAY = date(2026, 3, 2)


def numbers(clinic: Clinic, since: datetime = BEFORE, until: datetime = NOW) -> ClinicNumbers:
    return numbers_of({clinic.pk: since}, until=until)[clinic.pk]


def test_each_physiotherapist_sees_the_own_patients_and_those_of_nobody(clinic: Clinic) -> None:
    one, other, gone = (make_physiotherapist(clinic) for _ in range(3))
    for physiotherapist in (one, other, other, gone, None):
        refer(make_patient(clinic, physiotherapist), now=NOW)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    key = (Sort.REFERRAL, "contact")

    found = numbers(clinic)

    assert found.around(one.pk)[key] == 1 + 2
    assert found.around(other.pk)[key] == 2 + 2
    assert found.of_all()[key] == 5


def test_a_clinic_where_nothing_waits_has_no_numbers(clinic: Clinic, patient: Patient) -> None:
    elsewhere = make_clinic()
    refer(patient, now=NOW)

    assert not numbers(elsewhere).of_all()
    assert numbers_of({}, until=NOW) == {}


def test_what_waits_is_counted_by_kind(clinic: Clinic, physiotherapist: User) -> None:
    refer(make_patient(clinic, physiotherapist), now=NOW, to="gp", urgency="important")
    _, night = fall_silent(make_patient(clinic, physiotherapist))

    found = numbers(clinic, until=night).of_all()

    assert found[Sort.REFERRAL, "important"] == 1
    assert found[Sort.TASK, "silence"] == 1


def test_a_patient_with_two_questions_counts_once(patient: Patient, clinic: Clinic) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    ask(plan, now=NOW)
    second = ask(plan, now=NOW, question="something_else")

    assert _unanswered(clinic) == 1
    AskedQuestion.objects.exclude(pk=second.pk).update(closed_at=NOW)
    assert _unanswered(clinic) == 1
    AskedQuestion.objects.update(closed_at=NOW)
    assert _unanswered(clinic) == 0


def test_a_question_of_a_plan_that_ended_waits_for_nobody(patient: Patient, clinic: Clinic) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    ask(plan, now=NOW)
    _end(plan)

    assert _unanswered(clinic) == 0


def test_what_happened_is_counted_from_the_last_time_on(patient: Patient, clinic: Clinic) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY, now=NOW - timedelta(hours=3))
    _end(plan, now=NOW)

    assert _events(clinic, since=BEFORE) == {"plan_started": 1, "plan_ended": 1}
    assert _events(clinic, since=NOW - timedelta(hours=3)) == {"plan_ended": 1}
    assert _events(clinic, since=NOW) == {}


def test_a_pause_is_news_when_the_patient_made_it(patient: Patient, clinic: Clinic) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY, now=BEFORE)
    other = start_demo_plan(make_patient(clinic, patient.physiotherapist), now=BEFORE)
    pause = PausePlan(until_on=date(2026, 3, 9))
    change_plan(plan=plan, change=pause, by=patient.user, now=NOW)
    assert patient.physiotherapist is not None
    change_plan(plan=other, change=pause, by=patient.physiotherapist, now=NOW)

    assert _events(clinic, since=BEFORE) == {"plan_paused": 1}


def test_four_queries_for_however_many_clinics(
    django_assert_num_queries: DjangoAssertNumQueries, clinic: Clinic
) -> None:
    clinics = [clinic, make_clinic(), make_clinic()]
    for one in clinics:
        refer(make_patient(one), now=NOW)

    with django_assert_num_queries(4):
        found = numbers_of({one.pk: BEFORE for one in clinics}, until=NOW)

    assert [sum(found[one.pk].of_all().values()) for one in clinics] == [1, 1, 1]


def _unanswered(clinic: Clinic) -> int:
    found = numbers(clinic).of_all()
    return sum(number for (sort, _), number in found.items() if sort is Sort.UNANSWERED)


def _events(clinic: Clinic, since: datetime) -> dict[str, int]:
    found = numbers(clinic, since=since).of_all()
    return {code: number for (sort, code), number in found.items() if sort is Sort.EVENT}


def _end(plan: Plan, now: datetime = NOW) -> None:
    by = plan.injury.patient.physiotherapist
    assert by is not None
    end_plan(plan=plan, outcome="stopped", reason="Verhuisd.", by=by, now=now)
