"""The patient's day: what it shows, what it writes down, and how it says no."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from plans.domain.change import PausePlan
from plans.models import (
    ActivityReport,
    AnswerReport,
    Clinic,
    PainReport,
    Patient,
    Plan,
    SignReport,
    User,
)
from plans.selectors.catalogue import protocol_of
from plans.services.changing import change_plan
from plans.services.judging import judge_due_plans
from plans.services.reporting import set_day_score
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, TODAY, SignIn

pytestmark = pytest.mark.django_db

TODAY_PAGE = "/today/"


def test_the_page_shows_the_day_the_phase_and_the_exercises_by_moment(
    at_home: Client, plan: Plan
) -> None:
    page = at_home.get(TODAY_PAGE).content.decode()

    assert "dinsdag 10 maart" in page
    assert "Relatieve rust" in page
    assert "<time>07:30</time>" in page
    assert "Zo doe je het" in page
    assert "Grenzen" in page


def test_the_score_of_the_day_is_kept_shown_and_can_be_changed(at_home: Client, plan: Plan) -> None:
    form = {"form": "score", "plan": plan.public_id, "here": "score-1"}

    answer = at_home.post(TODAY_PAGE, form | {"pain": "6", "morning": ""})
    at_home.post(TODAY_PAGE, form | {"pain": "4", "morning": "2"})

    assert answer.headers["Location"] == f"{TODAY_PAGE}#score-1"
    report = PainReport.objects.current().get()
    assert (report.pain, report.morning, report.for_on) == (4, 2, TODAY)
    page = at_home.get(TODAY_PAGE).content.decode()
    assert "Ingevuld. Je kunt het nog aanpassen." in page


@pytest.mark.parametrize("pain", ["11", "-1", "3.5", "ja", "1e3", ""])
def test_a_score_that_is_none_is_refused_on_the_same_page(
    at_home: Client, plan: Plan, pain: str
) -> None:
    answer = at_home.post(
        TODAY_PAGE, {"form": "score", "plan": plan.public_id, "pain": pain, "morning": ""}
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert 'role="alert"' in answer.content.decode()
    assert not PainReport.objects.exists()


def test_a_walk_is_kept_once_with_dutch_kilometres(at_home: Client, plan: Plan) -> None:
    form = {
        "form": "activity",
        "plan": plan.public_id,
        "client_key": uuid4(),
        "kind": "walk",
        "minutes": "30",
        "km": "2,5",
        "pain": "1",
    }

    at_home.post(TODAY_PAGE, form)
    at_home.post(TODAY_PAGE, form)

    report = ActivityReport.objects.get()
    assert (report.minutes, str(report.km), report.pain) == (30, "2.50", 1)
    assert "30 minuten" in at_home.get(TODAY_PAGE).content.decode()


def test_signs_are_kept_and_none_ticked_says_none(sign_in: SignIn, clinic: Clinic) -> None:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient, "calf-strain", date(2026, 3, 8))
    at_home = sign_in(patient.user)
    form = {"form": "signs", "plan": plan.public_id}
    name = protocol_of(plan.protocol_version_id).signs[0].name

    at_home.post(TODAY_PAGE, form | {"client_key": uuid4(), "signs": [name]})
    at_home.post(TODAY_PAGE, form | {"client_key": uuid4()})

    assert [row.signs for row in SignReport.objects.order_by("pk")] == [[name], []]


def test_a_question_is_answered_with_one_of_its_answers(at_home: Client, plan: Plan) -> None:
    question = protocol_of(plan.protocol_version_id).questions[0]
    form = {
        "form": "answer",
        "plan": plan.public_id,
        "question": question.name,
        "client_key": uuid4(),
    }

    refused = at_home.post(TODAY_PAGE, form | {"answer": "misschien"})
    at_home.post(TODAY_PAGE, form | {"answer": question.options[0].value})

    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert AnswerReport.objects.get().answer == question.options[0].value


def test_a_question_that_a_rule_has_asked_stands_on_the_page(
    sign_in: SignIn, clinic: Clinic
) -> None:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient, "achilles-self-care", TODAY - timedelta(days=14))
    judge_due_plans(now=NOON)

    page = sign_in(patient.user).get(TODAY_PAGE).content.decode()

    asked = plan.asked_questions.get()
    assert protocol_of(plan.protocol_version_id).question(asked.question).text.nl in page


def test_a_question_that_the_plan_does_not_ask_is_refused(at_home: Client, plan: Plan) -> None:
    answer = at_home.post(
        TODAY_PAGE, {"form": "answer", "plan": plan.public_id, "question": "x", "answer": "y"}
    )

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"form": "score"},
        {"form": "onzin", "plan": str(uuid4())},
        {"form": "score", "plan": "geen-uuid", "pain": "3"},
        {"form": "score", "plan": str(uuid4()), "pain": "3"},
        {"form": "tick", "plan": str(uuid4()), "turn": "x" * 5000},
    ],
)
def test_a_form_about_nothing_is_refused_on_the_same_page(
    at_home: Client, plan: Plan, form: dict[str, str]
) -> None:
    answer = at_home.post(TODAY_PAGE, form)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Dit bestaat niet, of je mag het niet zien." in answer.content.decode()


def test_somebody_elses_plan_answers_like_one_that_does_not_exist(
    sign_in: SignIn, clinic: Clinic, plan: Plan
) -> None:
    stranger = sign_in(make_patient(clinic).user)

    foreign = stranger.post(TODAY_PAGE, {"form": "score", "plan": plan.public_id, "pain": "3"})

    assert foreign.status_code == HTTPStatus.NOT_FOUND
    assert not PainReport.objects.exists()


@pytest.mark.parametrize("role", ["physiotherapist", "staff"])
def test_the_day_is_the_patients_own(
    sign_in: SignIn, physiotherapist: User, clinic: Clinic, role: str
) -> None:
    physiotherapist.role = role
    physiotherapist.save(update_fields=["role"])

    assert sign_in(physiotherapist).get(TODAY_PAGE).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-03-07", HTTPStatus.OK),
        ("2026-03-06", HTTPStatus.NOT_FOUND),
        ("2026-03-17", HTTPStatus.OK),
        ("2026-03-18", HTTPStatus.NOT_FOUND),
        ("2026-02-30", HTTPStatus.NOT_FOUND),
        ("20260309", HTTPStatus.NOT_FOUND),
        ("gisteren", HTTPStatus.NOT_FOUND),
    ],
)
def test_days_that_still_count_and_the_week_ahead_can_be_looked_at(
    at_home: Client, plan: Plan, day: str, status: HTTPStatus
) -> None:
    assert at_home.get(f"/today/{day}/").status_code == status


def test_yesterday_can_still_be_filled_in(at_home: Client, plan: Plan) -> None:
    at_home.post("/today/2026-03-09/", {"form": "score", "plan": plan.public_id, "pain": "5"})

    assert PainReport.objects.get().for_on == date(2026, 3, 9)


def test_a_coming_day_is_shown_without_forms_and_cannot_be_filled_in(
    at_home: Client, plan: Plan
) -> None:
    page = at_home.get("/today/2026-03-12/").content.decode()
    answer = at_home.post(
        "/today/2026-03-12/", {"form": "score", "plan": plan.public_id, "pain": "5"}
    )

    assert 'name="form"' not in page
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "is nog niet geweest" in answer.content.decode()


def test_a_paused_day_says_until_when_and_asks_nothing(
    at_home: Client, plan: Plan, patient: Patient
) -> None:
    pause = PausePlan(until_on=date(2026, 3, 15))
    change_plan(plan=plan, change=pause, by=patient.user, now=NOON)

    page = at_home.get(TODAY_PAGE).content.decode()

    assert "gaat verder op zondag 15 maart" in page
    assert 'name="form"' not in page


def test_signs_can_be_reported_in_a_pause_too(sign_in: SignIn, clinic: Clinic) -> None:
    patient = make_patient(clinic)
    plan = start_demo_plan(patient, "calf-strain", date(2026, 3, 8))
    pause = PausePlan(until_on=date(2026, 3, 15))
    change_plan(plan=plan, change=pause, by=patient.user, now=NOON)

    page = sign_in(patient.user).get(TODAY_PAGE).content.decode()

    assert page.count('name="form"') == 1
    assert 'name="form" value="signs"' in page


def test_an_open_referral_stands_at_the_top_with_the_telephone_number(
    at_home: Client, plan: Plan, patient: Patient
) -> None:
    _two_weeks_without_improvement(plan, patient)
    with_referral = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
    judge_due_plans(now=with_referral)

    page = at_home.get(TODAY_PAGE).content.decode()

    assert "Neem contact op met de fysiotherapeut: deze week" in page
    assert patient.clinic.phone in page


def test_somebody_without_a_record_or_a_plan_is_told_so(
    sign_in: SignIn, physiotherapist: User, patient: Patient
) -> None:
    without_plan = sign_in(patient.user).get(TODAY_PAGE).content.decode()
    physiotherapist.role = "patient"
    physiotherapist.save(update_fields=["role"])

    without_record = sign_in(physiotherapist).get(TODAY_PAGE).content.decode()

    assert "Er loopt op dit moment geen plan voor je" in without_plan
    assert "Je dossier is nog niet klaar" in without_record


def test_the_place_to_go_back_to_is_never_somewhere_else(at_home: Client, plan: Plan) -> None:
    form = {"form": "score", "plan": plan.public_id, "pain": "3"}

    answer = at_home.post(TODAY_PAGE, form | {"here": "https://elders.example/"})

    assert answer.headers["Location"] == TODAY_PAGE


@pytest.mark.parametrize("plans", [1, 3])
def test_the_page_asks_the_database_as_much_for_three_plans_as_for_one(
    sign_in: SignIn,
    clinic: Clinic,
    django_assert_num_queries: DjangoAssertNumQueries,
    plans: int,
) -> None:
    patient = make_patient(clinic)
    for slug in ("achilles-self-care", "groin-light", "calf-strain")[:plans]:
        start_demo_plan(patient, slug, date(2026, 3, 1))
    client = sign_in(patient.user)
    client.get(TODAY_PAGE)

    with django_assert_num_queries(25):
        client.get(reverse("today"))


def _two_weeks_without_improvement(plan: Plan, patient: Patient) -> None:
    for back in range(14):
        day = plan.starts_on + timedelta(days=back)
        now = datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)
        set_day_score(injury=plan.injury, for_on=day, pain=5, by=patient.user, now=now)
