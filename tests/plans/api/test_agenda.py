"""What a day asks, through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories.plans import start_demo_plan
from tests.plans.api.conftest import Scene, follow_up_of, refer


def test_today_is_shown_unless_a_span_is_asked_for(scene: Scene, own: APIClient) -> None:
    today = own.get(f"{scene.plan_address}agenda/").json()["days"]
    week = own.get(f"{scene.plan_address}agenda/?from=2026-03-01&until=2026-03-08").json()["days"]

    assert [day["day"] for day in today] == ["2026-03-10"]
    assert [week[0]["day"], week[-1]["day"], len(week)] == ["2026-03-01", "2026-03-07", 7]


def test_a_day_shows_what_to_do_and_what_the_phase_allows(scene: Scene, own: APIClient) -> None:
    day = own.get(f"{scene.plan_address}agenda/").json()["days"][0]

    item = day["items"][0]
    assert day["phase"] == "relative_rest"
    assert day["asks_score"] is True
    assert day["allowed"]
    assert item["done"] == "none"
    assert item["dose_in_words"]
    assert item["moment"] in ("07:30", "20:00", None)


def test_a_turn_that_was_done_is_ticked_off(scene: Scene, own: APIClient) -> None:
    item = own.get(f"{scene.plan_address}agenda/").json()["days"][0]["items"][0]
    turn = f"{item['exercise']['slug']}/{item['turn']}"

    own.put(
        f"{scene.injury_address}exercise-logs/2026-03-10/{turn}/", {"done": "full"}, format="json"
    )

    after = own.get(f"{scene.plan_address}agenda/").json()["days"][0]["items"]
    ticked = [row["done"] for row in after if row["exercise"] == item["exercise"]]
    assert ticked[0] == "full"


def test_after_a_red_flag_no_exercises_are_proposed_until_somebody_has_looked(
    scene: Scene, own: APIClient, clinician: APIClient
) -> None:
    flag = refer(scene.plan, to="gp", urgency="immediate", rule="R-CALF-3", kind="signs")

    stopped = own.get(f"{scene.plan_address}agenda/").json()["days"][0]
    today = own.get("/api/me/agenda/").json()["plans"][0]
    clinician.post(f"/api/referrals/{flag.public_id}/acknowledge/")
    goes_on = own.get(f"{scene.plan_address}agenda/").json()["days"][0]

    assert (stopped["stopped"], stopped["items"]) == (True, [])
    assert (today["stopped"], today["items"]) == (True, [])
    assert goes_on["stopped"] is False
    assert goes_on["items"]


def test_a_follow_up_has_days_like_any_plan(scene: Scene, own: APIClient) -> None:
    follow_up = follow_up_of(scene)

    day = own.get(f"/api/plans/{follow_up.public_id}/agenda/").json()["days"][0]
    today = own.get("/api/me/agenda/").json()["plans"]

    assert (day["phase"], day["asks_score"], day["stopped"]) == ("follow_up", False, False)
    assert day["allowed"]
    assert [plan["phase"] for plan in today] == ["follow_up"]


@pytest.mark.parametrize(
    "span",
    [
        "from=2026-03-01&until=2026-06-02",
        "from=2026-03-02&until=2026-03-02",
        "from=2026-03-02&until=2026-03-01",
        "from=9999-12-31",
    ],
)
def test_a_span_is_bounded(scene: Scene, own: APIClient, span: str) -> None:
    answer = own.get(f"{scene.plan_address}agenda/?{span}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "wrong_span"


def test_ninety_two_days_fit(scene: Scene, own: APIClient) -> None:
    answer = own.get(f"{scene.plan_address}agenda/?from=2026-03-01&until=2026-06-01")

    assert len(answer.json()["days"]) == 92


def test_a_patient_sees_all_plans_of_a_day(scene: Scene, own: APIClient) -> None:
    heel = start_demo_plan(scene.patient, "heel-self-care")

    agenda = own.get("/api/me/agenda/?day=2026-03-11").json()

    assert agenda["day"] == "2026-03-11"
    assert [plan["plan"] for plan in agenda["plans"]] == [
        str(scene.plan.public_id),
        str(heel.public_id),
    ]


def test_a_day_costs_the_same_for_one_plan_and_for_three(
    scene: Scene, own: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    own.get("/api/me/agenda/")
    with django_assert_num_queries(DAY_QUERIES):
        own.get("/api/me/agenda/")
    start_demo_plan(scene.patient, "heel-self-care")
    start_demo_plan(scene.patient, "itb-self-care")
    own.get("/api/me/agenda/")
    with django_assert_num_queries(DAY_QUERIES):
        assert len(own.get("/api/me/agenda/").json()["plans"]) == 3


DAY_QUERIES = 18
"""Session, user, patient; plans with dates and red flags (5); ticks, scores; versions, names."""
