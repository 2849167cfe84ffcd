"""Referrals through the API: who has to be seen first, why, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from plans.models import Referral
from tests.factories.people import make_administrator
from tests.factories.plans import make_injury
from tests.plans.api.conftest import NOW, Scene, SignIn, give_verdict, refer

URGENT_FIRST = (
    ("emergency", "immediate", "emergency"),
    ("gp", "contact", "gp_now"),
    ("physiotherapist", "immediate", "physio_now"),
    ("physiotherapist", "contact", "physio"),
    ("physiotherapist", "may", "when_it_suits"),
)
"""Whom a referral calls and how soon, and its priority, in the order in which they are listed."""


def test_referrals_come_by_priority_and_then_by_age(scene: Scene, clinician: APIClient) -> None:
    Referral.objects.all().delete()
    for age, (to, urgency, _) in enumerate(reversed(URGENT_FIRST)):
        for older in (5, 0):
            refer(
                scene.plan, to=to, urgency=urgency, raised_at=NOW - timedelta(days=10 - age + older)
            )

    listed = clinician.get("/api/referrals/").json()["results"]

    assert [row["priority"] for row in listed] == [
        priority for _, _, priority in URGENT_FIRST for _ in range(2)
    ]
    for first, second in zip(listed[::2], listed[1::2], strict=True):
        assert first["raised_at"] < second["raised_at"]


def test_referrals_are_listed_by_where_they_stand(scene: Scene, clinician: APIClient) -> None:
    stands = ("open", "acknowledged", "superseded")
    seen = {"acknowledged_at": NOW, "acknowledged_by": scene.physiotherapist}
    refer(scene.plan, status="acknowledged", **seen)
    refer(scene.plan, status="superseded", closed_at=NOW)

    def listed(query: str) -> list[str]:
        rows = clinician.get(f"/api/referrals/{query}").json()["results"]
        return sorted(row["status"] for row in rows)

    assert listed("") == sorted(stands)
    assert listed("?status=waiting") == ["acknowledged", "open"]
    for status in stands:
        assert listed(f"?status={status}") == [status]
    assert clinician.get("/api/referrals/?status=weg").status_code == 400


def test_a_referral_is_seen_and_then_closed(scene: Scene, clinician: APIClient) -> None:
    address = f"/api/referrals/{scene.referral.public_id}/"

    seen = clinician.post(f"{address}acknowledge/")
    again = clinician.post(f"{address}acknowledge/")
    closed = clinician.post(f"{address}resolve/", {"outcome": "afspraak gemaakt"}, format="json")
    twice = clinician.post(f"{address}resolve/", {"outcome": "nog eens"}, format="json")

    assert seen.json()["acknowledged_by"] == scene.physiotherapist.name
    assert seen.json() == again.json()
    assert (closed.json()["status"], closed.json()["outcome"]) == ("resolved", "afspraak gemaakt")
    assert twice.status_code == 409


@pytest.mark.parametrize("outcome", ["", "  ", 5, None, "x" * 201])
def test_a_referral_is_closed_with_words(
    scene: Scene, clinician: APIClient, outcome: object
) -> None:
    answer = clinician.post(
        f"/api/referrals/{scene.referral.public_id}/resolve/", {"outcome": outcome}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == "outcome"
    assert Referral.objects.get(pk=scene.referral.pk).status == "open"


def test_the_administrator_sees_that_somebody_is_called_but_no_scores_or_words(
    scene: Scene, sign_in: SignIn
) -> None:
    referral = refer(scene.plan, verdict=give_verdict(scene.plan))

    runs = sign_in(make_administrator(scene.patient.clinic))
    seen = runs.get(f"/api/referrals/{referral.public_id}/").json()

    known = (
        "basis",
        "verdict",
        "evidence",
        "title",
        "patient_text",
        "clinician_text",
        "adherence",
        "day_scores",
        "outcome",
    )
    assert {seen[name] for name in known} == {None}
    assert seen["reason"]
    desk = sign_in(scene.staff).get(f"/api/referrals/{referral.public_id}/")
    assert desk.status_code == 404


def test_a_physiotherapist_reads_a_referral_with_its_reasons_and_how_it_goes(
    scene: Scene, own: APIClient, clinician: APIClient
) -> None:
    referral = refer(scene.plan, verdict=give_verdict(scene.plan))
    own.put(f"{scene.injury_address}day-scores/2026-03-09/", {"pain": 6}, format="json")
    address = f"/api/referrals/{referral.public_id}/"

    treating, patient = clinician.get(address).json(), own.get(address).json()

    assert treating["evidence"]["scores"] == {"2026-03-01": 4}
    assert (treating["basis"], treating["verdict"]) == ("scores", "no_change")
    assert "R-ACH-1" in treating["clinician_text"]
    assert (treating["adherence"]["days"], treating["adherence"]["band"]) == (14, "low")
    assert len(treating["day_scores"]) == 84
    assert treating["day_scores"][-2:] == [
        {"day": "2026-03-09", "score": 6},
        {"day": "2026-03-10", "score": None},
    ]
    assert patient["patient_text"] == treating["patient_text"]
    assert (patient["clinician_text"], patient["adherence"], patient["day_scores"]) == (None,) * 3


def test_a_referral_from_an_intake_has_no_verdict_and_no_plan(
    scene: Scene, clinician: APIClient
) -> None:
    referral = _from_intake(scene)

    shown = clinician.get(f"/api/referrals/{referral.public_id}/").json()

    assert (shown["plan"], shown["title"], shown["adherence"]) == (None, None, None)
    assert (shown["priority"], shown["reason"] != "") == ("physio", True)


def test_a_referral_that_was_not_needed_is_dismissed_with_a_reason(
    scene: Scene, clinician: APIClient
) -> None:
    address = f"/api/referrals/{scene.referral.public_id}/dismiss/"

    silent = clinician.post(address, {"reason": "  "}, format="json")
    made = clinician.post(address, {"reason": "al in behandeling"}, format="json")
    again = clinician.post(address, {"reason": "nog eens"}, format="json")

    assert (silent.status_code, silent.json()["errors"][0]["place"]) == (400, "reason")
    assert (made.json()["status"], made.json()["outcome"]) == ("dismissed", "al in behandeling")
    assert made.json()["closed_by"] == scene.physiotherapist.name
    assert (again.status_code, again.json()["type"]) == (409, "urn:recovery:referral-closed")


def test_a_referral_becomes_a_treatment_in_one_step(scene: Scene, clinician: APIClient) -> None:
    address = f"/api/referrals/{scene.referral.public_id}/"
    body = {"protocol": "achilles-treatment", "reason": "geen verbetering"}

    made = clinician.post(f"{address}treat/", body, format="json")
    again = clinician.post(f"{address}treat/", body, format="json")

    plan, closed = made.json(), clinician.get(address).json()
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert (plan["protocol"], plan["continues"]) == (body["protocol"], str(scene.plan.public_id))
    assert (closed["status"], closed["outcome"]) == ("resolved", "geen verbetering")
    assert clinician.get(scene.plan_address).json()["outcome"] == "switched"
    assert (again.status_code, again.json()["type"]) == (409, "urn:recovery:referral-closed")


def test_a_referral_from_an_intake_becomes_a_first_plan(scene: Scene, clinician: APIClient) -> None:
    referral = _from_intake(scene)

    made = clinician.post(
        f"/api/referrals/{referral.public_id}/treat/", {"protocol": "heel-treatment"}, format="json"
    )

    assert (made.status_code, made.json()["continues"]) == (201, None)
    assert made.json()["injury"] == str(referral.injury.public_id)


@pytest.mark.parametrize("protocol", ["achilles-self-care", "bestaat-niet", "heel-treatment", ""])
def test_only_a_treatment_of_the_same_region_can_follow(
    scene: Scene, clinician: APIClient, protocol: str
) -> None:
    answer = clinician.post(
        f"/api/referrals/{scene.referral.public_id}/treat/", {"protocol": protocol}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == "protocol"
    assert Referral.objects.get(pk=scene.referral.pk).status == "open"


def test_the_list_of_referrals_costs_the_same_for_one_and_for_three(
    scene: Scene, clinician: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    clinician.get("/api/referrals/")
    with django_assert_num_queries(REFERRAL_LIST_QUERIES):
        assert len(clinician.get("/api/referrals/").json()["results"]) == 1
    refer(scene.plan)
    refer(scene.plan)
    with django_assert_num_queries(REFERRAL_LIST_QUERIES):
        assert len(clinician.get("/api/referrals/").json()["results"]) == 3


REFERRAL_LIST_QUERIES = 11
"""Session, user, count, referrals."""


def _from_intake(scene: Scene) -> Referral:
    injury = make_injury(scene.patient, "heel")
    return Referral.objects.create(
        injury=injury,
        rule="R-HEEL-1",
        occasion="intake",
        to="physiotherapist",
        urgency="contact",
        basis="answer",
        raised_at=NOW,
    )
