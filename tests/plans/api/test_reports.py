"""What patients report, through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from plans.models import Clinic, Event, ExerciseReport, PainReport
from plans.services.ending import end_plan
from tests.factories.plans import start_demo_plan
from tests.plans.api.conftest import NOW, TODAY, Scene


def test_a_day_score_is_set_once_however_often_it_is_sent(scene: Scene, own: APIClient) -> None:
    address = f"{scene.injury_address}day-scores/2026-03-10/"

    first = own.put(address, {"pain": 4, "morning": 2}, format="json")
    again = own.put(address, {"pain": 4, "morning": 2}, format="json")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert PainReport.objects.count() == 1
    assert Event.objects.filter(kind="pain_logged").count() == 1


def test_another_score_corrects_the_day_and_keeps_the_old_one(scene: Scene, own: APIClient) -> None:
    address = f"{scene.injury_address}day-scores/2026-03-10/"
    own.put(address, {"pain": 4}, format="json")

    corrected = own.put(address, {"pain": 6}, format="json")

    shown = own.get(f"{scene.injury_address}day-scores/").json()["results"]
    whole = own.get(f"{scene.injury_address}day-scores/?include_corrected=1").json()["results"]
    assert corrected.status_code == 200
    assert [(row["pain"], row["corrected"]) for row in shown] == [(6, False)]
    assert sorted((row["pain"], row["corrected"]) for row in whole) == [(4, True), (6, False)]


def test_a_turn_of_an_exercise_is_reported_once(scene: Scene, own: APIClient) -> None:
    exercise = scene.plan.prescriptions.order_by("pk")[0].exercise
    address = f"{scene.injury_address}exercise-logs/2026-03-10/{exercise}/1/"

    answers = [
        own.put(address, {"done": "full", "pain": 1}, format="json"),
        own.put(address, {"done": "full", "pain": 1}, format="json"),
        own.put(address, {"done": "partial", "pain": 3}, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert ExerciseReport.objects.count() == 2
    assert [row.done for row in ExerciseReport.objects.current()] == ["partial"]


def test_another_score_on_the_same_day_stands_beside_the_first(
    scene: Scene, own: APIClient
) -> None:
    key = str(uuid4())
    address = f"{scene.injury_address}pain-logs/"

    own.put(f"{scene.injury_address}day-scores/2026-03-10/", {"pain": 2}, format="json")
    first = own.post(address, {"pain": 6, "client_key": key}, format="json")
    again = own.post(address, {"pain": 6, "client_key": key}, format="json")

    assert first.json()["id"] == again.json()["id"]
    assert [row["pain"] for row in own.get(address).json()["results"]] == [6]
    assert PainReport.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "body", "shown"),
    [
        (
            "activities",
            {"kind": "walk", "minutes": 30, "km": 2.5, "pain": 0, "for": "2026-03-09"},
            {"kind": "walk", "minutes": 30, "km": 2.5, "pain": 0, "for": "2026-03-09"},
        ),
        (
            "answers",
            {"question": "less_pain_than_at_start", "value": "no"},
            {"question": "less_pain_than_at_start", "value": "no", "for": "2026-03-10"},
        ),
        ("signs", {"signs": []}, {"signs": [], "counted": "on_time", "corrected": False}),
    ],
)
def test_a_report_comes_back_as_it_was_made(
    scene: Scene, own: APIClient, address: str, body: dict[str, Any], shown: dict[str, Any]
) -> None:
    made = own.post(f"{scene.injury_address}{address}/", body, format="json")
    listed = own.get(f"{scene.injury_address}{address}/").json()["results"]

    told = made.json()
    told.pop("advice", None)
    assert made.status_code == 201
    assert told.items() >= shown.items()
    assert listed == [told]


def test_a_span_of_days_is_half_open(scene: Scene, own: APIClient) -> None:
    for day in ("08", "09", "10"):
        own.put(f"{scene.injury_address}day-scores/2026-03-{day}/", {"pain": 3}, format="json")

    listed = own.get(f"{scene.injury_address}day-scores/?from=2026-03-09&until=2026-03-10")

    assert [row["for"] for row in listed.json()["results"]] == ["2026-03-09"]


def test_a_report_made_late_says_that_it_does_not_count(scene: Scene, own: APIClient) -> None:
    late = own.put(f"{scene.injury_address}day-scores/2026-03-02/", {"pain": 3}, format="json")

    assert late.json()["counted"] == "backfilled_not_counted"


def test_a_physiotherapist_reports_for_a_patient(scene: Scene, clinician: APIClient) -> None:
    answer = clinician.put(
        f"{scene.injury_address}day-scores/2026-03-10/", {"pain": 3}, format="json"
    )

    assert answer.json()["by"] == scene.physiotherapist.name


def test_without_a_plan_there_is_nothing_to_report_to(scene: Scene, own: APIClient) -> None:
    end_plan(plan=scene.plan, outcome="stopped", by=scene.physiotherapist, now=NOW)

    answer = own.put(f"{scene.injury_address}day-scores/2026-03-10/", {"pain": 3}, format="json")

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:recovery:no-plan-under-way"


def test_signs_that_cannot_wait_are_answered_with_what_to_do_now(
    scene: Scene, own: APIClient
) -> None:
    Clinic.objects.update(emergency_phone="112", gp_phone="010 765 43 21")
    plan = start_demo_plan(scene.patient, "calf-strain", starts_on=TODAY)
    address = f"/api/injuries/{plan.injury.public_id}/signs/"
    body = {"signs": ["chest_pain", "warm", "red"], "client_key": str(uuid4())}

    made = own.post(address, body, format="json")
    again = own.post(address, body, format="json")

    assert made.status_code == 201
    assert [(item["priority"], item["to"], item["call"]) for item in made.json()["advice"]] == [
        ("emergency", "emergency", "112"),
        ("gp_now", "gp", "010 765 43 21"),
    ]
    assert all(item["text"] for item in made.json()["advice"])
    assert again.json() == made.json()


def test_no_signs_ask_nothing(scene: Scene, own: APIClient) -> None:
    plan = start_demo_plan(scene.patient, "calf-strain", starts_on=TODAY)

    made = own.post(f"/api/injuries/{plan.injury.public_id}/signs/", {"signs": []}, format="json")

    assert (made.status_code, made.json()["advice"]) == (201, [])


@pytest.mark.parametrize(
    ("protocol", "body", "priority"),
    [
        ("ankle-light", {"question": "unsure_how_serious", "value": "yes"}, "emergency"),
        ("low-back-self-care", {"question": "moving", "value": "impossible"}, "physio_now"),
    ],
)
def test_an_answer_that_cannot_wait_says_what_to_do_now(
    scene: Scene, own: APIClient, protocol: str, body: dict[str, str], priority: str
) -> None:
    plan = start_demo_plan(scene.patient, protocol, starts_on=TODAY)

    made = own.post(f"/api/injuries/{plan.injury.public_id}/answers/", body, format="json")

    assert made.status_code == 201
    assert [item["priority"] for item in made.json()["advice"]] == [priority]
    assert made.json()["advice"][0]["call"]


def test_an_answer_that_asks_nothing_has_no_advice(scene: Scene, own: APIClient) -> None:
    scene.referral.delete()
    body = {"question": "less_pain_than_at_start", "value": "yes"}

    made = own.post(f"{scene.injury_address}answers/", body, format="json")

    assert made.json()["advice"] == []


def test_signs_are_taken_after_the_plan_has_ended_and_scores_are_not(
    scene: Scene, own: APIClient
) -> None:
    plan = start_demo_plan(scene.patient, "calf-strain", starts_on=TODAY)
    end_plan(plan=plan, outcome="stopped", by=scene.physiotherapist, now=NOW)
    address = f"/api/injuries/{plan.injury.public_id}/"

    signs = own.post(f"{address}signs/", {"signs": ["fainting"]}, format="json")
    score = own.post(f"{address}pain-logs/", {"pain": 6}, format="json")

    assert (signs.status_code, signs.json()["advice"][0]["priority"]) == (201, "emergency")
    assert (score.status_code, score.json()["type"]) == (409, "urn:recovery:no-plan-under-way")
    assert score.json()["detail"]
    assert not PainReport.objects.exists()


@pytest.mark.parametrize(
    "address", ["day-scores", "pain-logs", "exercise-logs", "activities", "answers", "signs"]
)
def test_a_list_of_reports_costs_the_same_for_one_and_for_three(
    scene: Scene,
    own: APIClient,
    address: str,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "pain-logs": {"pain": 3},
        "activities": {"kind": "run", "minutes": 20},
        "answers": {"question": "less_pain_than_at_start", "value": "yes"},
        "signs": {"signs": []},
    }
    exercise = scene.plan.prescriptions.order_by("pk")[0].exercise
    for count, day in enumerate(("08", "09", "10"), start=1):
        if address == "day-scores":
            place, body = f"day-scores/2026-03-{day}/", {"pain": 3}
            own.put(f"{scene.injury_address}{place}", body, format="json")
        elif address == "exercise-logs":
            place = f"exercise-logs/2026-03-{day}/{exercise}/1/"
            own.put(f"{scene.injury_address}{place}", {}, format="json")
        else:
            own.post(f"{scene.injury_address}{address}/", bodies[address], format="json")
        if count == 2:
            continue
        with django_assert_num_queries(REPORT_LIST_QUERIES):
            listed = own.get(f"{scene.injury_address}{address}/").json()["results"]
        assert len(listed) == count


REPORT_LIST_QUERIES = 11
"""Session, user, injury, count, reports."""
