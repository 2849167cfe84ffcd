"""What a patient has to do now: danger is answered at once, and the most urgent stands first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Clinic, Patient, Plan, Referral, User
from plans.services.ending import complete_recovery, end_plan
from plans.services.referrals import acknowledge_referral
from plans.services.reporting import record_signs
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.web.conftest import NOON, SignIn, report_calm_days

pytestmark = pytest.mark.django_db

TODAY_PAGE = "/today/"
THROMBOSIS = ["swelling_increasing", "warm"]

Send = Callable[..., tuple[int, str]]


@pytest.fixture
def calf(patient: Patient) -> Plan:
    """A self-care plan with signs of a blood clot to watch for."""
    return start_demo_plan(patient, "calf-strain", date(2026, 3, 8))


@pytest.fixture
def send(at_home: Client) -> Send:
    """Send a form of the page; give the status and the text of what comes back."""

    def post(form: str, plan: Plan, **fields: object) -> tuple[int, str]:
        known = {"form": form, "plan": plan.public_id, "client_key": uuid4(), "here": "signs-1"}
        answer = at_home.post(TODAY_PAGE, known | fields)
        return answer.status_code, answer.content.decode()

    return post


def test_signs_of_danger_are_answered_with_what_to_do_now(
    send: Send, calf: Plan, clinic: Clinic
) -> None:
    clinic.gp_phone = "010 765 43 21"
    clinic.save(update_fields=["gp_phone"])

    status, page = send("signs", calf, signs=THROMBOSIS)

    assert status == HTTPStatus.OK
    assert "Wat je nu moet doen" in page
    assert "Neem contact op met de huisarts: nu" in page
    assert 'href="tel:0107654321"' in page
    assert "Je oefeningen staan stil" in page
    assert "style=" not in page


def test_without_a_number_of_the_clinic_the_patient_calls_the_own_practitioner(
    send: Send, calf: Plan
) -> None:
    _, page = send("signs", calf, signs=THROMBOSIS)

    assert "Bel je eigen huisarts" in page
    assert 'href="tel:112"' in page


def test_an_emergency_leads_and_gives_its_own_number(send: Send, calf: Plan) -> None:
    send("signs", calf, signs=THROMBOSIS)

    _, page = send("signs", calf, signs=["chest_pain"])

    assert page.index("Spoed: doe dit nu") < page.index("Neem contact op met de huisarts: nu")
    assert 'href="tel:112"' in page


def test_an_answer_that_is_a_red_flag_is_answered_at_once(send: Send, patient: Patient) -> None:
    ankle = start_demo_plan(patient, "ankle-light", date(2026, 3, 8))

    calm, _ = send("answer", ankle, question="unsure_how_serious", answer="no")
    status, page = send("answer", ankle, question="unsure_how_serious", answer="yes")

    assert calm == HTTPStatus.FOUND
    assert status == HTTPStatus.OK
    assert "Spoed: doe dit nu" in page


def test_one_sign_leads_back_to_the_question_for_more(at_home: Client, calf: Plan) -> None:
    form = {"form": "signs", "plan": calf.public_id, "here": "signs-1", "client_key": uuid4()}

    answer = at_home.post(TODAY_PAGE, form | {"signs": ["warm"]})

    assert answer.headers["Location"] == f"{TODAY_PAGE}#questions-1"
    assert not Referral.objects.exists()
    assert 'value="more_signs"' in at_home.get(TODAY_PAGE).content.decode()


def test_a_second_sign_in_the_answer_is_danger_at_once(send: Send, calf: Plan) -> None:
    send("signs", calf, signs=["warm"])

    status, page = send("answer", calf, question="more_signs", answer="yes")

    assert status == HTTPStatus.OK
    assert "Neem contact op met de huisarts: nu" in page


def test_no_load_is_proposed_until_a_clinician_has_looked(
    send: Send, at_home: Client, calf: Plan, physiotherapist: User
) -> None:
    send("signs", calf, signs=THROMBOSIS)

    stopped = at_home.get(TODAY_PAGE).content.decode()
    acknowledge_referral(referral=Referral.objects.get(), by=physiotherapist, now=NOON)
    seen = at_home.get(TODAY_PAGE).content.decode()

    assert "Je oefeningen staan stil totdat de praktijk heeft gekeken" in stopped
    assert "In deze fase" not in stopped
    assert 'class="turns"' not in stopped
    assert 'value="score"' in stopped
    assert "Je oefeningen staan stil" not in seen
    assert 'class="turns"' in seen


def test_a_phase_is_not_opened_while_danger_waits_and_the_physiotherapist_sees_why(
    send: Send, at_home: Client, at_work: Client, calf: Plan
) -> None:
    send("answer", calf, question="gait", answer="normal")
    offered = at_home.get(reverse("plan", args=[calf.public_id])).content.decode()
    send("signs", calf, signs=THROMBOSIS)

    whole = at_home.get(reverse("plan", args=[calf.public_id])).content.decode()
    patient = at_work.get(reverse("patient", args=[calf.injury.patient.public_id]))

    assert "Volgende fase openen" in offered
    assert "Volgende fase openen" not in whole
    assert "De oefeningen staan stil" in whole
    assert "oefeningen staan stil" in patient.content.decode()
    assert "oefeningen staan stil" in at_work.get("/worklist/").content.decode()


def test_danger_after_the_plan_has_ended_is_told_too(
    at_home: Client, calf: Plan, patient: Patient, physiotherapist: User
) -> None:
    end_plan(plan=calf, outcome="stopped", by=physiotherapist, now=NOON)
    record_signs(injury=calf.injury, signs=THROMBOSIS, by=patient.user, now=NOON)

    page = at_home.get(TODAY_PAGE).content.decode()

    assert "Neem contact op met de huisarts: nu" in page


def test_of_two_injuries_each_line_says_which_it_is_about(
    at_home: Client, calf: Plan, plan: Plan, patient: Patient
) -> None:
    record_signs(injury=calf.injury, signs=THROMBOSIS, by=patient.user, now=NOON)

    lines = at_home.get(TODAY_PAGE).context["page"].advice

    assert lines[0].injury == "Verrekte kuit"


def test_the_next_phase_is_offered_once_its_gate_is_met(
    at_home: Client, plan: Plan, patient: Patient
) -> None:
    address = reverse("change_plan", args=[plan.public_id, "open-phase"])

    early = at_home.get(TODAY_PAGE).content.decode()
    report_calm_days(plan, patient)
    ready = at_home.get(TODAY_PAGE).content.decode()

    assert "Wat er nog nodig is voor de volgende fase" in early
    assert address not in early
    assert "Je bent klaar voor de volgende fase." in ready
    assert address in ready


def test_a_follow_up_shows_how_to_keep_the_injury_away_and_asks_no_score(
    sign_in: SignIn, clinic: Clinic, physiotherapist: User
) -> None:
    patient = make_patient(clinic)
    follow_up = make_follow_up(patient, physiotherapist)
    browser = sign_in(patient.user)

    page = browser.get(TODAY_PAGE).content.decode()
    whole = browser.get(reverse("plan", args=[follow_up.public_id]))
    change = browser.get(reverse("change_plan", args=[follow_up.public_id, "open-phase"]))

    assert "Na herstel" in page
    assert "Zo blijft de klacht weg" in page
    assert 'value="score"' not in page
    assert 'value="signs"' in page
    assert whole.status_code == change.status_code == HTTPStatus.OK
    assert "Volgende fase openen" not in whole.content.decode()


def make_follow_up(patient: Patient, physiotherapist: User) -> Plan:
    """Make the light plan after recovery."""
    plan = start_demo_plan(patient, "calf-strain", date(2026, 3, 1))
    complete_recovery(plan=plan, by=physiotherapist, now=NOON)
    return Plan.objects.get(continues=plan)
