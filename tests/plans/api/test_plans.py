"""Plans through the API: seen before they start, started, read, changed, switched, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from plans.models import Event, Plan
from plans.services.ending import end_plan
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.api.conftest import NOW, Scene
from tests.plans.services.diary import answer, keep_diary

Counted = Callable[..., Any]

SEEN = {"If-Match": '"1"'}
"""The plan was looked at as it began."""


def test_a_plan_is_seen_before_it_starts(scene: Scene, clinician: APIClient) -> None:
    injury = make_injury(scene.patient)
    body = {"protocol": "achilles-treatment", "starts_on": "2026-03-10"}
    plans = Plan.objects.count()

    answer = clinician.post(f"/api/injuries/{injury.public_id}/plan-preview/", body, format="json")

    shown = answer.json()
    assert answer.status_code == 200
    assert shown["phases"][0]["starts_on"] == "2026-03-10"
    assert shown["phases"][0]["duration"]["type"] in ("range", "maximum", "about")
    assert shown["weeks"][0]["number"] == 1
    assert shown["weeks"][0]["exercises"][0]["turns"] > 0
    assert {"rule", "on"} == set(shown["judged"][0])
    assert Plan.objects.count() == plans


def test_a_plan_is_started_once(scene: Scene, clinician: APIClient) -> None:
    injury = make_injury(scene.patient, injured_on=date(2026, 3, 5))
    address = f"/api/injuries/{injury.public_id}/plans/"
    body = {"protocol": "achilles-treatment", "starts_on": "2026-03-10"}

    first = clinician.post(address, body, format="json")
    again = clinician.post(address, body, format="json")

    assert first.status_code == 201
    assert first["ETag"] == '"1"'
    assert again.status_code == 409
    assert again.json()["type"] == "urn:recovery:plan-under-way"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"protocol": "bestaat-niet", "starts_on": "2026-03-10"}, "protocol"),
        ({"protocol": "heel-treatment", "starts_on": "2026-03-10"}, "protocol"),
        ({"protocol": "achilles-treatment", "starts_on": "2026-02-01"}, "starts_on"),
        ({"protocol": "achilles-treatment", "starts_on": "2030-01-01"}, "starts_on"),
        ({"protocol": "achilles-treatment", "starts_on": 20260310}, "starts_on"),
        ({"protocol": "achilles-treatment"}, "starts_on"),
    ],
)
def test_a_plan_that_cannot_be_names_the_place(
    scene: Scene, clinician: APIClient, body: dict[str, Any], place: str
) -> None:
    injury = make_injury(scene.patient)

    answer = clinician.post(f"/api/injuries/{injury.public_id}/plans/", body, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == place


def test_a_plan_is_read_whole(scene: Scene, own: APIClient) -> None:
    answer = own.get(scene.plan_address, headers={"Accept-Language": "en"})

    plan = answer.json()
    assert answer["ETag"] == '"1"'
    assert (plan["protocol"], plan["protocol_version"]) == ("achilles-self-care", 1)
    assert plan["phases"][0]["status"] == "open"
    prescription = plan["prescriptions"][0]
    assert prescription["dose_in_words"]
    assert None not in prescription["dose"].values()
    assert prescription["exercise"]["name"] != prescription["exercise"]["slug"]


def test_plans_are_listed_by_status(scene: Scene, clinician: APIClient) -> None:
    end_plan(plan=scene.other_plan, outcome="stopped", by=scene.physiotherapist, now=NOW)

    active = clinician.get("/api/plans/?status=active").json()["results"]
    ended = clinician.get("/api/plans/?status=ended").json()["results"]
    wrong = clinician.get("/api/plans/?status=weg")

    assert [plan["id"] for plan in active] == [str(scene.plan.public_id)]
    assert [plan["outcome"] for plan in ended] == ["stopped"]
    assert wrong.status_code == 400


def test_a_change_is_seen_and_then_made(scene: Scene, clinician: APIClient) -> None:
    body = {
        "change": {"kind": "extend_phase", "phase": "relative_rest", "days": 3},
        "reason": "nog te gevoelig",
    }

    seen = clinician.post(f"{scene.plan_address}changes/preview/", body, format="json")
    before = Plan.objects.get(pk=scene.plan.pk).version
    made = clinician.post(f"{scene.plan_address}changes/", body, format="json", headers=SEEN)

    assert seen.json()["moved"] == made.json()["moved"] != []
    assert (before, seen.json()["version"], made.json()["version"]) == (1, 1, 2)
    assert made["ETag"] == '"2"'
    event = Event.objects.get(kind="phase_extended")
    assert (event.by, event.reason) == (scene.physiotherapist, "nog te gevoelig")


def test_a_tailored_exercise_shows_what_begins_and_what_ends(
    scene: Scene, clinician: APIClient
) -> None:
    key = scene.plan.prescriptions.order_by("pk")[0].key
    change = {
        "kind": "change_dose",
        "prescription": key,
        "dose": {"sets": 2, "reps": 10, "load": {"kind": "kg", "amount": 2.5}},
        "from_on": "2026-03-12",
    }

    shown = clinician.post(
        f"{scene.plan_address}changes/", {"change": change}, format="json", headers=SEEN
    ).json()

    assert [(item["key"], item["until_on"]) for item in shown["ended"]] == [(key, "2026-03-12")]
    assert [item["from_on"] for item in shown["added"]] == ["2026-03-12"]


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({}, "change.kind", "kind_unknown"),
        ({"kind": "vliegen"}, "change.kind", "kind_unknown"),
        ({"kind": "move_plan"}, "change.starts_on", "required"),
        (
            {"kind": "move_plan", "starts_on": "2026-02-30"},
            "change.starts_on",
            "invalid",
        ),
        ({"kind": "resume_plan", "soort": 1}, "change.soort", "unknown_field"),
        (
            {"kind": "extend_phase", "phase": "relative_rest", "days": 400},
            "change.days",
            "invalid",
        ),
        (
            {"kind": "extend_phase", "phase": "relative_rest", "days": "4"},
            "change.days",
            "invalid",
        ),
        ({"kind": "extend_phase", "phase": "slapen", "days": 4}, "change.phase", "invalid_choice"),
        ("pauze", "change.kind", "invalid"),
        (None, "change", "null"),
    ],
)
def test_a_change_that_is_not_one_names_the_place(
    scene: Scene, clinician: APIClient, change: object, place: str, code: str
) -> None:
    answer = clinician.post(
        f"{scene.plan_address}changes/preview/", {"change": change}, format="json"
    )

    assert answer.status_code == 400
    mistake = answer.json()["errors"][0]
    assert (mistake["place"], mistake["code"]) == (place, code)


def test_an_edit_made_meanwhile_is_not_built_upon(scene: Scene, clinician: APIClient) -> None:
    body = {"change": {"kind": "extend_phase", "phase": "relative_rest", "days": 3}}
    address = f"{scene.plan_address}changes/"

    def change(tag: str) -> int:
        return clinician.post(address, body, format="json", headers={"If-Match": tag}).status_code

    assert [change('"1"'), change('"1"'), change('"2"'), change("W/2"), change("*")] == [
        200,
        412,
        200,
        412,
        428,
    ]


def test_a_plan_is_switched_after_a_look(scene: Scene, clinician: APIClient) -> None:
    body = {"protocol": "achilles-treatment", "reason": "geen verbetering"}

    seen = clinician.post(f"{scene.plan_address}switch/preview/", body, format="json")
    made = clinician.post(f"{scene.plan_address}switch/", body, format="json", headers=SEEN)

    assert made.status_code == 201
    assert made.json()["continues"] == str(scene.plan.public_id)
    assert made.json()["phases"][0]["starts_on"] == seen.json()["phases"][0]["starts_on"]
    old = clinician.get(scene.plan_address).json()
    assert (old["status"], old["outcome"]) == ("ended", "switched")


def test_a_plan_ends_once(scene: Scene, clinician: APIClient) -> None:
    address = f"{scene.plan_address}end/"
    body = {"outcome": "stopped", "reason": "verhuisd"}

    first = clinician.post(address, body, format="json", headers=SEEN)
    ended = {"If-Match": first.headers["ETag"]}
    again = clinician.post(address, body, format="json", headers=ended)
    otherwise = clinician.post(
        address, {"outcome": "recovered", "reason": "toch"}, format="json", headers=ended
    )

    assert (first.status_code, first.json()["ended_on"]) == (200, "2026-03-10")
    assert (again.status_code, again.json()) == (200, first.json())
    assert otherwise.status_code == 409
    assert Event.objects.filter(kind="plan_ended").count() == 1


def test_recovery_that_does_not_show_needs_a_reason(scene: Scene, clinician: APIClient) -> None:
    address = f"{scene.plan_address}end/"

    bare = clinician.post(address, {"outcome": "recovered"}, format="json", headers=SEEN)
    with_reason = clinician.post(
        address, {"outcome": "recovered", "reason": "loopt weer"}, format="json", headers=SEEN
    )

    assert (bare.status_code, bare.json()["type"]) == (409, "urn:recovery:not-recovered-yet")
    assert "14" in bare.json()["detail"]
    assert (with_reason.status_code, with_reason.json()["outcome"]) == (200, "recovered")


def test_recovery_that_shows_ends_the_plan_and_a_follow_up_goes_on(
    scene: Scene, clinician: APIClient
) -> None:
    plan = start_demo_plan(scene.patient, "achilles-self-care", starts_on=date(2026, 2, 1))
    yesterday = NOW - timedelta(days=1)
    for question, value in (("sport_resumed", "yes"), ("aids", "none")):
        answer(plan, question, value, yesterday)
    keep_diary(plan, "0 " * 15, first=date(2026, 2, 23))

    ended = clinician.post(
        f"/api/plans/{plan.public_id}/end/",
        {"outcome": "recovered"},
        format="json",
        headers={"If-Match": f'"{plan.version}"'},
    )

    assert (ended.status_code, ended.json()["is_follow_up"]) == (200, False)
    listed = clinician.get("/api/plans/?status=active").json()["results"]
    (follow_up,) = [row for row in listed if row["injury"] == str(plan.injury.public_id)]
    assert (follow_up["is_follow_up"], follow_up["phase"]) == (True, "follow_up")
    whole = clinician.get(f"/api/plans/{follow_up['id']}/").json()
    assert [phase["kind"] for phase in whole["phases"]] == ["follow_up"]
    assert whole["continues"] == str(plan.public_id)


@pytest.mark.parametrize("door", ["changes/", "changes/preview/"])
def test_a_patient_opens_a_phase_only_when_its_gate_is_met(
    scene: Scene, own: APIClient, clinician: APIClient, door: str
) -> None:
    body = {"change": {"kind": "open_phase", "phase": "build_up"}}

    too_early = own.post(f"{scene.plan_address}{door}", body, format="json", headers=SEEN)
    by_clinician = clinician.post(f"{scene.plan_address}{door}", body, format="json", headers=SEEN)

    assert (too_early.status_code, too_early.json()["type"]) == (409, "urn:recovery:gate-not-met")
    assert by_clinician.status_code == 200


def test_a_phase_is_opened_once_however_often_it_is_asked(scene: Scene, own: APIClient) -> None:
    keep_diary(scene.plan, "0 " * 9)
    body = {"change": {"kind": "open_phase", "phase": "build_up"}}

    first = own.post(f"{scene.plan_address}changes/", body, format="json", headers=SEEN)
    again = own.post(
        f"{scene.plan_address}changes/", body, format="json", headers={"If-Match": '"2"'}
    )

    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["version"], again.json()["version"]) == (2, 2)
    assert first.json()["moved"]
    assert again.json()["moved"] == []
    assert Event.objects.filter(kind="phase_opened").count() == 1


def test_a_patient_pauses_but_does_not_tailor(scene: Scene, own: APIClient) -> None:
    pause = {"change": {"kind": "pause_plan", "until_on": "2026-03-14"}, "reason": "vakantie"}
    move = {"change": {"kind": "move_plan", "starts_on": "2026-03-12"}}

    paused = own.post(f"{scene.plan_address}changes/", pause, format="json", headers=SEEN)
    moved = own.post(
        f"{scene.plan_address}changes/", move, format="json", headers={"If-Match": '"2"'}
    )

    assert paused.json()["pauses"] == [{"from_on": "2026-03-10", "until_on": "2026-03-14"}]
    assert moved.status_code == 403


def test_history_tells_what_happened_and_hides_row_numbers(
    scene: Scene, clinician: APIClient
) -> None:
    clinician.post(
        f"{scene.plan_address}changes/",
        {"change": {"kind": "pause_plan", "until_on": "2026-03-12"}, "reason": "reis"},
        format="json",
        headers=SEEN,
    )
    referral = clinician.get("/api/referrals/").json()["results"][0]
    clinician.post(f"/api/referrals/{referral['id']}/acknowledge/")

    events = clinician.get(f"{scene.plan_address}history/").json()["results"]

    assert [event["kind"] for event in events] == [
        "referral_acknowledged",
        "plan_paused",
        "plan_started",
    ]
    assert (events[1]["by"], events[1]["reason"]) == (scene.physiotherapist.name, "reis")
    assert "referral" not in events[0]["facts"]


def test_the_list_of_plans_costs_the_same_for_one_and_for_three(
    scene: Scene, clinician: APIClient, django_assert_num_queries: Counted
) -> None:
    clinician.get("/api/plans/")
    with django_assert_num_queries(PLAN_LIST_QUERIES):
        assert clinician.get("/api/plans/?page_size=1").json()["results"]
    start_demo_plan(scene.patient, "heel-self-care")
    clinician.get("/api/plans/")
    with django_assert_num_queries(PLAN_LIST_QUERIES):
        assert len(clinician.get("/api/plans/").json()["results"]) == 3


PLAN_LIST_QUERIES = 14
"""Session, user, count, plans, phases, exercises, pauses; seven for the line in the access log."""
