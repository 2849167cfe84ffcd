"""The worklist through the API: who needs a physiotherapist first."""

from __future__ import annotations

from datetime import timedelta

from rest_framework.test import APIClient

from tests.factories.plans import make_injury
from tests.plans.api.conftest import NOW, Scene, refer, set_task


def test_referrals_come_before_tasks_by_priority_and_age(
    scene: Scene, clinician: APIClient
) -> None:
    day = timedelta(days=1)
    refer(scene.plan, urgency="may", raised_at=NOW - 9 * day)
    refer(scene.other_plan, to="gp", urgency="immediate", raised_at=NOW - day)
    refer(scene.other_plan, raised_at=NOW - 3 * day)
    refer(scene.other_plan, status="superseded", closed_at=NOW)
    set_task(scene.other_plan, kind="gate_overdue", raised_at=NOW - 20 * day)

    listed = clinician.get("/api/worklist/").json()["results"]

    assert [(row["kind"], row["priority"] or row["task"]) for row in listed] == [
        ("referral", "gp_now"),
        ("referral", "physio"),
        ("referral", "physio"),
        ("referral", "when_it_suits"),
        ("task", "gate_overdue"),
        ("task", "silence"),
    ]
    assert listed[1]["since"] < listed[2]["since"]


def test_beside_each_stands_how_it_goes(scene: Scene, own: APIClient, clinician: APIClient) -> None:
    own.put(f"{scene.injury_address}day-scores/2026-03-09/", {"pain": 6}, format="json")

    referral, task = clinician.get("/api/worklist/").json()["results"]

    assert (referral["id"], task["id"]) == (
        str(scene.referral.public_id),
        str(scene.task.public_id),
    )
    assert (referral["rule"], referral["urgency"], referral["seen"]) == (
        "R-ACH-1",
        "contact",
        False,
    )
    assert (task["rule"], task["urgency"], task["task"]) == (None, None, "silence")
    for row in (referral, task):
        assert row["patient"]["name"] == scene.patient.user.name
        assert (row["region"], row["protocol"]) == ("achilles", "achilles-self-care")
        assert row["phase"] == "relative_rest"
        assert row["text"]
        assert row["adherence"] == {"days": 14, "percent": 0, "band": "low"}
        assert len(row["day_scores"]) == 14
        assert row["day_scores"][-2] == {"day": "2026-03-09", "score": 6}


def test_a_referral_without_a_plan_waits_too(scene: Scene, clinician: APIClient) -> None:
    from_intake = refer(scene.plan, to="emergency", rule="R-HEEL-1", kind="", occasion="intake")
    from_intake.injury, from_intake.plan = make_injury(scene.patient, "heel"), None
    from_intake.save()

    first = clinician.get("/api/worklist/").json()["results"][0]

    assert (first["id"], first["region"]) == (str(from_intake.public_id), "heel")
    assert (first["plan"], first["phase"], first["adherence"]) == (None, None, None)
    assert first["day_scores"] == []


def test_the_worklist_has_pages(scene: Scene, clinician: APIClient) -> None:
    for _ in range(2):
        refer(scene.plan)
    pages = [clinician.get(f"/api/worklist/?page={number}&page_size=2").json() for number in (1, 2)]
    beyond = clinician.get("/api/worklist/?page=3&page_size=2")

    kinds = [[row["kind"] for row in page["results"]] for page in pages]
    assert kinds == [["referral", "referral"], ["referral", "task"]]
    assert [page["count"] for page in pages] == [4, 4]
    assert beyond.status_code == 404


def test_when_nothing_waits_the_worklist_is_empty(scene: Scene, clinician: APIClient) -> None:
    scene.task.delete()
    scene.referral.delete()

    assert clinician.get("/api/worklist/").json()["results"] == []
