"""Where a plan stands, through the API: the gate, the ladder, the distance and what to do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from plans.domain.change import OpenPhase
from plans.models import Plan
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.reporting import record_activity
from tests.factories.plans import start_demo_plan
from tests.plans.api.conftest import NOW, Scene, follow_up_of, refer
from tests.plans.services.diary import evening_of, keep_diary, report_pain

IN_ENGLISH = {"Accept-Language": "en"}


def test_a_gate_says_what_is_missing_and_who_opens_what_comes_after(
    scene: Scene, own: APIClient
) -> None:
    gate = own.get(f"{scene.plan_address}standing/", headers=IN_ENGLISH).json()["gate"]

    assert (gate["phase"], gate["outcome"], gate["opened_by"]) == (
        "relative_rest",
        "not_met",
        "patient",
    )
    assert [criterion["name"] for criterion in gate["missing"]] == ["pain_gone"]
    assert gate["missing"][0]["text"]
    assert gate["to_examine"] == []


def test_what_has_to_be_examined_stands_beside_what_is_missing(
    scene: Scene, clinician: APIClient
) -> None:
    plan = start_demo_plan(scene.patient, "achilles-treatment", starts_on=date(2026, 2, 10))

    gate = clinician.get(f"/api/plans/{plan.public_id}/standing/").json()["gate"]

    assert (gate["outcome"], gate["opened_by"]) == ("overdue", "physiotherapist")
    assert [criterion["name"] for criterion in gate["missing"]] == ["gait_near_normal"]
    assert [criterion["name"] for criterion in gate["to_examine"]] == ["ready_to_load"]
    assert all(criterion["text"] for criterion in gate["to_examine"])


def test_a_shortest_duration_is_missing_in_words_too(scene: Scene, own: APIClient) -> None:
    plan = start_demo_plan(scene.patient, "itb-self-care")

    gate = own.get(f"/api/plans/{plan.public_id}/standing/").json()["gate"]

    assert [criterion["name"] for criterion in gate["missing"]] == ["min_days", "pain_free_walk"]
    assert gate["missing"][0]["text"] == "De fase heeft lang genoeg geduurd."


def test_a_gate_that_is_met_is_something_to_do(scene: Scene, own: APIClient) -> None:
    scene.referral.delete()
    keep_diary(scene.plan, "0 " * 9)

    standing = own.get(f"{scene.plan_address}standing/").json()

    assert (standing["gate"]["outcome"], standing["gate"]["missing"]) == ("met", [])
    assert [item["priority"] for item in standing["advice"]] == ["info"]
    assert standing["recovered"] is False


def test_the_build_up_shows_ladder_distance_and_flare(scene: Scene, own: APIClient) -> None:
    plan = _in_build_up(scene)
    _run(plan, date(2026, 3, 2), km=10)
    _run(plan, date(2026, 3, 9), km=12, pain=7)

    standing = own.get(f"/api/plans/{plan.public_id}/standing/").json()

    assert standing["ladder"]["step"] in ("walk", "jog")
    assert standing["ladder"]["text"]
    distance = standing["distance"]
    assert (distance["this_week_km"], distance["last_week_km"]) == (12.0, 10.0)
    assert (distance["advice"], "10 procent" in distance["text"]) == ("above_recommended", True)
    flare = standing["flare"]
    assert (flare["day"], flare["outcome"]) == ("2026-03-09", "expected_flare")
    assert flare["title"]
    assert flare["patient_text"]
    assert flare["clinician_text"] is None


def test_who_treats_reads_the_reasoning_in_full(scene: Scene, clinician: APIClient) -> None:
    plan = _in_build_up(scene)
    _run(plan, date(2026, 3, 9), km=2, pain=7)

    flare = clinician.get(f"/api/plans/{plan.public_id}/standing/").json()["flare"]

    assert "R-ALL-3" in flare["clinician_text"]


@pytest.mark.parametrize(
    ("kilometres", "advice"),
    [
        ((10, 11), "ok"),
        ((10, 12), "above_recommended"),
        ((10, 14), "flagged"),
        ((0, 5), "no_reference"),
    ],
)
def test_the_distance_of_this_week_is_compared_with_the_last(
    scene: Scene, own: APIClient, kilometres: tuple[int, int], advice: str
) -> None:
    for day, km in zip((date(2026, 3, 3), date(2026, 3, 9)), kilometres, strict=True):
        if km:
            _run(scene.plan, day, km=km)

    assert own.get(f"{scene.plan_address}standing/").json()["distance"]["advice"] == advice


def test_what_is_most_urgent_comes_first_with_the_number_to_call(
    scene: Scene, own: APIClient
) -> None:
    refer(scene.plan, to="emergency", urgency="immediate")

    advice = own.get(f"{scene.plan_address}standing/").json()["advice"]

    assert [item["priority"] for item in advice[:2]] == ["emergency", "physio"]
    assert [item["call"] for item in advice[:2]] == [
        scene.patient.clinic.emergency_phone,
        scene.patient.clinic.phone,
    ]


def test_a_plan_that_has_ended_stands_still(scene: Scene, own: APIClient) -> None:
    report_pain(scene.plan.injury, 4, date(2026, 3, 9), NOW - timedelta(days=1))
    end_plan(plan=scene.plan, outcome="stopped", by=scene.physiotherapist, now=NOW)

    answer = own.get(f"{scene.plan_address}standing/")

    standing = answer.json()
    assert answer.status_code == 200
    assert {standing[part] for part in ("gate", "ladder", "distance", "flare")} == {None}
    assert standing["advice"][0]["priority"] == "physio"


def test_a_follow_up_has_no_gate(scene: Scene, own: APIClient) -> None:
    follow_up = follow_up_of(scene)

    answer = own.get(f"/api/plans/{follow_up.public_id}/standing/")

    assert answer.status_code == 200
    assert (answer.json()["gate"], answer.json()["ladder"]) == (None, None)
    assert answer.json()["distance"]["advice"] == "no_reference"


def _in_build_up(scene: Scene) -> Plan:
    plan = start_demo_plan(scene.patient, "achilles-self-care", starts_on=date(2026, 2, 20))
    change_plan(
        plan=plan,
        change=OpenPhase(phase="build_up"),
        by=scene.physiotherapist,
        now=evening_of(date(2026, 3, 1)),
    )
    return plan


def _run(plan: Plan, day: date, *, km: int, pain: int = 0) -> None:
    record_activity(
        injury=plan.injury,
        kind="run",
        minutes=30,
        km=Decimal(km),
        pain=pain,
        for_on=day,
        by=plan.injury.patient.user,
        now=evening_of(day),
    )
