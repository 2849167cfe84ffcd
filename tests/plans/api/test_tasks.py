"""Tasks through the API: what a person has to do about a plan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from plans.models import Event
from tests.plans.api.conftest import NOW, Scene, SignIn, set_task


def test_what_is_open_is_listed_the_oldest_first(scene: Scene, clinician: APIClient) -> None:
    old = set_task(scene.other_plan, kind="gate_overdue", raised_at=NOW - timedelta(days=3))
    set_task(scene.plan, kind="gate_met", closed_at=NOW)

    listed = clinician.get("/api/tasks/").json()["results"]

    assert [row["id"] for row in listed] == [str(old.public_id), str(scene.task.public_id)]
    task = listed[1]
    assert (task["kind"], task["phase"]) == ("silence", "relative_rest")
    assert (task["plan"], task["protocol"]) == (str(scene.plan.public_id), "achilles-self-care")
    assert task["patient"]["name"] == scene.patient.user.name
    assert task["text"]


def test_a_task_is_closed_once_with_what_came_of_it(scene: Scene, clinician: APIClient) -> None:
    address = f"/api/tasks/{scene.task.public_id}/close/"

    closed = clinician.post(address, {"outcome": "gebeld, gaat goed"}, format="json")
    again = clinician.post(address, {"outcome": "nog eens"}, format="json")

    shown = closed.json()
    assert (shown["outcome"], shown["closed_by"]) == (
        "gebeld, gaat goed",
        scene.physiotherapist.name,
    )
    assert (again.status_code, again.json()["type"]) == (409, "urn:recovery:task-closed")
    assert clinician.get("/api/tasks/").json()["results"] == []
    assert clinician.get("/api/tasks/?status=closed").json()["results"] == [shown]
    history = clinician.get(f"{scene.plan_address}history/").json()["results"]
    assert (history[0]["kind"], history[0]["facts"]) == ("task_closed", {"kind": "silence"})


@pytest.mark.parametrize("outcome", ["", "  ", 5, None, "x" * 201])
def test_a_task_is_closed_with_words(scene: Scene, clinician: APIClient, outcome: object) -> None:
    answer = clinician.post(
        f"/api/tasks/{scene.task.public_id}/close/", {"outcome": outcome}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == "outcome"
    assert not Event.objects.filter(kind="task_closed").exists()


def test_what_there_is_to_do_is_for_who_treats(scene: Scene, sign_in: SignIn) -> None:
    desk = sign_in(scene.staff)

    closing = desk.post(
        f"/api/tasks/{scene.task.public_id}/close/", {"outcome": "gebeld"}, format="json"
    )

    assert desk.get("/api/tasks/").status_code == 403
    assert closing.status_code == 404
