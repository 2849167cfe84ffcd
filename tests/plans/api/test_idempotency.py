"""Requests that come twice are done once, and answered the second time as the first time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from rest_framework.response import Response
from rest_framework.test import APIClient

from plans.models import IdempotentAnswer, PainReport, Plan
from plans.services.idempotency import sweep_kept_answers
from tests.plans.api.conftest import NOW, Scene, SignIn

SCORE = {"for": "2026-03-10", "pain": 4}


def send(client: APIClient, scene: Scene, key: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(
        f"{scene.injury_address}pain-logs/",
        body or SCORE,
        format="json",
        headers={"Idempotency-Key": key},
    )


def test_the_same_request_again_is_answered_as_before(scene: Scene, own: APIClient) -> None:
    first, again = send(own, scene, "a-1"), send(own, scene, "a-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert PainReport.objects.filter(is_day_score=False).count() == 1


def test_without_a_key_or_with_another_each_request_counts(scene: Scene, own: APIClient) -> None:
    own.post(f"{scene.injury_address}pain-logs/", SCORE, format="json")
    for key in ("a-1", "a-2"):
        send(own, scene, key)

    assert PainReport.objects.filter(is_day_score=False).count() == 3


def test_a_key_stands_for_one_content(scene: Scene, own: APIClient) -> None:
    send(own, scene, "a-1")
    otherwise = send(own, scene, "a-1", SCORE | {"pain": 5})

    assert otherwise.status_code == 422
    assert otherwise.json()["type"] == "urn:recovery:key-used-otherwise"
    assert PainReport.objects.filter(is_day_score=False).count() == 1


def test_the_key_of_another_person_is_another_key(
    scene: Scene, own: APIClient, clinician: APIClient
) -> None:
    answers = [send(who, scene, "a-1") for who in (own, clinician)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert "Idempotency-Replayed" not in answers[1].headers


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "twee woorden", "é"])
def test_a_key_is_1_to_255_plain_characters(scene: Scene, own: APIClient, key: str) -> None:
    answer = send(own, scene, key)

    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "Idempotency-Key")
    assert not IdempotentAnswer.objects.exists()


def test_a_mistake_leaves_the_key_free(scene: Scene, own: APIClient) -> None:
    wrong = send(own, scene, "a-1", SCORE | {"pain": 11})
    right = send(own, scene, "a-1")

    assert (wrong.status_code, right.status_code) == (400, 201)


def test_a_conflict_is_kept_and_writes_nothing(scene: Scene, clinician: APIClient) -> None:
    address, body = f"{scene.injury_address}plans/", {"protocol": "achilles-self-care"}
    body |= {"starts_on": "2026-03-11"}

    answers = [
        clinician.post(address, body, format="json", headers={"Idempotency-Key": "p-1"})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[1].json() == answers[0].json()
    assert answers[1].headers["Content-Type"] == "application/problem+json"
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert Plan.objects.filter(injury=scene.plan.injury).count() == 1


def test_a_change_sent_again_comes_back_with_its_edit(scene: Scene, clinician: APIClient) -> None:
    def change(seen: str) -> Any:
        return clinician.post(
            f"{scene.plan_address}changes/",
            {"change": {"kind": "extend_phase", "phase": "relative_rest", "days": 3}},
            format="json",
            headers={"If-Match": seen, "Idempotency-Key": "c-1"},
        )

    first, again, another = change('"1"'), change('"1"'), change('"2"')

    assert (first.status_code, again.status_code, another.status_code) == (200, 200, 422)
    assert again.headers["ETag"] == first.headers["ETag"] == '"2"'
    assert Plan.objects.get(pk=scene.plan.pk).version == 2


def test_an_answer_that_got_lost_is_given_to_who_asks_again(
    scene: Scene, own: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Response, "rendered_content", property(_cut_off))
        with pytest.raises(ConnectionAbortedError):
            send(own, scene, "a-1")

    again = send(own, scene, "a-1")

    assert again.status_code == 201
    assert PainReport.objects.filter(is_day_score=False).count() == 1


def _cut_off(answer: Response) -> bytes:
    raise ConnectionAbortedError


def test_what_was_answered_is_sealed(scene: Scene, own: APIClient) -> None:
    send(own, scene, "a-1")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM plans_idempotentanswer")
        assert "PIJNCANARY" not in str(cursor.fetchall())


def test_who_may_no_longer_see_the_patient_gets_no_old_answer(
    scene: Scene, clinician: APIClient, sign_in: SignIn
) -> None:
    from tests.factories.people import make_physiotherapist

    assert send(clinician, scene, "a-1").status_code == 201
    scene.patient.physiotherapist = make_physiotherapist(scene.patient.clinic)
    scene.patient.save()

    assert send(clinician, scene, "a-1").status_code == 404


def test_answers_are_kept_for_seven_days(scene: Scene, own: APIClient) -> None:
    send(own, scene, "a-1")

    assert sweep_kept_answers(now=NOW + timedelta(days=7)) == 0
    assert sweep_kept_answers(now=NOW + timedelta(days=7, seconds=1)) == 1
    assert not IdempotentAnswer.objects.exists()
