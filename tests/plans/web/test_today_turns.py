"""The exercises of the day: ticked off once, partly or not at all."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from plans.models import ExerciseReport, Plan

pytestmark = pytest.mark.django_db

TODAY_PAGE = "/today/"


def test_a_turn_is_ticked_off_once_however_often_the_button_is_pressed(
    at_home: Client, plan: Plan
) -> None:
    exercise = _first_exercise(plan)
    form = {
        "form": "tick",
        "plan": plan.public_id,
        "exercise": exercise,
        "turn": "1",
        "done": "full",
    }

    at_home.post(TODAY_PAGE, form)
    at_home.post(TODAY_PAGE, form)

    assert ExerciseReport.objects.get().done == "full"
    assert "is-full" in at_home.get(TODAY_PAGE).content.decode()


def test_a_turn_can_be_partly_done_with_pain_and_then_not_done(at_home: Client, plan: Plan) -> None:
    form = {"form": "tick", "plan": plan.public_id, "exercise": _first_exercise(plan), "turn": "1"}

    at_home.post(TODAY_PAGE, form | {"done": "partial", "pain": "7"})
    at_home.post(TODAY_PAGE, form | {"done": "none"})

    assert [row.done for row in ExerciseReport.objects.order_by("pk")] == ["partial", "none"]
    assert "is-none" in at_home.get(TODAY_PAGE).content.decode()


def test_an_exercise_that_is_not_in_the_library_is_refused(at_home: Client, plan: Plan) -> None:
    answer = at_home.post(
        TODAY_PAGE,
        {
            "form": "tick",
            "plan": plan.public_id,
            "exercise": "zweven",
            "turn": "1",
            "done": "full",
        },
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "staat niet in de oefeningenlijst" in answer.content.decode()


def _first_exercise(plan: Plan) -> str:
    return str(plan.prescriptions.order_by("pk").values_list("exercise", flat=True)[0])
